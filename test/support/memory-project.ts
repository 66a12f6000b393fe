/** Whole projects out of literal file maps, for tests of the model and the rules: no git, no disk. */
import { createHash } from 'node:crypto';
import { loadCatalogue } from '../../src/assets/catalogue.js';
import type { ChangedFile, ChangeSet, Snapshot, TreeEntry } from '../../src/changes/types.js';
import { classify, skipByPath } from '../../src/facts/classify.js';
import { extractFacts, skippedFacts } from '../../src/facts/extract.js';
import type { Grammars } from '../../src/facts/grammars.js';
import type { FileFacts } from '../../src/facts/types.js';
import { createModel, type LiveModel } from '../../src/project/model.js';
import type { SidesInput, TreeInput } from '../../src/rules/both-sides.js';
import { configureRules } from '../../src/config/filter.js';
import { RULES } from '../../src/rules/registry.js';
import { runRules, type Audit, type ConfiguredRule } from '../../src/rules/run.js';
import { lazily } from '../../src/project/tracked.js';

/** Repository path -> content. */
export type Files = Readonly<Record<string, string>>;

export const catalogue = lazily(loadCatalogue);

/** All rules with their default options. */
export function defaultRules(): ConfiguredRule[] {
  return configureRules(RULES, { rules: {} });
}

/** A snapshot whose blob ids are git's own for these contents. */
export function snapshotOf(files: Files): Snapshot {
  const entries = new Map<string, TreeEntry>();
  for (const path of Object.keys(files).sort()) {
    entries.set(path, { path, oid: oidOf(files[path] as string), kind: 'file' });
  }
  return { commit: null, entries };
}

/** Git's blob id. */
export function oidOf(text: string): string {
  const content = Buffer.from(text);
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

/** Facts of each path, extracted once per blob and kind over all calls with the same cache. */
export function factsOf(files: Files, grammars: Grammars, cache = new Map<string, FileFacts>()): (path: string) => FileFacts | undefined {
  return (path) => {
    const text = files[path];
    if (text === undefined) return undefined;
    const skip = skipByPath(path, 'file');
    if (skip !== undefined) return skippedFacts(skip);
    const kind = classify(path);
    const key = `${oidOf(text)}:${kind}`;
    const known = cache.get(key) ?? extractFacts(kind, Buffer.from(text), grammars);
    cache.set(key, known);
    return known;
  };
}

/** The model of a file map. */
export function modelOf(files: Files, grammars: Grammars, formerPaths: ReadonlyMap<string, string | null> = new Map(), cache = new Map<string, FileFacts>()): LiveModel {
  return createModel({ snapshot: snapshotOf(files), facts: factsOf(files, grammars, cache), catalogue: catalogue(), formerPaths });
}

/** Judges every file by the given rules (all by default). */
export function auditOf(model: LiveModel, rules: readonly ConfiguredRule[] = defaultRules()): Audit {
  return runRules({ model, catalogue: catalogue(), rules }, model.paths);
}

/** The input for judging a file map whole. */
export function treeOf(files: Files, grammars: Grammars, cache = new Map<string, FileFacts>()): TreeInput {
  const facts = factsOf(files, grammars, cache);
  return { head: snapshotOf(files), factsOf: ({ path }) => facts(path) ?? skippedFacts(), catalogue: catalogue(), rules: defaultRules(), wants: () => true };
}

/** The input for judging both sides of a change between two file maps. */
export function sidesOf(base: Files, head: Files, grammars: Grammars, cache = new Map<string, FileFacts>()): SidesInput {
  return {
    base: snapshotOf(base),
    head: snapshotOf(head),
    changes: changesOf(base, head),
    factsOf: (entry) => (base[entry.path] !== undefined && oidOf(base[entry.path] as string) === entry.oid ? factsOf(base, grammars, cache) : factsOf(head, grammars, cache))(entry.path) ?? skippedFacts(),
    catalogue: catalogue(),
    rules: defaultRules(),
    wants: () => true,
  };
}

/** Added, modified and deleted files; exact renames are seen as renames. Hunks are whole files. */
export function changesOf(base: Files, head: Files): ChangeSet {
  const gone = Object.keys(base).filter((path) => head[path] === undefined);
  const files: ChangedFile[] = [];
  const renamedFrom = new Set<string>();
  for (const path of Object.keys(head).sort()) {
    if (base[path] === head[path]) continue;
    const previousPath = base[path] === undefined ? gone.find((old) => base[old] === head[path] && !renamedFrom.has(old) && base[old] !== '') : undefined;
    if (previousPath !== undefined) renamedFrom.add(previousPath);
    files.push({ path, ...(previousPath === undefined ? {} : { previousPath }), ...changeOf(base[previousPath ?? path], head[path]), status: previousPath !== undefined ? 'renamed' : base[path] === undefined ? 'added' : 'modified' });
  }
  for (const path of gone) {
    if (!renamedFrom.has(path)) files.push({ path, ...changeOf(base[path], undefined), status: 'deleted' });
  }
  return { files };
}

function changeOf(before: string | undefined, after: string | undefined): Pick<ChangedFile, 'baseOid' | 'headOid' | 'binary' | 'hunks'> {
  const old = before === undefined || before === '' ? [] : before.replace(/\n$/, '').split('\n');
  const now = after === undefined || after === '' ? [] : after.replace(/\n$/, '').split('\n');
  const lines = [
    ...old.map((text, index) => ({ kind: 'removed' as const, baseLine: index + 1, headLine: null, text })),
    ...now.map((text, index) => ({ kind: 'added' as const, baseLine: null, headLine: index + 1, text })),
  ];
  return {
    ...(before === undefined ? {} : { baseOid: oidOf(before) }),
    ...(after === undefined ? {} : { headOid: oidOf(after) }),
    binary: false,
    hunks: before === after ? [] : [{ baseStart: 1, baseLines: old.length, headStart: 1, headLines: now.length, lines }],
  };
}
