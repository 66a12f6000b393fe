/** The stage of the linters: what they say of the changed files, on both sides, joined to what the rules said. */
import { readTexts } from '../checkout/read-texts.js';
import type { ChangeSource, TreeSource } from '../checkout/types.js';
import type { ChangedFile, Snapshot, TreeEntry } from '../changes/types.js';
import { classify, skipByPath } from '../facts/classify.js';
import { detectMinifiedOrGenerated } from '../facts/common/generated.js';
import type { FileFacts } from '../facts/types.js';
import { isFixturePath } from '../project/path-uses.js';
import type { Side, Sides } from '../rules/both-sides.js';
import { factsKey } from '../store/facts-store.js';
import type { Care } from '../store/types.js';
import { configTreeOf } from './config-tree.js';
import { joinSides, joinTree, type Also, type Pair } from './join.js';
import type { ConfigTree, LintAnswer, LintFile, Linter, RunningLinter } from './types.js';

export type { Linter } from './types.js';

export interface LintingInput {
  readonly linters: readonly Linter[];
  factsOf(entry: TreeEntry): FileFacts;
  wants(path: string): boolean;
  readonly care?: Care | undefined;
}

type EarlyInput = Omit<LintingInput, 'factsOf'>;

interface Noticed {
  readonly also: Also;
  /** What the reader should know: what could not be judged, and whose configuration the change edits. One sentence each. */
  readonly notices: readonly string[];
}

/** Waits for the linters and joins their answers to what the rules said; the sides that go in stay as they are. */
type JoinSides = (judged: Sides) => Promise<Noticed & { readonly sides: Sides }>;

/** Linters over a change, of which those that run beside this process have begun. */
export interface LintingChange {
  /** Has the others judge what can be read. Resolves when they are done. */
  goOn(factsOf: LintingInput['factsOf']): Promise<JoinSides>;
}

/**
 * Starts the linters over the files that a change leaves in the head, on both sides by the same configuration (the base's; the head's
 * where the base has none): what differs then comes of the code, and no change switches off its own judge. What a linter
 * does makes nothing reject. Those that run beside this process are given what seems readable before facts are known; what they say of
 * files that turn out not to be is left out.
 */
export async function startLintingChange(source: ChangeSource, input: EarlyInput): Promise<LintingChange> {
  const beside = { ...input, linters: input.linters.filter(({ runsBeside }) => runsBeside === true) };
  const trees = [configTreeOf(source, source.base), configTreeOf(source, source.head)];
  const early = await startOver(source, trees, source.changes.files.flatMap((file) => pairOf(file, source, input, (snapshot, path) => seemsReadable(snapshot, path, beside))), beside, isPlainText);
  return {
    async goOn(factsOf) {
      const pairs = source.changes.files.flatMap((file) => pairOf(file, source, input, (snapshot, path) => isReadable(snapshot, path, factsOf)));
      const late = await startOver(source, trees, pairs, { ...input, linters: input.linters.filter(({ runsBeside }) => runsBeside !== true) });
      return (judged) => joinChange(source, pairs, judged, async () => [...(await early()), ...(await late())]);
    },
  };
}

/** Starts linters over both sides of the pairs that they read. */
async function startOver(source: ChangeSource, trees: readonly ConfigTree[], pairs: readonly Pair[], input: EarlyInput, takes: (path: string, text: string) => boolean = () => true): Promise<() => Promise<readonly LintAnswer[]>> {
  const wanted = pairs.filter(({ path }) => input.linters.some((linter) => linter.reads(path)));
  const [head, base] = await Promise.all([readTexts(source, source.head, wanted.map((pair) => pair.path)), readTexts(source, source.base, wanted.flatMap((pair) => pair.former ?? []))]);
  const files = wanted.flatMap(({ path, former }) => [...(former === null ? [] : fileOf('base', path, base.get(former))), ...fileOf('head', path, head.get(path))]);
  return start(files.filter(({ path, text }) => takes(path, text)), trees, source.head, input);
}

