/**
 * Floors: what git, parsers, linters, JSON and SQLite take by themselves for the work that a stage gives them. A stage that asks them can take no less; what
 * it takes more is ours. Measured in the process that has just measured the stage, which has compiled them all.
 */
import { join } from 'node:path';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfm } from 'micromark-extension-gfm';
import { runGit } from '../src/checkout/git.js';
import { readTexts } from '../src/checkout/read-texts.js';
import type { ChangeSource, TreeSource } from '../src/checkout/types.js';
import type { TreeEntry } from '../src/changes/types.js';
import { classify, skipByPath } from '../src/facts/classify.js';
import { decodeSource } from '../src/facts/common/decode.js';
import { detectMinifiedOrGenerated } from '../src/facts/common/generated.js';
import { EXTRACTOR_VERSION, SIZE_LIMIT } from '../src/facts/extract.js';
import type { Grammars } from '../src/facts/grammars.js';
import { loadRuff, type RuffCheck } from '../src/facts/lint/ruff-library.js';
import { createSecretFinder } from '../src/facts/lint/secrets.js';
import type { PathKind } from '../src/facts/types.js';
import type { Launcher } from '../src/launcher/types.js';
import { createOxlintProcess } from '../src/linters/oxlint/process.js';
import { DEFAULT_OPTIONS } from '../src/linters/ruff/options.js';
import type { CollectedFacts } from '../src/store/collect-facts.js';
import { openFactsStore } from '../src/store/facts-store.js';

/** Milliseconds by what was measured. */
export type Floors = Readonly<Record<string, number>>;

/** Adds up what some calls take, by name. */
class Stopwatch {
  readonly taken: Record<string, number> = {};

  async time<T>(name: string, work: () => T | Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await work();
    } finally {
      this.add(name, performance.now() - started);
    }
  }

  add(name: string, milliseconds: number): void {
    this.taken[name] = (this.taken[name] ?? 0) + milliseconds;
  }
}

/** Whether tree-sitter reads a text, and how it is parsed by it. */
export function treeSitterOf(kind: PathKind, text: string, grammars: Grammars): (() => void) | null {
  const language = kind.split(':')[0] ?? '';
  if (!['python', 'javascript', 'typescript', 'tsx'].includes(language)) return null;
  if (detectMinifiedOrGenerated(language === 'python' ? 'x.py' : 'x.js', text) !== undefined) return null;
  const parser = language === 'python' || language === 'typescript' ? grammars[language] : grammars.tsx;
  return () => parser.parse(text)?.delete();
}

/** What stages of the review of a change can't go below, by the stage: `git` compares the commits, `facts` reads and parses the new blobs, `linters` are Ruff and oxlint over both sides of the changed files. */
export async function floorsOfReview(source: ChangeSource, { directory, grammars, launcher, ruff }: { readonly directory: string; readonly grammars: Grammars; readonly launcher: Launcher; readonly ruff: RuffCheck }): Promise<Floors> {
  const watch = new Stopwatch();
  const { base, head, changes } = source;
  await watch.time('git', () => runGit({ cwd: directory, configuration: 'none', environment: { GIT_DIR: '.' }, args: ['diff-tree', '-r', '-z', base.commit ?? '', head.commit ?? ''], launcher }));
  const changed = changes.files.map(({ path }) => path);
  const news = await watch.time('facts', () => readTexts(source, head, changed));
  for (const [path, text] of news) {
    const parse = treeSitterOf(classify(path), text, grammars);
    if (parse !== null) await watch.time('facts', parse);
  }
  const sides = [news, await readTexts(source, base, changed)];
  const scripts = new Map(sides.flatMap((texts, side) => [...texts].filter(([path]) => /\.[cm]?[jt]sx?$/.test(path)).map(([path, text]) => [`${side}/${path}`, text] as const)));
  await watch.time('linters', async () => {
    for (const texts of sides) for (const [path, text] of texts) if (path.endsWith('.py')) ruff(text);
    if (scripts.size > 0) await (await createOxlintProcess({ launcher }).start(scripts)).report;
  });
  return watch.taken;
}

/** Ruff as reviews ask it where a repository says nothing. */
export async function reviewingRuff(): Promise<RuffCheck> {
  return (await loadRuff()).configure({ ...DEFAULT_OPTIONS, 'target-version': 'py314' });
}

/** What the first reading of a tree can't go below, by the tool; `JSON and SQLite` store what was read, `JSON.parse` is what it takes to have it again. */
export async function floorsOfReading(source: TreeSource, { facts, grammars, folder }: { readonly facts: CollectedFacts; readonly grammars: Grammars; readonly folder: string }): Promise<Floors> {
  const watch = new Stopwatch();
  const wanted = new Map([...source.head.entries.values()].filter(isRead).map((entry) => [entry.oid, entry]));
  const contents = new Map<string, Uint8Array>();
  await watch.time('git', async () => {
    for await (const { oid, content } of source.read(wanted.keys())) if (content !== null && content.byteLength <= SIZE_LIMIT) contents.set(oid, content);
  });
  const findSecrets = createSecretFinder();
  await findSecrets('text:txt', '');
  for (const [oid, content] of contents) {
    const kind = classify((wanted.get(oid) as TreeEntry).path);
    const decoded = decodeSource(content, kind.startsWith('python') ? 'python' : undefined);
    // What is not read is asked of none of them.
    if (!('text' in decoded) || facts.of(wanted.get(oid) as TreeEntry).skip !== undefined) continue;
    const { text } = decoded;
    const parse = treeSitterOf(kind, text, grammars);
    if (parse !== null) await watch.time('tree-sitter', parse);
    if (kind.startsWith('python')) await watch.time('Ruff', () => grammars.ruff.check(text));
    else if (parse !== null) await watch.time('oxc', () => grammars.scripts(text, { lang: kind.startsWith('javascript') ? 'jsx' : 'tsx' }));
    if (kind.startsWith('document')) await watch.time('Markdown', () => fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }));
    await watch.time('secretlint', () => findSecrets(kind, text));
  }
  const rows = [...wanted.values()].map((entry) => ({ key: { oid: entry.oid, kind: classify(entry.path) }, facts: facts.of(entry) }));
  const store = await openFactsStore(join(folder, 'floor.db'), EXTRACTOR_VERSION);
  for (let start = 0; start < rows.length; start += 200) await watch.time('JSON and SQLite', () => store.putMany(rows.slice(start, start + 200)));
  await store.close();
  const bodies = rows.map((row) => JSON.stringify({ ...row.facts, code: undefined }));
  await watch.time('JSON.parse', () => bodies.forEach((body) => void JSON.parse(body)));
  return watch.taken;
}

function isRead({ path, kind }: TreeEntry): boolean {
  return skipByPath(path, kind) === undefined && classify(path) !== 'opaque';
}
