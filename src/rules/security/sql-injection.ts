import { z } from 'zod';
import type { Expression } from '../../facts/python/code/nodes.js';
import { rangeOf } from '../../findings/locate.js';
import type { Message } from '../../findings/types.js';
import { judging } from '../shared/judgement.js';
import { isShippedPath } from '../../project/path-uses.js';
import { perModel } from '../shared/per-model.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { originOf } from './sql-injection/origin.js';
import { sinksIn } from './sql-injection/sinks.js';

interface Data {
  /** The call that runs the SQL. */
  readonly sink: string;
  /** What is put into it, as the source names it. */
  readonly what: string;
  readonly request: boolean;
}

const SILENT = /(^|\/)(management|migrations|commands)\//;
/** Files that have a word of a call which runs SQL. */
const speaking = perModel((model): ReadonlySet<string> => new Set(['execute', 'executemany', 'mogrify', 'RawSQL', 'raw', 'extra', 'text'].flatMap((word) => model.symbols.mentions(word))));

export const sqlInjection: Rule<Data, unknown> = {
  meta: {
    id: 'security/sql-injection',
    area: 'security',
    severity: 'error',
    confidence: 'high',
    status: 'preview',
    languages: ['python'],
    fix: 'none',
    summary: 'A value is put into the text of an SQL statement instead of being handed over as a parameter.',
    options: z.strictObject({}),
  },
  wide: true,
  applies: ({ facts, path }) => facts.python !== undefined && isShippedPath(path) && !SILENT.test(path),
  detect,
  message,
};

function detect(subject: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  if (!speaking(model).has(subject.path)) return judgement.done();
  for (const { sql, call, fn, symbol, name } of sinksIn(model, subject.path)) {
    const origin = originOf({ model, path: subject.path, fn, depth: 0, seen: new Set() }, sql);
    const span = model.symbols.span(subject.path, call);
    if (origin.kind === 'constant' || isWhole(origin, sql)) judgement.pass();
    else if (origin.kind === 'unknown') judgement.unknown(span[0], `${name}: ${origin.reason}`);
    else {
      judgement.match({
        span: model.symbols.span(subject.path, sql),
        symbol,
        subject: `${name} ${origin.what}`,
        ...(origin.request ? {} : { confidence: 'medium' as const }),
        causes: [],
        related: origin.node.start >= sql.start && origin.node.end <= sql.end ? [] : [{ path: subject.path, range: rangeOf(model.symbols.span(subject.path, origin.node)), label: `\`${origin.what}\` goes into the text here` }],
        data: { sink: name, what: origin.what, request: origin.request },
      });
    }
  }
  return judgement.done();
}

/** A statement handed in whole (`def run(sql): cursor.execute(sql)`) is its caller's to answer for. */
function isWhole(origin: Extract<ReturnType<typeof originOf>, { kind: 'value' | 'unknown' }>, sql: Expression): boolean {
  return origin.kind === 'value' && !origin.request && origin.node === sql;
}

function message({ data }: Match<Data>): Message {
  return {
    what: `\`${data.what}\` is put into the text of the SQL that ${data.sink} runs.`,
    why: data.request ? 'It comes from the request: whoever sends it can read, change or delete any row.' : 'Whoever can choose that value can read, change or delete any row; a quote in it breaks the statement.',
    todo: 'Write `%s` in the SQL and hand the value over as a parameter; choose names of tables and columns from a fixed list.',
  };
}
