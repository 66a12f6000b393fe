/** The GraphQL library and GitHub's schema in its terms, of which a process of tests has one. */
import type * as Library from 'graphql';
import { outside } from '../../outside.js';

export const { Kind, parse, validate, execute, GraphQLError, OperationTypeNode } = await outside<typeof Library>('graphql');
export type GraphQLError = Library.GraphQLError;

/** GitHub's published schema, whole: loaded and built in about 200 ms, at the first use. */
export async function loadSchema(): Promise<Library.GraphQLSchema> {
  const { schema } = await outside<{ readonly schema: Library.GraphQLSchema }>(new URL('schema.mjs', import.meta.url).href);
  return schema;
}
