/** Models and audits of both sides of a change, sharing what the change cannot touch. Pure. */
import type { ChangeSet, Snapshot, TreeEntry } from '../changes/types.js';
import type { FileFacts } from '../facts/types.js';
import { affectedBy, closeOver, type Affected } from '../project/affected.js';
import { createModel, type LinkedModel, type ModelInput } from '../project/model.js';
import type { Catalogue } from '../project/types.js';
import { isJudged, runRules, type Audit, type ConfiguredRule } from './run.js';

export interface TreeInput {
  readonly head: Snapshot;
  factsOf(entry: TreeEntry): FileFacts;
  readonly catalogue: Catalogue;
  readonly rules: readonly ConfiguredRule[];
  /** Which files the configuration wants judged. */
  wants(path: string): boolean;
}

export interface SidesInput extends TreeInput {
  readonly base: Snapshot;
  readonly changes: ChangeSet;
  /** The base as these rules judged it before, for the same paths. */
  readonly judgedBase?: Side | undefined;
  /** Told when a stage ends, for measuring. */
  onStage?(stage: JudgingStage): void;
}

export type JudgingStage = 'rules base' | 'links' | 'rules head';

/** What the model of one side takes over from the other. */
type Shared = Pick<ModelInput, 'knownLinks' | 'knownReferences' | 'like'>;

/** A model and what the rules said of it. */
export interface Side {
  readonly model: LinkedModel;
  readonly audit: Audit;
}

export interface Sides {
  readonly base: Side;
  readonly head: Side;
}

/** Judges one tree. */
export function judgeTree(input: TreeInput): Side {
  return judge(treeModel(input, input.head, new Map()), input);
}

/** Judges the base whole, unless it was before, and of the head only what the change can have made different; the rest is the base's answer. */
export function judgeBothSides(input: SidesInput): Sides {
  const baseSide = input.judgedBase ?? judge(treeModel(input, input.base, new Map()), input);
  input.onStage?.('rules base');
  const base = baseSide.model;
  let affected: Affected = { kind: 'all' };
  const isKnown = (path: string): boolean => affected.kind !== 'all' && !affected.linked.has(path);
  const head = headModel(input, {
    knownLinks: (path) => (isKnown(path) ? base.linksFrom(path) : undefined),
    knownReferences: { index: base.references, isKnown },
    ...(isPlainEdit(input) ? { like: base } : {}),
  });
  affected = closeOver(affectedBy({ changes: input.changes, head, base }), base, head);
  input.onStage?.('links');
  const judged = affected;
  const reuse = (path: string): ReturnType<Audit['get']> => {
    if (judged.kind === 'all' || judged.judged.has(path)) return undefined;
    const known = baseSide.audit.get(path);
    // What has a finding in the base may owe it to a look-alike elsewhere: judged again.
    return known?.outcomes.some((outcome) => outcome.matches.length > 0) === true ? undefined : known;
  };
  const headSide = judge(head, input, reuse);
  input.onStage?.('rules head');
  return { base: baseSide, head: headSide };
}

/** The same without sharing anything: what `judgeBothSides` must agree with. */
export function judgeBothSidesAfresh(input: SidesInput): Sides {
  return { base: judge(treeModel(input, input.base, new Map()), input), head: judge(headModel(input, {}), input) };
}

function judge(model: LinkedModel, input: TreeInput, reuse?: (path: string) => ReturnType<Audit['get']>): Side {
  return { model, audit: runRules({ model, catalogue: input.catalogue, rules: input.rules }, judgedPaths(model, input), reuse) };
}

function treeModel(input: TreeInput, snapshot: Snapshot, formerPaths: ReadonlyMap<string, string | null>, more: Pick<ModelInput, 'formerDependencies'> & Shared = {}): LinkedModel {
  const facts = (path: string): FileFacts | undefined => {
    const entry = snapshot.entries.get(path);
    return entry === undefined ? undefined : input.factsOf(entry);
  };
  return createModel({ snapshot, facts, catalogue: input.catalogue, formerPaths, ...more });
}

/** Paths of a model that the rules look at. */
function judgedPaths(model: LinkedModel, input: Pick<TreeInput, 'wants'>): string[] {
  return model.paths.filter((path) => {
    const facts = model.facts(path);
    return facts !== undefined && (isJudged(facts) || facts.skip?.reason === 'vendored') && input.wants(path);
  });
}

/** Only the text of source files differs: both trees look the same from outside, and declare the same. */
function isPlainEdit(input: SidesInput): boolean {
  return input.changes.files.every((file) => {
    const [before, after] = [input.base.entries.get(file.path), input.head.entries.get(file.path)];
    if (before === undefined || after === undefined || before.kind !== after.kind) return false;
    return [before, after].every((entry) => {
      const facts = input.factsOf(entry);
      return facts.manifest === undefined && facts.deployment === undefined && facts.text === undefined && facts.skip === undefined;
    });
  });
}

/** `ecosystem:name` of what the base's changed manifests declare and no manifest of the head does. */
function dependenciesTakenOut(input: SidesInput): ReadonlySet<string> {
  const manifests = input.changes.files.filter((file) => declares(input, input.base, file.previousPath ?? file.path).length > 0 && isReadable(input, file.path));
  if (manifests.length === 0) return new Set();
  const kept = new Set([...input.head.entries.keys()].flatMap((path) => declares(input, input.head, path)));
  return new Set(manifests.flatMap((file) => declares(input, input.base, file.previousPath ?? file.path)).filter((name) => !kept.has(name)));
}

/** The head has no such file, or one that says what it declares. */
function isReadable(input: SidesInput, path: string): boolean {
  const entry = input.head.entries.get(path);
  if (entry === undefined) return true;
  const { manifest } = input.factsOf(entry);
  return manifest !== undefined && manifest.error === undefined;
}

function declares(input: SidesInput, snapshot: Snapshot, path: string): string[] {
  const entry = snapshot.entries.get(path);
  const manifest = entry === undefined ? undefined : input.factsOf(entry).manifest;
  return manifest?.dependencies.filter((dependency) => dependency.group !== 'locked').map((dependency) => `${manifest.ecosystem}:${dependency.name}`) ?? [];
}

function headModel(input: SidesInput, shared: Shared): LinkedModel {
  const formerPaths = new Map<string, string | null>();
  for (const file of input.changes.files) {
    if (file.status === 'deleted') formerPaths.set(file.path, null);
    if (file.previousPath !== undefined) formerPaths.set(file.previousPath, file.path);
  }
  return treeModel(input, input.head, formerPaths, { formerDependencies: dependenciesTakenOut(input), ...shared });
}
