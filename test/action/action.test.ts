/** action.yml and the hooks of pre-commit: the scripts of the action's steps, run with bash as a runner would. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { parse } from 'yaml';
import { runCommandLine } from '../../src/cli/program.js';
import { createRepo, runTestGit, type FileMap, type TestRepo } from '../support/git-repo.js';

// Each run starts the program as a process of its own, once or twice.
jest.setTimeout(180_000);

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const ACTION = parse(readFileSync('action.yml', 'utf8')) as { readonly inputs: Record<string, { readonly default: string }>; readonly runs: { readonly steps: readonly Step[] } };
const STEPS = ACTION.runs.steps;
const folders: string[] = [];
const repos: TestRepo[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  for (const repo of repos) repo.remove();
});

const BASE: FileMap = {
  '.github/shipworthy.yml': 'linters:\n  ruff: off\n  oxlint: off\nrules:\n  dead-code/unused-dependency: off\n',
  'main.py': 'import shop.orders\n\nprint(shop.orders)\n',
  'shop/__init__.py': '',
  'shop/orders.py': 'TOTAL = 1\n',
};
const BROKEN: FileMap = { ...BASE, 'shop/orders.py': 'from shop.gone import total\n\nTOTAL = total\n' };

interface Origin {
  readonly repo: TestRepo;
  readonly base: string;
  /** Of a pull request, merged into the base as GitHub does it for tests. */
  readonly merge: string;
}

/** What GitHub serves: a base with a history, and a pull request onto it. */
function origin(head: FileMap): Origin {
  const repo = createRepo({ bare: true });
  repos.push(repo);
  repo.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  repo.commit(BASE, { branch: 'topic' });
  repo.commit(head, { branch: 'topic' });
  repo.git('branch', 'main', 'topic~1');
  for (let index = 0; index < 3; index += 1) repo.commit({ ...BASE, 'NOTES.md': `${index}\n` }, { branch: 'main' });
  const tree = repo.git('rev-parse', 'topic^{tree}');
  const base = repo.git('rev-parse', 'main');
  const merge = runTestGit(repo.path, ['commit-tree', tree, '-p', base, '-p', repo.git('rev-parse', 'topic'), '-m', 'Merge']);
  repo.git('update-ref', 'refs/pull/1/merge', merge);
  return { repo, base, merge };
}

/** As actions/checkout does: one commit, without history. */
function checkout({ repo }: Origin, commit: string): string {
  const folder = temporary();
  runTestGit(folder, ['init', '-q']);
  runTestGit(folder, ['remote', 'add', 'origin', `file://${repo.path}`]);
  runTestGit(folder, ['fetch', '-q', '--no-tags', '--depth=1', 'origin', `+${commit}:refs/remotes/origin/here`]);
  runTestGit(folder, ['checkout', '-q', '--detach', 'refs/remotes/origin/here']);
  return folder;
}

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'shipworthy-action-'));
  folders.push(folder);
  return folder;
}

interface Ran {
  readonly code: number;
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Runs the steps until one fails; steps of other actions are passed over. */
function runAction(workspace: string, github: Readonly<Record<string, unknown>>, inputs: Readonly<Record<string, string>> = {}, steps: readonly Step[] = STEPS, program = resolve('.')): Ran {
  const temp = temporary();
  const given = { ...Object.fromEntries(Object.entries(ACTION.inputs).map(([name, input]) => [name, input.default])), ...inputs };
  const outputs: Record<string, Record<string, string>> = {};
  const context = { github, inputs: given, steps: outputs };
  const summary = join(temp, 'summary.md');
  let log = '';
  for (const [index, step] of steps.entries()) {
    if (step.run === undefined || (step.if !== undefined && evaluate(step.if, context) !== 'true')) continue;
    const output = join(temp, `output-${index}`);
    const env = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, evaluate(value, context)]));
    const ran = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
      cwd: workspace,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: temp, GIT_CONFIG_NOSYSTEM: '1', RUNNER_TEMP: temp, GITHUB_ACTION_PATH: program, GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary, ...env },
    });
    log += ran.stdout + ran.stderr;
    if (step.id !== undefined) outputs[step.id] = { outputs: existsSync(output) ? pairs(readFileSync(output, 'utf8')) : {} } as never;
    if (ran.status !== 0) return end(ran.status ?? -1);
  }
  return end(0);

  function end(code: number): Ran {
    return { code, log, summary: existsSync(summary) ? readFileSync(summary, 'utf8') : '', outputs: (outputs[steps === STEPS ? 'review' : 'base'] as never as { outputs: Record<string, string> } | undefined)?.outputs ?? {} };
  }
}

