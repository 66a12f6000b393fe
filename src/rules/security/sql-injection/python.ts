/** SQL of Python code with values in its text. Pure. */
import type { Expression } from '../../../facts/python/code/nodes.js';
import { rangeOf } from '../../../findings/locate.js';
import { judging } from '../../shared/judgement.js';
import { perModel } from '../../shared/per-model.js';
import type { Judgement, RuleContext, Subject } from '../../types.js';
import { originOf } from './origin.js';
import { sinksIn } from './sinks.js';

export interface Injection {
  /** The call that runs the SQL. */
  readonly sink: string;
  /** What is put into it, as the source names it. */
  readonly what: string;
  readonly request: boolean;
  readonly language: 'python' | 'javascript';
}

/** Files that have a word of a call which runs SQL. */
const speaking = perModel((model): ReadonlySet<string> => new Set(['execute', 'executemany', 'mogrify', 'RawSQL', 'raw', 'extra', 'text'].flatMap((word) => model.symbols.mentions(word))));

/** Judges the SQL that a Python file runs. */
export function detectInPython(subject: Subject, { model }: RuleContext<unknown>): Judgement<Injection> {
  const judgement = judging<Injection>();
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
        data: { sink: name, what: origin.what, request: origin.request, language: 'python' },
      });
    }
  }
  return judgement.done();
}

/** A statement handed in whole (`def run(sql): cursor.execute(sql)`) is its caller's to answer for. */
function isWhole(origin: Extract<ReturnType<typeof originOf>, { kind: 'value' | 'unknown' }>, sql: Expression): boolean {
  return origin.kind === 'value' && !origin.request && origin.node === sql;
}

