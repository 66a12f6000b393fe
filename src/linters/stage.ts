/** The stage of the linters: what they say of the changed files, on both sides, joined to what the rules said. */
import { readTexts } from '../checkout/read-texts.js';
import type { ChangeSource, TreeSource } from '../checkout/types.js';
import type { ChangedFile, Snapshot, TreeEntry } from '../changes/types.js';
import { classify } from '../facts/classify.js';
import type { FileFacts } from '../facts/types.js';
import { isFixturePath } from '../project/path-uses.js';
import type { Side, Sides } from '../rules/both-sides.js';
import type { Care } from '../store/types.js';
import { joinSides, joinTree, type Also, type Pair } from './join.js';
import type { ConfigTree, LintAnswer, LintFile, Linter, RunningLinter } from './types.js';

export type { Linter } from './types.js';

export interface LintingInput {
  readonly linters: readonly Linter[];
  factsOf(entry: TreeEntry): FileFacts;
  wants(path: string): boolean;
  readonly care?: Care | undefined;
}

interface Noticed {
  readonly also: Also;
  /** What the reader should know: what could not be judged, and whose configuration the change edits. One sentence each. */
  readonly notices: readonly string[];
}

/**
 * Starts the linters over the files that a change leaves in the head, on both sides by the same configuration (the base's; the head's
 * where the base has none): what differs then comes of the code, and no change switches off its own judge. Resolves when they run, with a
 * function that waits for them and joins their answers to what the rules said; the sides that go in stay as they are. What a linter
 * does makes neither reject.
 */
export async function startLintingChange(source: ChangeSource, input: LintingInput): Promise<(judged: Sides) => Promise<Noticed & { readonly sides: Sides }>> {
  const { changes } = source;
  const pairs = changes.files.flatMap((file) => pairOf(file, source, input));
  const [head, base] = await Promise.all([readTexts(source, source.head, pairs.map((pair) => pair.path)), readTexts(source, source.base, pairs.flatMap((pair) => pair.former ?? []))]);
  const files = pairs.flatMap(({ path, former }) => [...(former === null ? [] : fileOf('base', path, base.get(former))), ...fileOf('head', path, head.get(path))]);
  const answered = await start(files, [treeOf(source, source.base), treeOf(source, source.head)], source.head, input);
  const changed = new Set(changes.files.map(({ path }) => path));
  return async (judged) => {
    const answers = await answered();
    const edited = [...new Set(answers.flatMap((answer) => answer.configuredBy))].filter((path) => changed.has(path)).sort();
    const notices = [...problemsOf(answers), ...edited.map((path) => `What this change does to \`${path}\` takes effect for its linter once merged.`)];
    return { ...joinSides(judged, answers, pairs), notices };
  };
}

/** Nothing for what can't be read, and for what could not be before: all that is said of it would look new. */
function pairOf({ path, previousPath, status }: ChangedFile, { base, head }: ChangeSource, input: LintingInput): Pair[] {
  if (status === 'deleted' || !isWanted(head, path, input)) return [];
  const former = previousPath ?? path;
  if (status === 'added' || !isInScope(former, input)) return [{ path, former: null }];
  return isReadable(base, former, input) ? [{ path, former }] : [];
}

/** The same over every file of a tree. */
export async function startLintingTree(source: TreeSource, input: LintingInput): Promise<(judged: Side) => Promise<Noticed & { readonly side: Side }>> {
  const paths = [...source.head.entries.keys()].filter((path) => isWanted(source.head, path, input));
  const texts = await readTexts(source, source.head, paths);
  const answered = await start(paths.flatMap((path) => fileOf('head', path, texts.get(path))), [treeOf(source, source.head)], source.head, input);
  return async (judged) => {
    const answers = await answered();
    return { ...joinTree(judged, answers), notices: problemsOf(answers) };
  };
}

/** One after another, in their order: a linter that works in this process would hold up the start of one that has its own. */
async function start(files: readonly LintFile[], trees: readonly ConfigTree[], head: Snapshot, { linters, care }: LintingInput): Promise<() => Promise<readonly LintAnswer[]>> {
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

/** Read as source of the project, by some linter, and no sample. */
function isWanted(snapshot: Snapshot, path: string, input: LintingInput): boolean {
  return isInScope(path, input) && isReadable(snapshot, path, input);
}

function isInScope(path: string, { linters, wants }: LintingInput): boolean {
  return linters.some((linter) => linter.reads(path)) && !isFixturePath(path) && wants(path);
}

function isReadable(snapshot: Snapshot, path: string, { factsOf }: LintingInput): boolean {
  const entry = snapshot.entries.get(path);
  if (entry === undefined) return false;
  const { skip, syntax, python, javascript } = factsOf(entry);
  return skip === undefined && syntax === undefined && (python !== undefined || javascript !== undefined);
}

function fileOf(side: LintFile['side'], path: string, text: string | undefined): LintFile[] {
  return text === undefined ? [] : [{ side, path, text }];
}

function treeOf(source: Pick<TreeSource, 'read'>, snapshot: Snapshot): ConfigTree {
  const known = new Map<string, Promise<string | undefined>>();
  return {
    paths: [...snapshot.entries.keys()],
    has: (path) => snapshot.entries.has(path),
    read(path) {
      const text = known.get(path) ?? readTexts(source, snapshot, [path]).then((texts) => texts.get(path));
      known.set(path, text);
      return text;
    },
  };
}