function pairs(text: string): Record<string, string> {
  return Object.fromEntries(text.trimEnd().split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

/** The little of GitHub's expressions that action.yml uses: a value by its path, and its comparison with a text. */
function evaluate(text: string, context: object): string {
  return text.replace(/\$\{\{ (\S+)(?: == '([^']*)')? \}\}/g, (_, path: string, other?: string) => {
    const value = path.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], context) ?? '';
    return other === undefined ? String(value) : String(value === other);
  });
}

test('nothing is put into a script but by the environment', () => {
  for (const step of STEPS) {
    if (step.run === undefined) continue;
    expect(step.run).not.toContain('${{');
    expect(step.shell).toBe('bash');
    for (const script of step.run.match(/scripts\/\S+\.sh/g) ?? []) expect(readFileSync(script, 'utf8')).not.toContain('${{');
  }
});

describe('the action', () => {
  test('a pull request: annotations, a summary, outputs, all findings for code scanning, and the exit code at the end', () => {
    const from = origin(BROKEN);
    const ran = runAction(checkout(from, from.merge), { event_name: 'pull_request', event: { pull_request: { base: { sha: from.base } } } }, { sarif: 'true', 'data-dir': temporary() });
    expect(ran.log).toMatch(/^::error file=shop\/orders\.py,line=1,endLine=1,col=6,endColumn=\d+,title=wiring\/unresolved-import::/m);
    expect(ran.summary).toContain('### Action plan');
    expect(ran.outputs).toMatchObject({ status: '1', verdict: 'fail', score: expect.stringMatching(/^\d+$/) });
    expect(JSON.parse(readFileSync(ran.outputs['report'] ?? '', 'utf8'))).toMatchObject({ base: from.base, head: from.merge });
    const sarif = JSON.parse(readFileSync(join(ran.outputs['report'] ?? '', '..', 'shipworthy.sarif'), 'utf8')) as { runs: { results: { ruleId: string }[] }[] };
    expect(sarif.runs[0]?.results.map(({ ruleId }) => ruleId)).toContain('wiring/unresolved-import');
    expect(ran.code).toBe(1);
  });

  test('inputs are arguments; what is printed in another format is no command; errors are told', () => {
    const from = origin(BASE);
    const program = temporary();
    mkdirSync(join(program, 'bin'));
    symlinkSync(resolve('scripts'), join(program, 'scripts'));
    mkdirSync(join(program, 'node_modules'));
    writeFileSync(join(program, 'bin/shipworthy.mjs'), 'console.log("::error::" + process.argv.slice(2).join(" "));\nconsole.error("::error::no");\nprocess.exit(2);\n');
    const ran = runAction(checkout(from, from.merge), { event_name: 'schedule', event: {} }, { 'fail-on': 'never', format: 'terminal', 'data-dir': '/facts' }, STEPS, program);
    expect(ran.log).toMatch(/^::stop-commands::([0-9a-f-]{36})\n::error::audit \. --ref HEAD --format terminal --write json=\S+ --write markdown=\S+ --data-dir \/facts --fail-on never\n::\1::\n::stop-commands::\1\n::error::no\n::\1::\n::error title=Shipworthy::/);
    expect(ran).toMatchObject({ code: 2, summary: '', outputs: { status: '2' } });
    expect(ran.outputs).not.toHaveProperty('verdict');
  });

  test('the base of each event, with the history to compare with it', () => {
    const from = origin(BROKEN);
    const topic = from.repo.git('rev-parse', 'topic');
    const repository = { default_branch: 'main' };
    const cases: readonly [what: string, head: string, github: Readonly<Record<string, unknown>>, inputs: Readonly<Record<string, string>>, met: string][] = [
      ['a merge group', from.merge, { event_name: 'merge_group', event: { merge_group: { base_sha: from.base } } }, {}, 'main'],
      ['a push', from.base, { event_name: 'push', event: { before: from.repo.git('rev-parse', 'main~2'), repository } }, {}, 'main~2'],
      ['a first push', topic, { event_name: 'push', event: { before: '0'.repeat(40), repository } }, {}, 'topic~1'],
      ['a push by force over what is gone', topic, { event_name: 'push', event: { before: 'a'.repeat(40), repository } }, {}, 'topic~1'],
      ['a base that was asked for', topic, { event_name: 'workflow_dispatch', event: {} }, { base: 'main' }, 'topic~1'],
    ];
    for (const [what, head, github, inputs, met] of cases) {
      const workspace = checkout(from, head);
      const { code, outputs } = runAction(workspace, github, inputs, STEPS.slice(0, 2));
      expect([what, code]).toEqual([what, 0]);
      expect([what, runTestGit(workspace, ['merge-base', outputs['base'] ?? '', 'HEAD'])]).toEqual([what, from.repo.git('rev-parse', met)]);
    }
  });

  test('a base that is none, and one that would be a command', () => {
    const from = origin(BASE);
    for (const base of ['nowhere', '$(touch pwned)', '--upload-pack=touch pwned', '; touch pwned']) {
      const workspace = checkout(from, from.merge);
      const ran = runAction(workspace, { event_name: 'pull_request', event: {} }, { base }, STEPS.slice(0, 2));
      expect([base, ran.code]).toEqual([base, 1]);
      expect(ran.log).toMatch(/::error title=Shipworthy::/);
      expect(existsSync(join(workspace, 'pwned'))).toBe(false);
    }
  });
});

