import { afterAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PathKind } from '../../src/facts/types.js';
import { readHere } from '../../src/readers/here.js';
import { startReaders } from '../../src/readers/threads.js';
import { testGrammars } from '../support/grammars.js';
import { compiledModule } from '../support/program.js';

const folder = mkdtempSync(join(tmpdir(), 'shipworthy-readers-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('threads say of files what this thread says, in a piece of memory that stays ours', async () => {
  const text = 'import os\n\n\ndef f(items=[]):\n    return os.environ["KEY"], "ghp_16C7e42F292c6912E7710c838347Ae178B4a"\n';
  const whole = Buffer.from(`before${text}after`);
  const files: [PathKind, Uint8Array][] = [
    ['python', whole.subarray(6, 6 + text.length)],
    ['typescript', Buffer.from('import { a } from "./a";\nexport const b: number = a;\n')],
    ['document:markdown', Buffer.from('# Title\n\nSee `src/a.ts`.\n')],
    ['python', Buffer.from([0x66, 0xff, 0xfe, 0x00])],
  ];
  const here = readHere(await testGrammars());
  // It has read them, and what threads have no room for: two messages of sixteen each.
  const answered: PathKind[] = [];
  const threads = startReaders({ ...here, read: (kind, content) => (answered.push(kind), here.read(kind, content)) }, compiledModule('src/readers/thread.ts'), 1);
  try {
    const many = await Promise.all(Array.from({ length: 40 }, (_, index) => threads.read(index < 32 ? 'python' : 'tsx', Buffer.from(`a = ${index}`))));
    expect([many.length, new Set(answered)]).toEqual([40, new Set(['tsx'])]);
    const read = await Promise.all(files.map(([kind, content]) => threads.read(kind, content)));
    const expected = await Promise.all(files.map(([kind, content]) => here.read(kind, content)));
    expect(read).toEqual(expected);
    expect(read[0]?.secrets?.length).toBe(1);
    expect(whole.toString()).toBe(`before${text}after`);
  } finally {
    await threads.close();
  }
});

test('a file that ends its thread is said, and the others are read', async () => {
  const entry = join(folder, 'thread.mjs');
  writeFileSync(entry, "export default ([{ kind }, ...more]) => {\n  if (more.length > 0) throw new Error('one of them');\n  if (kind === 'python') return new Promise(() => setImmediate(() => { throw new Error('out of memory'); }));\n  if (kind === 'tsx') throw new RangeError('too deep');\n  return [{ lineCount: 1, references: [], suppressions: [] }];\n};\n");
  const threads = startReaders({ size: 1, read: async () => Promise.reject(new Error('not here')), close: async () => undefined }, entry, 1);
  try {
    const details = await Promise.all((['python', 'typescript', 'tsx'] as const).map(async (kind) => (await threads.read(kind, new Uint8Array([1]))).skip));
    expect(details[0]).toMatchObject({ reason: 'unreadable', detail: expect.stringMatching(/^reading it ended a thread/) });
    expect(details[1]).toBeUndefined();
    expect(details[2]).toEqual({ reason: 'unreadable', detail: 'reading it ended a thread (RangeError)' });
  } finally {
    await threads.close();
  }
}, 20_000);
