import type { DocumentNode, GraphQLFieldResolver } from 'graphql';
import { isObject, type JsonValue } from '../openapi/json-schema.js';
import { bot } from '../rest/pulls.js';
import { fieldError, noNode, renderError } from './errors.js';
import { execute, GraphQLError, Kind, loadSchema, OperationTypeNode, parse, validate } from './library.js';
import { mutations } from './mutations.js';
import { actor, reachRepository, repositoryType, type Context } from './types.js';

export interface GraphqlAnswer {
  readonly body: object;
  /** Fields at the root of the operation, in order. */
  readonly fields: readonly string[];
}

/** Runs a GraphQL request as an installation. Like GitHub it answers 200 with `errors` for whatever is wrong. */
export async function answerGraphql(context: Context, body: JsonValue | undefined): Promise<GraphqlAnswer> {
  const request = isObject(body) ? body : {};
  const report = context.world.report;
  const document = parsed(request['query']);
  if (document instanceof GraphQLError) {
    report(`GraphQL: ${document.message}`);
    return { body: { errors: [renderError(document)] }, fields: [] };
  }
  const fields = rootFields(document);
  const schema = await loadSchema();
  const invalid = validate(schema, document);
  if (invalid.length > 0) {
    invalid.forEach((error) => report(`GraphQL against GitHub's schema: ${error.message}`));
    return { body: { errors: invalid.map(renderError) }, fields };
  }
  if (isMutation(document)) fields.filter((field) => CONTENT_WRITES.has(field)).forEach(() => context.countWrite?.());
  const result = await execute({
    schema,
    document,
    rootValue: rootOf(context),
    variableValues: isObject(request['variables']) ? request['variables'] : {},
    operationName: typeof request['operationName'] === 'string' ? request['operationName'] : null,
    fieldResolver: resolverFor(report),
  });
  for (const error of result.errors ?? []) if (error.extensions['type'] === undefined) report(`GraphQL: ${error.message}`);
  const errors = result.errors?.map(renderError);
  return { body: { ...(result.data === undefined ? {} : { data: result.data }), ...(errors ? { errors } : {}) }, fields };
}

function parsed(query: JsonValue | undefined): DocumentNode | GraphQLError {
  try {
    return parse(typeof query === 'string' ? query : '');
  } catch (error) {
    return error instanceof GraphQLError ? error : new GraphQLError(String(error));
  }
}

/** Mutations that write what people are told of. */
const CONTENT_WRITES = new Set(['addPullRequestReviewThreadReply', 'updatePullRequestReviewComment']);

function isMutation(document: DocumentNode): boolean {
  return document.definitions.some((definition) => definition.kind === Kind.OPERATION_DEFINITION && definition.operation === OperationTypeNode.MUTATION);
}

function rootFields(document: DocumentNode): string[] {
  return document.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return [];
    return definition.selectionSet.selections.flatMap((selection) => (selection.kind === Kind.FIELD ? [selection.name.value] : []));
  });
}

/** Members of the source object, called with the arguments where they are functions. A field without one is a gap in the double. */
function resolverFor(report: (problem: string) => void): GraphQLFieldResolver<unknown, unknown> {
  return (source, args, _context, info) => {
    const value = isRecord(source) ? source[info.fieldName] : undefined;
    if (value === undefined) {
      const message = `The double has no resolver for ${info.parentType.name}.${info.fieldName}`;
      report(message);
      throw fieldError('DOUBLE_HAS_NO_RESOLVER', message);
    }
    return typeof value === 'function' ? (value as (given: unknown) => unknown)(args) : value;
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object';
}

function rootOf(context: Context): object {
  const { world } = context;
  return {
    ...mutations(context),
    viewer: () => ({ ...actor(context, bot(world)), __typename: 'User', login: world.app.botLogin }),
    repository: ({ owner, name }: { owner: string; name: string }) => repositoryType(context, reachRepository(context, owner, name)),
    rateLimit: () => ({ limit: 5000, cost: 1, remaining: 4999, used: 1, nodeCount: 0, resetAt: new Date(world.now() + 3_600_000).toISOString() }),
    node: ({ id }: { id: string }) => {
      throw noNode(id);
    },
  };
}
