/** The compiled program as `scripts/start.mjs` starts it: what V8 has kept may be there, missing, or damaged. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compiledModule } from '../support/program.js';

const COPY = dirname(dirname(compiledModule('src/cli.ts')));
let folder: string;
/** A program of its own, below the packages that it needs. */
beforeAll(() => {
  mkdirSync('build', { recursive: true });
  folder = mkdtempSync(join('build', 'test-start-'));
  mkdirSync(join(folder, 'src'));
  for (const file of ['program.cjs', 'lines.json', 'start.mjs', 'package.json', 'src/cli.js']) writeFileSync(join(folder, file), readFileSync(join(COPY, file)));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]): { readonly code: number | null; readonly out: string; readonly error: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'src', 'cli.js'), ...args], { encoding: 'utf8' });
  return { code: status, out: stdout, error: stderr };
}

test('it says the same with nothing kept, with what was kept, and with what is damaged', () => {
  const first = run('--version');
  expect([first.code, first.out]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
  const [kept, ...others] = readdirSync(join(folder, 'cache'));
  expect([kept?.startsWith('cli-'), others]).toEqual([true, []]);
  const path = join(folder, 'cache', String(kept));
  const [size, time] = [statSync(path).size, statSync(path).mtimeMs];
  expect(run('--version')).toEqual(first);
  expect(statSync(path).mtimeMs).toBe(time);
  writeFileSync(path, readFileSync(path).subarray(0, size / 2));
  expect(run('--version')).toEqual(first);
  expect(statSync(path).size).toBeGreaterThan(size / 2);
});

test('commands that do not exist keep nothing, and others what they need', () => {
  expect(run('audti').code).toBe(2);
  const before = readdirSync(join(folder, 'cache')).length;
  expect(run('explain', 'wiring/undefined-name').code).toBe(0);
  expect(readdirSync(join(folder, 'cache')).filter((name) => name.startsWith('cli-explain-')).length + before).toBe(2);
});

test('the program holds nothing that one byte a character could not say', () => {
  expect(readFileSync(join(folder, 'program.cjs')).every((byte) => byte < 128)).toBe(true);
});

test('frames of a stack name modules and lines of the source', () => {
  const { code, error } = run('audit', join(folder, 'nowhere'), '--debug');
  const [, line] = /\(src\/cli\/run\.ts:(\d+)\)/.exec(error) ?? [];
  expect([code, readFileSync('src/cli/run.ts', 'utf8').split('\n')[Number(line) - 1]]).toEqual([2, expect.stringContaining('await createLocalTreeSource(')]);
});
