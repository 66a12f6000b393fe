import { z } from 'zod';
import type { Message } from '../../findings/types.js';
import { judging } from '../shared/judgement.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { blocksOf, isCompared, type Block } from './duplicate-code/blocks.js';

/** All that a file has in common with one other, or with itself, by line. */
type Copies = readonly [Block, ...Block[]];

export const duplicateCode: Rule<Copies, unknown> = {
  meta: {
    id: 'dead-code/duplicate-code',
    area: 'dead-code',
    severity: 'warning',
    confidence: 'high',
    status: 'preview',
    languages: ['python', 'javascript'],
    fix: 'none',
    summary: 'A block of twelve lines or more that stands elsewhere with the same words.',
    options: z.strictObject({}),
  },
  applies: ({ path, facts }) => isCompared(path, facts),
  detect,
  message,
};

function detect({ path }: Subject, { model }: RuleContext<unknown>): Judgement<Copies> {
  const judgement = judging<Copies>();
  const copies = byTwin(blocksOf(model, path));
  if (copies.length === 0) judgement.pass();
  for (const one of copies) judgement.match(toMatch(path, one));
  return judgement.done();
}

function byTwin(blocks: readonly Block[]): readonly Copies[] {
  const found = new Map<string, [Block, ...Block[]]>();
  for (const block of blocks.toSorted((one, other) => one.first - other.first)) {
    const before = found.get(block.twin.path);
    if (before === undefined) found.set(block.twin.path, [block]);
    else before.push(block);
  }
  return [...found.values()];
}

function toMatch(path: string, copies: Copies): Match<Copies> {
  const [{ first, twin }] = copies;
  return {
    span: [first, 1, first, 1],
    symbol: '',
    // By the place, not the lines: copies that a formatter rewrites are no new ones.
    subject: twin.path,
    causes: [{ path }, { path: twin.path }],
    related: copies.map(({ twin: one }) => ({ path: one.path, range: { start: { line: one.first, column: 1 }, end: { line: one.last, column: 1 } }, label: 'the same lines' })),
    data: copies,
  };
}

/** Blocks of one file that are named; the others are counted. */
const NAMED = 3;

function message({ data }: Match<Copies>, { path }: Subject): Message {
  const twins = data.map(({ twin }) => twin);
  const place = twins[0]?.path === path ? `in lines ${spans(twins)}` : `in \`${twins[0]?.path}\`, lines ${spans(twins)}`;
  return {
    what: `Lines ${spans(data)} stand word for word ${place}, comments aside.`,
    why: 'Copies drift apart: a defect is mended in one and stays in the other.',
    todo: 'Keep one of them and call it from the other place.',
  };
}

/** `1 to 40, 63 to 215, 301 to 335 and 2 more blocks` */
function spans(blocks: readonly { readonly first: number; readonly last: number }[]): string {
  const named = blocks.slice(0, NAMED).map(({ first, last }) => `${first} to ${last}`);
  const more = blocks.length - named.length;
  if (more > 0) return `${named.join(', ')} and ${more} more block${more === 1 ? '' : 's'}`;
  return named.length === 1 ? (named[0] as string) : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
}
