/** Rules that word what Ruff says of a Python file. Pure. */
import type { Named, PythonLint } from '../../facts/lint/types.js';
import { isShippedPath } from '../../project/path-uses.js';
import type { Judgement, Match, Subject } from '../types.js';
import { judging } from './judgement.js';

/** Python that runs in production, apart from migrations and what runs them, which tools write. */
export function isShippedPython({ facts, path }: Subject): boolean {
  return facts.python !== undefined && isShippedPath(path) && !/(^|\/)(migrations|alembic)\//.test(path);
}

/** One match for each entry of a list. */
export function judgeLint<Entry extends Named>(read: (lint: PythonLint) => readonly Entry[] | undefined): (subject: Subject) => Judgement<Entry> {
  return ({ facts }) => {
    const judgement = judging<Entry>();
    const entries = facts.lint === undefined ? [] : (read(facts.lint) ?? []);
    if (facts.lintUnknown !== undefined) judgement.unknown(1, facts.lintUnknown);
    else if (entries.length === 0) judgement.pass();
    for (const entry of entries) judgement.match(toMatch(entry));
    return judgement.done();
  };
}

function toMatch<Entry extends Named>(entry: Entry): Match<Entry> {
  return { span: entry.span, symbol: entry.symbol, subject: entry.name, causes: [], related: [], data: entry };
}

/** A rule of Ruff, as messages name it. */
export function ruffName(code: string): string {
  return `(Ruff ${code})`;
}
