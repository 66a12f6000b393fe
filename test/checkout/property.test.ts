import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mapBaseLine } from '../../src/changes/query.js';
import type { ChangedFile, TreeEntry } from '../../src/changes/types.js';
import { parseLsTree } from '../../src/changes/tree.js';
import { createKnownTrees } from '../../src/checkout/known-trees.js';
import { createLocalChangeSource } from '../../src/checkout/local.js';
import type { ChangeSource } from '../../src/checkout/types.js';
import { createRepo, type FileContent, type FileMap } from '../support/git-repo.js';

const repo = createRepo({ bare: true });
afterAll(() => repo.remove());

const LINES = ['a', 'b', '', ' x', '--- a/f', '+++ b/f', '@@ -1 +1 @@', 'diff --git a/f b/f', '\\ No newline', 'c\r', 'é'];
const text = fc.tuple(fc.array(fc.constantFrom(...LINES), { maxLength: 24 }), fc.boolean()).map(([lines, newline]) =>
  lines.join('\n') + (newline && lines.length > 0 ? '\n' : ''));
const content: fc.Arbitrary<FileContent> = fc.oneof(
  { weight: 8, arbitrary: text },
  { weight: 1, arbitrary: text.map((executable) => ({ executable })) },
  { weight: 1, arbitrary: fc.constantFrom('x', '../y').map((symlink) => ({ symlink })) },
  { weight: 1, arbitrary: fc.constantFrom('1', '2').map((digit) => ({ submodule: digit.repeat(40) })) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from([0, ...bytes])) },
);
const PATHS = ['a.py', 'A.py', 'new\nline', 'quo"te', 'dir/tab\there', 'dir/é', 'z'];
const tree: fc.Arbitrary<FileMap> = fc.dictionary(fc.constantFrom(...PATHS), content, { noNullPrototype: true });

function listing(commit: string): Map<string, TreeEntry> {
  // Object ids and modes are ASCII and odd names survive UTF-8, so the text is the bytes; `-z` keeps its last NUL.
  return parseLsTree(Buffer.from(repo.git('ls-tree', '-r', '-z', '--full-tree', commit)));
}

function sorted(entries: Iterable<readonly [string, { readonly oid: string }]>): [string, string][] {
  return [...entries].map(([path, { oid }]): [string, string] => [path, oid]).sort(([left], [right]) => (left < right ? -1 : 1));
}

/** Base plus changes, by path and id. */
function applied(source: ChangeSource): [string, string][] {
  const entries = new Map([...source.base.entries].map(([path, { oid }]) => [path, { oid }]));
  for (const file of source.changes.files) if (file.baseOid !== undefined) entries.delete(file.previousPath ?? file.path);
  for (const file of source.changes.files) if (file.headOid !== undefined) entries.set(file.path, { oid: file.headOid });
  return sorted(entries);
}

/** The head's lines, from the base's lines and the hunks. */
function patched(file: ChangedFile, base: readonly string[]): string[] {
  const lines: string[] = [];
  let taken = 0;
  for (const hunk of file.hunks) {
    const start = hunk.baseLines === 0 ? hunk.baseStart : hunk.baseStart - 1;
    lines.push(...base.slice(taken, start));
    for (const line of hunk.lines) {
      if (line.baseLine !== null) expect(base[line.baseLine - 1]).toBe(line.text);
      if (line.headLine !== null) lines.push(line.text);
      if (line.headLine !== null) expect(lines).toHaveLength(line.headLine);
    }
    taken = start + hunk.baseLines;
  }
  return [...lines, ...base.slice(taken)];
}

function linesOf(bytes: Buffer | null | undefined): string[] {
  const lines = (bytes?.toString('utf8') ?? '').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

async function checkChange(before: FileMap, after: FileMap): Promise<void> {
  const base = repo.commit(before, { parent: null });
  const head = repo.commit(after, { parent: base });
  const trees = createKnownTrees();
  // The first reads the tree of the base, the second finds it known.
  for (const known of [undefined, base]) {
    expect(trees.of(base) === undefined).toBe(known === undefined);
    await checkSource(await createLocalChangeSource({ path: repo.path, base, head, trees }), base, head);
  }
}

async function checkSource(source: ChangeSource, base: string, head: string): Promise<void> {
  try {
    expect(sorted(source.head.entries)).toEqual(sorted(listing(head)));
    expect(new Map([...source.base.entries].sort())).toEqual(new Map([...listing(base)].sort()));
    expect(applied(source)).toEqual(sorted(source.head.entries));
    const blobs = new Map<string, Buffer | null>();
    const ids = source.changes.files.flatMap(({ baseOid, headOid }) => [baseOid ?? '', headOid ?? '']).filter((id) => id !== '');
    for await (const blob of source.read(ids)) blobs.set(blob.oid, blob.content);
    for (const file of source.changes.files) {
      if (file.binary) continue;
      const baseLines = linesOf(blobs.get(file.baseOid ?? ''));
      const headLines = linesOf(blobs.get(file.headOid ?? ''));
      expect(patched(file, baseLines)).toEqual(headLines);
      for (const [index, line] of baseLines.entries()) {
        const moved = mapBaseLine(file, index + 1);
        if (moved !== null) expect(headLines[moved - 1]).toBe(line);
      }
    }
  } finally {
    await source.close();
  }
}

test('base plus changes is head, and the hunks make the head\'s lines of the base\'s', async () => {
  await fc.assert(fc.asyncProperty(tree, tree, checkChange), { numRuns: 30 });
}, 60_000);
