/**
 * Whose processes are whose is asked here, so that none is started for the tests by another.
 * @jest-environment node
 */
import { afterAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchWithin, fetchWithinHere } from '../../src/checkout/fetch-process.js';
import { tryGit, tryGitHere } from '../../src/checkout/git.js';
import { startLauncher } from '../../src/launcher/client.js';
import { runTool } from '../../src/launcher/tool.js';
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
  async function run(program: string, timeout = 10_000): Promise<readonly [end: object, output: string]> {
    const script = join(folder, 'tool.mjs');
    const output = join(folder, 'output');
    writeFileSync(script, program);
    writeFileSync(output, '');
    const end = await runTool({ args: [script, 'word'], cwd: folder, environment: { GIVEN: 'yes' }, output, timeout }, where === 'here' ? undefined : launcher);
    return [end, readFileSync(output, 'utf8')];
  }

  test('sees its arguments, its folder and no other environment; its output is in the file', async () => {
    const [end, output] = await run('console.log(process.argv[2], process.cwd(), JSON.stringify(process.env)); process.exitCode = 3;');
    expect(end).toEqual({ kind: 'exit', code: 3 });
    expect(output).toBe(`word ${folder} {"GIVEN":"yes"}\n`);
  });
  test('is killed when its time is over', async () => {
    expect((await run('setInterval(() => {}, 1000)', 300))[0]).toEqual({ kind: 'timeout' });
  });
  test('that kills itself', async () => {
    expect((await run("process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000)"))[0]).toEqual({ kind: 'signal', signal: 'SIGKILL' });
  });
});