describe('hooks of pre-commit', () => {
  const hooks = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8')) as readonly { id: string; entry: string; language: string; pass_filenames: boolean }[];

  test('are commands of this program, which judge the working tree', async () => {
    expect(hooks.map(({ id, language, pass_filenames: names }) => [id, language, names])).toEqual([['shipworthy', 'node', false], ['shipworthy-system', 'system', false]]);
    const repo = createRepo();
    repos.push(repo);
    repo.commit(BASE);
    repo.checkout('main');
    repo.write({ 'shop/orders.py': 'import shop.gone\n' });
    for (const entry of new Set(hooks.map((hook) => hook.entry))) {
      const [program, ...args] = entry.split(' ');
      let out = '';
      const code = await runCommandLine([...args, repo.path, '--data-dir', temporary()], { stdout: { write: (text) => (out += text) }, stderr: { write: () => undefined }, environment: {} });
      expect([program, code]).toEqual(['shipworthy', 1]);
      expect(out).toContain('wiring/unresolved-import');
    }
  });

  test('the program is what package.json installs under that name', () => {
    const { bin, files } = JSON.parse(readFileSync('package.json', 'utf8')) as { bin: Record<string, string>; files: string[] };
    expect(bin).toEqual({ shipworthy: 'bin/shipworthy.mjs' });
    expect(files).toEqual(expect.arrayContaining(['bin', 'src', 'scripts/run.mjs', 'scripts/compile.mjs', 'scripts/start.mjs']));
    const { stdout } = spawnSync(process.execPath, [join('bin', 'shipworthy.mjs'), '--version'], { encoding: 'utf8' });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
