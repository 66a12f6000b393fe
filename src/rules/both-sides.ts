/** Audits of the sides of a change, over one model that moves between them. Pure but for where the model stands. */
import type { ChangeSet, Snapshot, TreeEntry } from '../changes/types.js';
import { letGo } from '../facts/python/code/bodies.js';
import type { FileFacts } from '../facts/types.js';
import type { TreeState } from '../project/live-tree.js';
import { createModel, type LiveModel } from '../project/model.js';
import type { Catalogue } from '../project/types.js';
import type { KeptProjects } from './kept-projects.js';
import { createJudge, isJudged, type Audit, type ConfiguredRule } from './run.js';

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
  /** Repositories as earlier reviews left them. */
  readonly kept?: { readonly projects: KeptProjects; readonly name: string } | undefined;
  /** Told when a stage ends, for measuring. */
  onStage?(stage: JudgingStage): void;
}

export type JudgingStage = 'rules base' | 'rules head';

/** One state of a repository and what the rules said of it. */
export interface Side {
  readonly state: TreeState;
  readonly audit: Audit;
  /** What the rules alone said, where more is said; the same as it was for every review of this state. */
  readonly ruled: Audit;
  /** The project's model, moved to this state: ask it before asking another side for its own. */
  readonly model: LiveModel;
  /** What the rules say of some files in another state, which is near this one. */
  auditAt(state: TreeState, paths: Iterable<string>): Audit;
}

/** The same side, of which more is said. */
export function withAudit(side: Side, audit: Audit): Side {
  return {
    state: side.state,
    audit,
    ruled: side.ruled,
    get model() {
      return side.model;
    },
    auditAt: (state, paths) => side.auditAt(state, paths),
  };
}

/** A side as it stands, without moving the model. */
export function standing({ audit, state }: Side): { readonly audit: Audit; readonly model: TreeState } {
  return { audit, model: state };
}

export interface Sides {
  readonly base: Side;
  readonly head: Side;
}

/** A repository's model and all that was judged over it. Moved to another state, it makes anew only what hangs on the difference. */
export interface LiveProject {
  judge(state: TreeState, input: Pick<TreeInput, 'rules' | 'wants'>): Side;
  /** A state that was judged before by the same rules, with what they said. */
  recall(state: TreeState, audit: Audit, rules: readonly ConfiguredRule[]): Side;
}

/** Builds a project that stands at `first`. */
export function createProject(first: TreeState, catalogue: Catalogue): LiveProject {
  const model = createModel({ ...first, catalogue });
  const judge = createJudge(model, catalogue);
  const judgedPaths = createJudgedPaths(model);
  const recall: LiveProject['recall'] = (state, audit, rules) => ({
    state,
    audit,
    ruled: audit,
    get model() {
      model.moveTo(state);
      return model;
    },
    auditAt(other, paths) {
      model.moveTo(other);
      // Another review of the repository may have asked by other rules meanwhile.
      judge.use(rules);
      return judge.audit(paths);
    },
  });
  return {
    judge(state, { rules, wants }) {
      model.moveTo(state);
      judge.use(rules);
      return recall(state, judge.auditAll(judgedPaths(wants)), rules);
    },
    recall,
  };
}

/** Judges one tree. */
export function judgeTree(input: TreeInput): Side {
  const state = stateOf(input, input.head);
  return createProject(state, input.catalogue).judge(state, input);
}

/** Judges both sides of a change. */
export function judgeBothSides(input: SidesInput): Sides {
  const [before, after] = [stateOf(input, input.base), headState(input)];
  const kept = input.kept?.projects.of(input.kept.name);
  const project = kept?.project ?? createProject(before, input.catalogue);
  const known = kept?.auditOf(input.base);
  const base = known === undefined ? project.judge(before, input) : project.recall(before, known, input.rules);
  input.onStage?.('rules base');
  const head = project.judge(after, input);
  input.onStage?.('rules head');
  input.kept?.projects.keep(input.kept.name, project, input.base, base.audit);
  // Asked for over and over while a tree is judged, and hardly between two reviews.
  letGo();
  return { base, head };
}

/** The same without sharing anything: what `judgeBothSides` must agree with. */
export function judgeBothSidesAfresh(input: SidesInput): Sides {
  const [before, after] = [stateOf(input, input.base), headState(input)];
  return { base: createProject(before, input.catalogue).judge(before, input), head: createProject(after, input.catalogue).judge(after, input) };
}

function stateOf(input: TreeInput, snapshot: Snapshot, former: Pick<TreeState, 'formerPaths' | 'formerDependencies'> = { formerPaths: new Map() }): TreeState {
  return {
    snapshot,
    facts(path) {
      const entry = snapshot.entries.get(path);
      return entry === undefined ? undefined : input.factsOf(entry);
    },
    ...former,
  };
}

/** Builds a question: paths of a model that the rules look at. The same list as long as it holds the same. */
function createJudgedPaths(model: LiveModel): (wants: TreeInput['wants']) => readonly string[] {
  const readable = model.scan((facts) => isJudged(facts) || facts.skip?.reason === 'vendored');
  let last: { readonly files: ReturnType<typeof readable>; readonly wants: TreeInput['wants']; readonly paths: readonly string[] } | undefined;
  return (wants) => {
    const files = readable();
    if (last?.files !== files || last.wants !== wants) last = { files, wants, paths: files.filter(({ path }) => wants(path)).map(({ path }) => path) };
    return last.paths;
  };
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

function headState(input: SidesInput): TreeState {
  const formerPaths = new Map<string, string | null>();
  for (const file of input.changes.files) {
    if (file.status === 'deleted') formerPaths.set(file.path, null);
    if (file.previousPath !== undefined) formerPaths.set(file.previousPath, file.path);
  }
  return stateOf(input, input.head, { formerPaths, formerDependencies: dependenciesTakenOut(input) });
}
