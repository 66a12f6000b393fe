/** The stage of the linters: what they say of the changed files, on both sides, joined to what the rules said. */
import { readTexts } from '../checkout/read-texts.js';
import type { ChangeSource, TreeSource } from '../checkout/types.js';
import type { Snapshot, TreeEntry } from '../changes/types.js';
import type { FileFacts } from '../facts/types.js';
import { basePaths } from '../findings/locate.js';
import { isFixturePath } from '../project/path-uses.js';
import { withAudit, type Side, type Sides } from '../rules/both-sides.js';
import type { Audit } from '../rules/run.js';
import { mergeDiagnostics } from './merge.js';
import { nameOf, outcomesOf } from './outcomes.js';
import type { ConfigTree, Diagnostic, LintAnswer, LintFile, Linter } from './types.js';

export type { Linter } from './types.js';

export interface LintingInput {
  readonly linters: readonly Linter[];
  factsOf(entry: TreeEntry): FileFacts;
  wants(path: string): boolean;
}

/** A match of one of our rules -> "Ruff S113", the linters' names for the same defect. */
export type Also = ReadonlyMap<unknown, readonly string[]>;

interface Noticed {
  readonly also: Also;
  /** What the reader should know: what could not be judged, and whose configuration the change edits. One sentence each. */
  readonly notices: readonly string[];
}

/**
 * Starts the linters over the files that a change leaves in the head, on both sides by the base's configuration (the head's where
 * the base has none): what differs then comes of the code, and no change switches off its own judge. Resolves when they run, with a
 * function that waits for them and joins their answers to what the rules said; the sides that go in stay as they are. What a linter
 * does makes neither reject.
 */
export async function startLintingChange(source: ChangeSource, input: LintingInput): Promise<(judged: Sides) => Promise<Noticed & { readonly sides: Sides }>> {
  const { changes } = source;
  const files = changes.files.filter(({ status, path }) => status !== 'deleted' && isWanted(source.head, path, input));
  const former = files.filter(({ path, previousPath, status }) => status !== 'added' && isReadable(source.base, previousPath ?? path, input));
  const [head, base] = await Promise.all([readTexts(source, source.head, files.map(({ path }) => path)), readTexts(source, source.base, former.map(({ path, previousPath }) => previousPath ?? path))]);
  const both = [...former.flatMap(({ path, previousPath }) => fileOf('base', path, base.get(previousPath ?? path))), ...files.flatMap(({ path }) => fileOf('head', path, head.get(path)))];
  const answered = await start(both, [treeOf(source, source.base), treeOf(source, source.head)], input);
  const changed = new Set(changes.files.map(({ path }) => path));
  return async (judged) => {
    const answers = await answered();
    const [before, after] = [joined(judged.base, answers, 'base', basePaths(changes)), joined(judged.head, answers, 'head', (path) => path)];
    const edited = [...new Set(answers.flatMap((answer) => answer.configuredBy))].filter((path) => changed.has(path)).sort();
    const notices = [...problemsOf(answers), ...edited.map((path) => `What this change does to \`${path}\` takes effect for its linter once merged.`)];
    return { sides: { base: before.side, head: after.side }, also: new Map([...before.also, ...after.also]), notices };
  };
}

/** The same over every file of a tree. */
export async function startLintingTree(source: TreeSource, input: LintingInput): Promise<(judged: Side) => Promise<Noticed & { readonly side: Side }>> {
  const paths = [...source.head.entries.keys()].filter((path) => isWanted(source.head, path, input));
  const texts = await readTexts(source, source.head, paths);
  const answered = await start(paths.flatMap((path) => fileOf('head', path, texts.get(path))), [treeOf(source, source.head)], input);
  return async (judged) => {
    const answers = await answered();
    return { ...joined(judged, answers, 'head', (path) => path), notices: problemsOf(answers) };
  };
}

async function start(files: readonly LintFile[], trees: readonly ConfigTree[], { linters }: LintingInput): Promise<() => Promise<readonly LintAnswer[]>> {
  const running = await Promise.all(linters.map((linter) => linter.start({ files: files.filter(({ path }) => linter.reads(path)), trees })));
  return () => Promise.all(running.map(({ answer }) => answer));
}

function problemsOf(answers: readonly LintAnswer[]): string[] {
  return [...new Set(answers.flatMap((answer) => answer.problems))].sort().map((problem) => `Not verified: ${problem}.`);
}

/** Read as source of the project, by some linter, and no sample. */
function isWanted(snapshot: Snapshot, path: string, input: LintingInput): boolean {
  return input.linters.some((linter) => linter.reads(path)) && !isFixturePath(path) && input.wants(path) && isReadable(snapshot, path, input);
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

function joined(side: Side, answers: readonly LintAnswer[], of: LintFile['side'], pathOn: (path: string) => string): { readonly side: Side; readonly also: Also } {
  const diagnostics = new Map<string, Diagnostic[]>();
  for (const { file, diagnostics: found } of answers.flatMap((answer) => answer.files)) {
    if (file.side === of && found.length > 0) diagnostics.set(pathOn(file.path), [...(diagnostics.get(pathOn(file.path)) ?? []), ...found]);
  }
  const audit: Map<string, NonNullable<ReturnType<Audit['get']>>> = new Map(side.audit);
  const also = new Map<unknown, readonly string[]>();
  for (const [path, found] of diagnostics) {
    const judged = side.audit.get(path);
    if (judged === undefined) continue;
    const merged = mergeDiagnostics(found, judged.outcomes);
    for (const [match, same] of merged.also) also.set(match, [...new Set(same.map(nameOf))]);
    audit.set(path, { path, outcomes: [...judged.outcomes, ...outcomesOf(merged.own)] });
  }
  return { side: withAudit(side, audit), also };
}
