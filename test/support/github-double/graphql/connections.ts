import { fieldError } from './errors.js';

export interface Page {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

/** A connection over all items; GitHub wants `first` or `last`, at most 100. Cursors are opaque positions. */
export function connection<T>(name: string, items: readonly T[], page: Page) {
  const { first, last } = page;
  const size = first ?? last;
  if (size === null || size === undefined) {
    throw fieldError('MISSING_PAGINATION_BOUNDARIES', `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`);
  }
  if (size > 100) {
    throw fieldError('EXCESSIVE_PAGINATION', `Requesting ${size} records on the \`${name}\` connection exceeds the \`${first ? 'first' : 'last'}\` limit of 100 records.`);
  }
  const from = page.after ? positionOf(page.after) : 0;
  const to = page.before ? positionOf(page.before) - 1 : items.length;
  const start = first === null || first === undefined ? Math.max(from, to - size) : from;
  const end = first === null || first === undefined ? to : Math.min(to, from + size);
  const nodes = items.slice(start, end);
  return {
    nodes,
    edges: nodes.map((node, index) => ({ node, cursor: cursorOf(start + index + 1) })),
    totalCount: items.length,
    pageInfo: {
      hasNextPage: end < items.length,
      hasPreviousPage: start > 0,
      startCursor: nodes.length === 0 ? null : cursorOf(start + 1),
      endCursor: nodes.length === 0 ? null : cursorOf(end),
    },
  };
}

function cursorOf(position: number): string {
  return Buffer.from(`cursor:v2:${position}`).toString('base64');
}

function positionOf(cursor: string): number {
  return Number(Buffer.from(cursor, 'base64').toString('utf8').split(':').at(-1)) || 0;
}
