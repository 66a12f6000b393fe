/**
 * Whose processes are whose is asked here, so that none is started for the tests by another.
 * @jest-environment node
 */
import { afterAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchWithin, fetchWithinHere } from '../../src/checkout/fetch-process.js';
import { tryGit, tryGitHere } from '../../src/checkout/git.js';
import { startLauncher } from '../../src/launcher/client.js';
import { runTool } from '../../src/launcher/tool.js';
import type { ToolAnswer } from '../../src/launcher/types.js';
import { createRepo } from '../support/git-repo.js';

const repo = createRepo({ bare: true });
const head = repo.commit({ bytes: Buffer.from([0, 10, 255, 128]) });
const folder = mkdtempSync(join(tmpdir(), 'shipworthy-launcher-'));
const launcher = startLauncher();

afterAll(() => {
  launcher.close();
  repo.remove();
  rmSync(folder, { recursive: true });
});

describe('git through a launcher', () => {
  test.each([
    ['output in bytes', ['cat-file', 'blob', `${head}:bytes`], undefined],
    ['an exit code and a message', ['rev-parse', '--verify', 'nothing'], undefined],
    ['input', ['hash-object', '--stdin'], 'text\n'],
  ])('%s: the same as here', async (_name, args, input) => {
    const call = { cwd: repo.path, args, configuration: 'none' as const, ...(input === undefined ? {} : { input }) };
    expect(await tryGit({ ...call, launcher })).toEqual(await tryGitHere(call));
  });

  test('starts nothing in this process', async () => {
    const children = (): string => readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8');
    const before = children();
    const calls = Array.from({ length: 20 }, () => tryGit({ cwd: repo.path, args: ['rev-parse', 'HEAD'], configuration: 'none', launcher }));
    expect(children()).toBe(before);
    expect((await Promise.all(calls)).map(({ exitCode }) => exitCode)).toEqual(calls.map(() => 0));
  });

  test('a fetch: the same as here, within its limits', async () => {
    const large = createRepo({ bare: true });
    large.commit({ noise: randomBytes(4_000_000) });
    const fetched = async (time: number, launched: boolean): Promise<unknown> => {
      const into = createRepo({ bare: true });
      const call = { cwd: into.path, args: ['fetch', '--quiet', large.path, 'main:main'], configuration: 'none' as const, environment: { GIT_ALLOW_PROTOCOL: 'file' }, settings: ['fetch.unpackLimit=1'] };
      const limits = { bytes: 100_000_000, time };
      const { exitCode, stderr, overdone } = await (launched ? fetchWithin({ ...call, launcher }, limits) : fetchWithinHere(call, limits));
      const brought = into.git('for-each-ref', '--format=%(refname)');
      into.remove();
      return { exitCode, stderr: stderr.replaceAll(into.path, ''), overdone, brought };
    };
    expect(await fetched(20_000, true)).toEqual({ exitCode: 0, stderr: '', overdone: null, brought: 'refs/heads/main' });
    expect(await fetched(20_000, false)).toEqual(await fetched(20_000, true));
    expect(await fetched(0, true)).toMatchObject({ overdone: 'time', brought: '' });
    large.git('update-ref', '-d', 'refs/heads/main');
    expect(await fetched(20_000, true)).toMatchObject({ exitCode: 128, stderr: expect.stringContaining("couldn't find remote ref main") });
    large.remove();
  });

  test('where the folder is gone, its failure comes back', async () => {
    await expect(tryGit({ cwd: join(folder, 'gone'), args: ['version'], configuration: 'none', launcher })).rejects.toThrow(/gone|exist/);
  });
});

describe('a launcher that ended', () => {
  test('fails what waited for it, and this process starts its own', async () => {
    const own = startLauncher();
    const call = { cwd: repo.path, args: ['rev-parse', 'HEAD'], configuration: 'none' as const, launcher: own };
    const waiting = tryGit(call);
    own.close();
    await expect(waiting).rejects.toThrow('has ended');
    expect(own.isOpen).toBe(false);
    expect((await tryGit(call)).exitCode).toBe(0);
  });
});

describe.each(['here', 'through a launcher'])('a tool, started %s', (where) => {
  const run = (program: string, timeout = 10_000, longestOutput = 1000): Promise<ToolAnswer> => {
    const script = join(folder, 'tool.mjs');
    writeFileSync(script, program);
    const files = new Map([['a/b.txt', 'text'], ['../c.txt', 'outside']]);
    return runTool({ name: 'shipworthy-tool-', args: [script, 'word'], files, environment: { GIVEN: 'yes' }, longestOutput, timeout }, where === 'here' ? undefined : launcher);
  };

  test('sees its arguments, its files and no other environment; its folder is gone afterwards', async () => {
    const { end, output } = await run(`import { readdirSync, readFileSync } from 'node:fs';
console.log(JSON.stringify([process.argv[2], process.env, readdirSync('..').sort(), readdirSync('.'), readFileSync('a/b.txt', 'utf8'), process.cwd()]));
process.exitCode = 3;`);
    expect(end).toEqual({ kind: 'exit', code: 3 });
    const said = JSON.parse(output ?? '') as unknown[];
    expect(said.slice(0, 5)).toEqual(['word', { GIVEN: 'yes' }, ['output', 'work'], ['a'], 'text']);
    // What is asked next is answered after the launcher has cleared up.
    await run('');
    expect(existsSync(String(said[5]))).toBe(false);
  });
  test('that says too much', async () => {
    expect(await run("process.stdout.write('x'.repeat(1001))")).toEqual({ end: { kind: 'exit', code: 0 }, output: null });
  });
  test('is killed when its time is over', async () => {
    expect(await run('setInterval(() => {}, 1000)', 300)).toEqual({ end: { kind: 'timeout' }, output: '' });
  });
  test('that kills itself', async () => {
    expect((await run("process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000)")).end).toEqual({ kind: 'signal', signal: 'SIGKILL' });
  });
});
