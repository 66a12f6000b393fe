/** What linters said, joined to what the rules said, so that it is compared and worded with it. Pure. */
import { derive } from '../changes/derived.js';
import { withAudit, type Side, type Sides } from '../rules/both-sides.js';
import type { Audit, FileOutcome, Outcome } from '../rules/run.js';
import { mergeBothSides, mergeDiagnostics, type Merged } from './merge.js';
import { nameOf, outcomesOf } from './outcomes.js';
import type { Diagnostic, LintAnswer, LintFile } from './types.js';

/** A match of one of our rules -> "Ruff S113", the linters' names for the same defect. */
export type Also = ReadonlyMap<unknown, readonly string[]>;

/** A file of the head that linters are asked about. */
export interface Pair {
  readonly path: string;
  /** Its path in the base; null where it is new to the project. */
  readonly former: string | null;
}

/** Path in the head -> what linters said of it on one side, of those files that they answered for. */
type SaidOf = ReadonlyMap<string, readonly Diagnostic[]>;

function saidIn(answers: readonly LintAnswer[], side: LintFile['side']): SaidOf {
  const said = new Map<string, readonly Diagnostic[]>();
  for (const { file, diagnostics } of answers.flatMap((answer) => answer.files)) {
    if (file.side === side) said.set(file.path, [...(said.get(file.path) ?? []), ...diagnostics]);
  }
  return said;
}

/** The answer for those files alone that are asked about, and that the linter judged on both sides or that are new: what it says of one side only tells nothing of the change. */
function comparable(answer: LintAnswer, pairs: ReadonlyMap<string, Pair>): LintAnswer {
  const judged = { base: new Set<string>(), head: new Set<string>() };
  for (const { file } of answer.files) judged[file.side].add(file.path);
  return { ...answer, files: answer.files.filter(({ file: { path } }) => pairs.has(path) && judged.head.has(path) && (pairs.get(path)?.former === null || judged.base.has(path))) };
}

export function joinSides({ base, head }: Sides, answers: readonly LintAnswer[], pairs: readonly Pair[]): { readonly sides: Sides; readonly also: Also } {
  const byPath = new Map(pairs.map((pair) => [pair.path, pair]));
  const told = answers.map((answer) => comparable(answer, byPath));
  const [before, after] = [saidIn(told, 'base'), saidIn(told, 'head')];
  const [bases, heads] = [createJoin(base), createJoin(head)];
  for (const { path, former } of pairs) {
    if (former === null) heads.add(path, mergeDiagnostics({ diagnostics: after.get(path) ?? [], outcomes: heads.outcomesOf(path) }));
    else {
      const merged = mergeBothSides({ diagnostics: before.get(path) ?? [], outcomes: bases.outcomesOf(former) }, { diagnostics: after.get(path) ?? [], outcomes: heads.outcomesOf(path) });
      bases.add(former, merged.base);
      heads.add(path, merged.head);
    }
  }
  return { sides: { base: bases.side(), head: heads.side() }, also: new Map([...bases.also, ...heads.also]) };
}

export function joinTree(side: Side, answers: readonly LintAnswer[]): { readonly side: Side; readonly also: Also } {
  const join = createJoin(side);
  for (const [path, diagnostics] of saidIn(answers, 'head')) join.add(path, mergeDiagnostics({ diagnostics, outcomes: join.outcomesOf(path) }));
  return { side: join.side(), also: join.also };
}

/** A side that more is said of, file by file. */
interface Join {
  readonly also: ReadonlyMap<unknown, readonly string[]>;
  /** What the rules said. */
  outcomesOf(path: string): readonly Outcome[];
  /** Adds what linters say of a file, if the rules judged it. */
  add(path: string, merged: Merged): void;
  side(): Side;
}

function createJoin(side: Side): Join {
  const more = new Map<string, FileOutcome>();
  const also = new Map<unknown, readonly string[]>();
  const outcomesFor = (path: string): readonly Outcome[] => side.audit.get(path)?.outcomes ?? [];
  return {
    also,
    outcomesOf: outcomesFor,
    add(path, { own, also: named }) {
      for (const [match, same] of named) also.set(match, [...new Set(same.map(nameOf))]);
      if (own.length > 0 && side.audit.has(path)) more.set(path, { path, outcomes: [...outcomesFor(path), ...outcomesOf(own)] });
    },
    side: () => (more.size === 0 ? side : withAudit(side, withMore(side.audit, more))),
  };
}

function withMore(audit: Audit, more: Audit): Audit {
  const all = new Map(audit);
  for (const [path, answer] of more) all.set(path, answer);
  derive(audit, all, more.keys());
  return all;
}
