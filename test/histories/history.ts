/** A real history, judged twice: by one model that moves from change to change as a server's does, and afresh for each side of each change. */
import { loadCatalogue } from '../../src/assets/catalogue.js';
import type { ChangeSet, Snapshot } from '../../src/changes/types.js';
import { createKnownTrees } from '../../src/checkout/known-trees.js';
import { createMirrorChangeSource } from '../../src/checkout/mirror-source.js';
import type { ChangeSource } from '../../src/checkout/types.js';
import { configureRules } from '../../src/config/filter.js';
import type { Grammars } from '../../src/facts/grammars.js';
import { judgeBothSides, judgeBothSidesAfresh, type SidesInput } from '../../src/rules/both-sides.js';
import { createKeptProjects } from '../../src/rules/kept-projects.js';
import { RULES } from '../../src/rules/registry.js';
import type { Audit, Outcome } from '../../src/rules/run.js';
import { collectFacts } from '../../src/store/collect-facts.js';
import { createMemoryFactsStore } from '../../src/store/facts-store.js';
import { mergedChanges, type MergedChange } from '../../scripts/replay/changes.js';

export interface HistoryInput {
  /** The folder of a bare repository, or the `.git` of another. */
  readonly directory: string;
  /** The last merged changes that touch its files, judged from the oldest on: at most so many. */
  readonly changes: number;
  /** Files that belong to it. */
  within?(path: string): boolean;
  readonly grammars: Grammars;
}

export interface ComparedChange extends MergedChange {
  readonly files: number;
  readonly changedFiles: number;
  /** Answers, each a rule's of a file of one side, that were compared. */
  readonly answers: number;
  /** What the two say differently, a line each. */
  readonly differences: readonly string[];
}

/** Judges the changes one after another. Throws when git fails. */
export async function* compareHistory({ directory, changes, within = () => true, grammars }: HistoryInput): AsyncGenerator<ComparedChange> {
  const store = createMemoryFactsStore();
  const trees = createKnownTrees();
  const [catalogue, rules, projects] = [loadCatalogue(), configureRules(RULES, { rules: {} }), createKeptProjects()];
  for (const change of [...mergedChanges(directory, changes, within)].reverse()) {
    const source = await createMirrorChangeSource({ mirror: { name: 'history', directory, rebuild: () => Promise.reject(new Error('the repository is damaged')) }, baseSha: change.base, headSha: change.head, trees });
    try {
      const scope = scopeOf(source, within);
      const facts = await collectFacts({ source, snapshots: [scope.base, scope.head], store, grammars });
      const input: SidesInput = { ...scope, factsOf: facts.of, catalogue, rules, wants: () => true };
      const moved = judgeBothSides({ ...input, kept: { projects, name: 'history' } });
      const fresh = judgeBothSidesAfresh(input);
      const sides = [['base', told(moved.base.audit), told(fresh.base.audit)], ['head', told(moved.head.audit), told(fresh.head.audit)]] as const;
      yield {
        ...change,
        files: scope.head.entries.size,
        changedFiles: scope.changes.files.length,
        answers: sides.reduce((sum, [, , wanted]) => sum + wanted.size, 0),
        differences: sides.flatMap(([side, got, wanted]) => differencesOf(got, wanted).map((line) => `${side}: ${line}`)),
      };
    } finally {
      await source.close();
    }
  }
}

function scopeOf({ base, head, changes }: ChangeSource, within: (path: string) => boolean): { base: Snapshot; head: Snapshot; changes: ChangeSet } {
  const part = (snapshot: Snapshot): Snapshot => ({ ...snapshot, entries: new Map([...snapshot.entries].filter(([path]) => within(path))) });
  return { base: part(base), head: part(head), changes: { files: changes.files.filter(({ path, previousPath }) => within(path) && within(previousPath ?? path)) } };
}

/** `path rule` -> all that is said there. */
function told(audit: Audit): ReadonlyMap<string, string> {
  return new Map([...audit].flatMap(([path, { outcomes }]) => outcomes.map((outcome) => [`${path} ${outcome.configured.rule.meta.id}`, wordsOf(outcome)] as const)));
}

function wordsOf({ matches, passed, unknowns, failure }: Outcome): string {
  const seen = matches.map(({ span, symbol, subject, severity, confidence, causes, related }) => ({ span, symbol, subject, severity, confidence, causes, related }));
  return JSON.stringify({ passed, unknowns, failure, matches: seen });
}

function differencesOf(got: ReadonlyMap<string, string>, wanted: ReadonlyMap<string, string>): string[] {
  const keys = [...new Set([...got.keys(), ...wanted.keys()])].sort();
  return keys.filter((key) => got.get(key) !== wanted.get(key)).map((key) => `${key}\n  moved: ${got.get(key) ?? 'nothing'}\n  fresh: ${wanted.get(key) ?? 'nothing'}`);
}
