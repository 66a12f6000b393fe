/** Changes to threads as one GraphQL mutation, and which of them GitHub refused. Pure. */
import { z } from 'zod';
import type { ThreadChange } from './types.js';

export interface Mutation {
  readonly query: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** The name under which the change at this index, from 0, stands in the mutation. */
export function nameOf(index: number): string {
  return `c${index}`;
}

/** One field for each change, in their order: GraphQL runs the fields of a mutation one after another. */
export function mutationOf(changes: readonly ThreadChange[]): Mutation {
  const parts = changes.map((change, index) => partOf(change, nameOf(index)));
  const parameters = parts.flatMap(({ values }) => Object.keys(values)).map((name) => `$${name}: ${name.endsWith('body') ? 'String!' : 'ID!'}`);
  return {
    query: `mutation ChangeThreads(${parameters.join(', ')}) {\n${parts.map(({ field }) => field).join('\n')}\n}`,
    variables: Object.assign({}, ...parts.map(({ values }) => values)) as Record<string, string>,
  };
}

function partOf(change: ThreadChange, name: string): { readonly field: string; readonly values: Readonly<Record<string, string>> } {
  const [id, body] = [`${name}id`, `${name}body`];
  switch (change.kind) {
    case 'reply':
      return { field: `${name}: addPullRequestReviewThreadReply(input: {pullRequestReviewThreadId: $${id}, body: $${body}}) { comment { id } }`, values: { [id]: change.threadId, [body]: change.body } };
    case 'edit':
      return { field: `${name}: updatePullRequestReviewComment(input: {pullRequestReviewCommentId: $${id}, body: $${body}}) { pullRequestReviewComment { id } }`, values: { [id]: change.commentId, [body]: change.body } };
    case 'resolve':
    case 'unresolve':
      return { field: `${name}: ${change.kind}ReviewThread(input: {threadId: $${id}}) { thread { id } }`, values: { [id]: change.threadId } };
  }
}

const partialAnswer = z.object({ errors: z.array(z.object({ type: z.string(), path: z.array(z.union([z.string(), z.number()])).min(1) })) });

/** Names of the fields that GitHub refused; null where the error is about the request as a whole, or leaves open what was done. */
export function refusedFields(error: unknown): ReadonlySet<string> | null {
  const parsed = partialAnswer.safeParse(error);
  if (!parsed.success || parsed.data.errors.some(({ type }) => type === 'RATE_LIMITED')) return null;
  return new Set(parsed.data.errors.map(({ path }) => String(path[0])));
}
