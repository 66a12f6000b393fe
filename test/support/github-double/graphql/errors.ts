import { GraphQLError } from './library.js';

export type GraphqlErrorType =
  | 'NOT_FOUND' | 'FORBIDDEN' | 'UNPROCESSABLE' | 'STALE_DATA' | 'BRANCH_PROTECTION_RULE_VIOLATION' | 'MISSING_PAGINATION_BOUNDARIES' | 'EXCESSIVE_PAGINATION' | 'DOUBLE_HAS_NO_RESOLVER';

/** An error of one field; GitHub puts the type beside the message, see `renderError`. */
export function fieldError(type: GraphqlErrorType, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

export function forbidden(): GraphQLError {
  return fieldError('FORBIDDEN', 'Resource not accessible by integration');
}

export function noNode(id: string): GraphQLError {
  return fieldError('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'.`);
}

/** GitHub's form: `{ type, path, locations, message }`. */
export function renderError(error: GraphQLError): object {
  const type = error.extensions['type'];
  return {
    ...(typeof type === 'string' ? { type } : {}),
    ...(error.path ? { path: error.path } : {}),
    ...(error.locations ? { locations: error.locations } : {}),
    message: error.message,
  };
}
