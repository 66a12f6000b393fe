/** GitHub's published schema. */
import { schema as published } from '@octokit/graphql-schema';
import { buildSchema } from 'graphql';

export const schema = buildSchema(published.idl, { assumeValid: true, noLocation: true });
