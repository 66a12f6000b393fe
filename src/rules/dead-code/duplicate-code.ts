import { z } from 'zod';
import type { Message } from '../../findings/types.js';
import { judging } from '../shared/judgement.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { blocksOf, isCompared, type Block } from './duplicate-code/blocks.js';

export const duplicateCode: Rule<Block, unknown> = {
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

function detect({ path }: Subject, { model }: RuleContext<unknown>): Judgement<Block> {
  const judgement = judging<Block>();
  const blocks = blocksOf(model, path);
  if (blocks.length === 0) judgement.pass();
  for (const block of blocks) judgement.match(toMatch(path, block));
  return judgement.done();
}

function toMatch(path: string, block: Block): Match<Block> {
  const { twin } = block;
  return {
    span: [block.first, 1, block.first, 1],
    symbol: '',
    // By the place, not the lines: copies that a formatter rewrites are no new ones.
    subject: twin.path,
    causes: [{ path }, { path: twin.path }],
    related: [{ path: twin.path, range: { start: { line: twin.first, column: 1 }, end: { line: twin.last, column: 1 } }, label: 'the same lines' }],
    data: block,
  };
}

function message({ data }: Match<Block>, { path }: Subject): Message {
  const { twin } = data;
  const place = twin.path === path ? `in lines ${twin.first} to ${twin.last}` : `in \`${twin.path}\`, lines ${twin.first} to ${twin.last}`;
  return {
    what: `Lines ${data.first} to ${data.last} stand word for word ${place}, comments aside.`,
    why: 'Copies drift apart: a defect is mended in one and stays in the other.',
    todo: 'Keep one of them and call it from the other place.',
  };
}