async function joinChange({ changes }: ChangeSource, pairs: readonly Pair[], judged: Sides, answered: () => Promise<readonly LintAnswer[]>): Promise<Noticed & { readonly sides: Sides }> {
  const answers = await answered();
  const changed = new Set(changes.files.map(({ path }) => path));
  const edited = [...new Set(answers.flatMap((answer) => answer.configuredBy))].filter((path) => changed.has(path)).sort();
  const notices = [...problemsOf(answers), ...edited.map((path) => `What this change does to \`${path}\` takes effect for its linter once merged.`)];
  return { ...joinSides(judged, answers, pairs), notices };
}

type CanRead = (snapshot: Snapshot, path: string) => boolean;

/** Nothing for what can't be read, and for what could not be before: all that is said of it would look new. */
function pairOf({ path, previousPath, status }: ChangedFile, { base, head }: ChangeSource, input: EarlyInput, canRead: CanRead): Pair[] {
  if (status === 'deleted' || !isInScope(path, input) || !canRead(head, path)) return [];
  const former = previousPath ?? path;
  if (status === 'added' || !isInScope(former, input)) return [{ path, former: null }];
  return canRead(base, former) ? [{ path, former }] : [];
}

/** As far as its path tells, and what happened to it before. */
function seemsReadable(snapshot: Snapshot, path: string, { care }: EarlyInput): boolean {
  const entry = snapshot.entries.get(path);
  if (entry === undefined || skipByPath(path, entry.kind) !== undefined) return false;
  return care === undefined || !care.quarantined.has(factsKey({ oid: entry.oid, kind: classify(path) }));
}

/** No output of a tool, which may be of any shape. */
function isPlainText(path: string, text: string): boolean {
  return detectMinifiedOrGenerated(path, text) === undefined;
}

/** The same over every file of a tree. */
export async function startLintingTree(source: TreeSource, input: LintingInput): Promise<(judged: Side) => Promise<Noticed & { readonly side: Side }>> {
  const paths = [...source.head.entries.keys()].filter((path) => isInScope(path, input) && isReadable(source.head, path, input.factsOf));
  const texts = await readTexts(source, source.head, paths);
  const answered = await start(paths.flatMap((path) => fileOf('head', path, texts.get(path))), [configTreeOf(source, source.head)], source.head, input);
  return async (judged) => {
    const answers = await answered();
    return { ...joinTree(judged, answers), notices: problemsOf(answers) };
  };
}

/** One after another, in their order: a linter that works in this process would hold up the start of one that has its own. */
async function start(files: readonly LintFile[], trees: readonly ConfigTree[], head: Snapshot, { linters, care }: EarlyInput): Promise<() => Promise<readonly LintAnswer[]>> {
  const running: RunningLinter[] = [];
  // Without the head's file neither side of it is judged.
  const onFile = ({ path }: LintFile): void => {
    const oid = head.entries.get(path)?.oid;
    if (oid !== undefined) care?.onFile({ oid, kind: classify(path), path });
  };
  for (const linter of linters) running.push(await linter.start({ files: files.filter(({ path }) => linter.reads(path)), trees, onFile }));
  return () => Promise.all(running.map(({ answer }) => answer));
}

function problemsOf(answers: readonly LintAnswer[]): string[] {
  return [...new Set(answers.flatMap((answer) => answer.problems))].sort().map((problem) => `Not verified: ${problem}.`);
}

/** For some linter, and no sample. */
function isInScope(path: string, { linters, wants }: EarlyInput): boolean {
  return linters.some((linter) => linter.reads(path)) && !isFixturePath(path) && wants(path);
}

/** Read as source of the project. */
function isReadable(snapshot: Snapshot, path: string, factsOf: LintingInput['factsOf']): boolean {
  const entry = snapshot.entries.get(path);
  if (entry === undefined) return false;
  const { skip, syntax, python, javascript } = factsOf(entry);
  return skip === undefined && syntax === undefined && (python !== undefined || javascript !== undefined);
}

function fileOf(side: LintFile['side'], path: string, text: string | undefined): LintFile[] {
  return text === undefined ? [] : [{ side, path, text }];
}
