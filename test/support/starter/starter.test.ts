/** In tests `git` (and a few more) is started by a small process, a path of the same program by Node itself: what is seen of them is the same. */
import { describe, expect, test } from '@jest/globals';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const PROGRAM = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
const env = { PATH: process.env.PATH, LC_ALL: 'C', GIT_CONFIG_NOSYSTEM: '1', MARK: 'seen' };

describe.each([['git'], [PROGRAM]])('%s', (git) => {
  async function run(args: readonly string[], { input = '', killed = false } = {}): Promise<object> {
    const child = spawn(git, args, { cwd: tmpdir(), env, detached: true });
    const events: string[] = [];
    for (const name of ['spawn', 'exit', 'close'] as const) child.on(name, () => events.push(name));
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (text: string) => (said[name] += text));
    if (killed) {
      await once(child, 'spawn');
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } else child.stdin.end(input);
    const [code, signal] = await once(child, 'close');
    return { code, signal, exitCode: child.exitCode, signalCode: child.signalCode, events, ...said };
  }

  test('an ending, its output and its errors', async () => {
    const large = 'a line of text\n'.repeat(100_000);
    const events = ['spawn', 'exit', 'close'];
    expect(await run(['stripspace'], { input: large })).toEqual({ code: 0, signal: null, exitCode: 0, signalCode: null, events, stdout: large, stderr: '' });
    expect(await run(['-c', 'alias.x=!echo $MARK; pwd >&2; exit 7', 'x'])).toEqual({ code: 7, signal: null, exitCode: 7, signalCode: null, events, stdout: 'seen\n', stderr: `${tmpdir()}\n` });
    expect(await run(['stripspace'], { killed: true })).toMatchObject({ code: null, signal: 'SIGKILL', signalCode: 'SIGKILL', events });
  });

  test('one that is ended, one that does not read, one that is not there', async () => {
    const waiting = spawn(git, ['stripspace'], { env });
    await once(waiting, 'spawn');
    expect(waiting.kill()).toBe(true);
    expect(await once(waiting, 'close')).toEqual([null, 'SIGTERM']);
    expect([waiting.killed, waiting.kill()]).toEqual([true, false]);

    const slow = spawn(git, ['stripspace'], { env, timeout: 50, killSignal: 'SIGKILL' });
    expect(await once(slow, 'close')).toEqual([null, 'SIGKILL']);
    expect(slow.killed).toBe(true);

    const path = join(mkdtempSync(join(tmpdir(), 'shipworthy-starter-')), 'output');
    const output = openSync(path, 'w+');
    await once(spawn(git, ['version'], { env, stdio: ['ignore', output, 'ignore'] }), 'close');
    closeSync(output);
    expect(readFileSync(path, 'utf8')).toMatch(/^git version/);
    rmSync(dirname(path), { recursive: true });

    const deaf = spawn(git, ['version'], { env });
    deaf.stdin.on('error', () => undefined).write('x'.repeat(1 << 20));
    expect(await once(deaf, 'close')).toEqual([0, null]);

    const [error] = await once(spawn(git, ['version'], { env, cwd: '/nowhere' }), 'error');
    expect(error).toMatchObject({ code: 'ENOENT', path: git, spawnargs: ['version'], message: `spawn ${git} ENOENT` });
  });

  test('what is waited for', () => {
    expect(execFileSync(git, ['stripspace'], { env, input: 'a  \n' })).toEqual(Buffer.from('a\n'));
    expect(execFileSync(git, ['version'], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })).toMatch(/^git version/);
    expect(spawnSync(git, ['stripspace'], { env, input: 'a  \n', encoding: 'utf8' })).toMatchObject({ status: 0, signal: null, stdout: 'a\n', stderr: '', output: [null, 'a\n', ''] });
    expect(spawnSync(git, ['version'], { env, cwd: '/nowhere' })).toMatchObject({ status: null, error: { code: 'ENOENT' } });
    const failing = (): unknown => execFileSync(git, ['frob'], { env, stdio: 'pipe' });
    expect(failing).toThrow(`Command failed: ${git} frob\ngit: 'frob' is not a git command`);
    try {
      failing();
    } catch (error) {
      expect(error).toMatchObject({ status: 1, signal: null, stdout: Buffer.alloc(0) });
    }
  });
});
