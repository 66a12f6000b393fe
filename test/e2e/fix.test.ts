/** Fixes committed to the branch of a pull request, by the button on the check run. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createEngine } from '../../src/engine.js';
import type { Engine } from '../../src/engine-types.js';
import type { FixAnswer, PreparedFile, PreparedFix } from '../../src/fixes/types.js';
import { APPLY_SAFE_FIXES } from '../../src/report/buttons.js';
import { finding } from '../report/fixtures.js';
import type { CommitSpec, PullRequestSpec } from '../support/github-double/index.js';
import { git, gitText } from '../support/github-double/git/run.js';
import { BASE_FILES, REPO, startApp, type AppUnderTest } from './harness.js';
import { createLineEngine } from './line-engine.js';

let app: AppUnderTest | null = null;
let gitDir = '';

afterEach(async () => {
  await app?.close();
  app = null;
});

const CHANGE = { 'app.py': 'one = 1\nmissing_a\nthree = 3\n', 'old.py': 'missing_b\n' };
const PATCH = 'diff --git a/app.py b/app.py\n--- a/app.py\n+++ b/app.py\n@@ -1,3 +1,3 @@\n one = 1\n-missing_a\n+found = 1\n three = 3\n';

function file(path: string, text: string | null, more: Partial<PreparedFile> = {}): PreparedFile {
  return { path, content: text === null ? null : Buffer.from(text), kind: 'file', isNew: false, ...more };
}

function prepared(change: Partial<PreparedFix> = {}): PreparedFix {
  const fixed = [finding({ ruleId: 'test/missing', path: 'app.py', message: { what: '`missing_a` is missing.', why: '', todo: '' } })];
  return { files: [file('app.py', 'one = 1\nfound = 1\nthree = 3\n')], patch: PATCH, fixed, left: [], ...change };
}

/** Offers the button at each review; mends as told. `before` is called before each run that mends, with its number. */
function fixEngine(answer: FixAnswer, before: (run: number) => Promise<unknown> | undefined = () => undefined): { readonly engine: Engine; readonly runs: () => number } {
  const lines = createLineEngine();
  let runs = 0;
  const engine: Engine = {
    ...lines,
    async review(source) {
      const { plan, result } = await lines.review(source);
      return { result, plan: { ...plan, actions: [APPLY_SAFE_FIXES] } };
    },
    async fix() {
      runs += 1;
      await before(runs);
      return answer;
    },
  };
  return { engine, runs: () => runs };
}

async function start(engine: Engine, pull: Partial<PullRequestSpec> = {}, files: CommitSpec['files'] = CHANGE, base: CommitSpec['files'] = BASE_FILES): Promise<AppUnderTest> {
  app = await startApp({ engine });
  const repository = await app.double.addRepository({ owner: 'acme', name: 'shop', commits: [{ branch: 'main', message: 'Start', files: base }], collaborators: { mona: 'write', visitor: 'read' } });
  gitDir = repository.gitDir;
  await app.double.push({ repo: REPO, commits: [{ branch: 'topic', message: 'Change', files }] });
  await app.double.openPullRequest({ repo: REPO, head: 'topic', title: 'Change', author: 'mona', ...pull });
  await app.pullRequest('opened');
  app.double.forget();
  return app;
}

async function press(under: AppUnderTest, sender = 'mona', identifier = 'fix-safe'): Promise<void> {
  await under.handle('check_run', await under.double.payloads.checkRun('requested_action', { repo: REPO, checkRunId: under.lastRun().id, identifier, sender }));
}

/** Commits that the App has made on the branch. */
async function commits(branch = 'topic'): Promise<string[]> {
  const out = await gitText(gitDir, ['log', '--format=%an %s', branch]);
  return out.split('\n').filter((line) => line.startsWith('shipworthy') || line.includes('[bot]'));
}

function pushTo(under: AppUnderTest, number: number): Promise<unknown> {
  return under.double.push({ repo: REPO, commits: [{ branch: 'topic', message: `Push ${number}`, files: { [`push${number}.py`]: 'x = 1\n' } }] });
}

describe('the button', () => {
  test('commits the fixes once, signed with the findings and who asked', async () => {
    const { engine } = fixEngine(prepared());
    const under = await start(engine);
    expect(under.lastRun().actions).toEqual([APPLY_SAFE_FIXES]);
    const before = under.double.pullRequest(REPO, 1).headSha;
    await press(under);
    const message = await gitText(gitDir, ['log', '-1', '--format=%B', 'topic']);
    expect(message).toMatch(/^Apply 1 safe fix\n\n- test\/missing app\.py:\d+ `missing_a` is missing\.\n\nCo-authored-by: mona <mona@users\.noreply\.github\.com>\nShipworthy-Request: \S+\/fix\/1$/);
    expect(await gitText(gitDir, ['show', 'topic:app.py'])).toBe('one = 1\nfound = 1\nthree = 3');
    expect(await gitText(gitDir, ['rev-parse', 'topic^'])).toBe(before);
    const run = under.lastRun();
    expect(run).toMatchObject({ status: 'completed', conclusion: 'failure', actions: [] });
    expect(run.summary).toContain('app.py:2');
    expect(run.text).toMatch(/1 safe fix is committed as `[0-9a-f]{7}`/);
    // Role, pull request, merge base, commit, and the page read and written.
    expect(under.double.apiCalls()).toHaveLength(6);
    under.double.assertClean();
  });

  test('writes several files, new and deleted ones', async () => {
    const files = [file('app.py', 'found = 1\n'), file('new/deep.py', 'new = 1\n', { isNew: true }), file('old.py', null)];
    const under = await start(fixEngine(prepared({ files })).engine);
    await press(under);
    expect((await gitText(gitDir, ['diff', '--name-status', 'topic^', 'topic'])).split('\n')).toEqual(['M\tapp.py', 'A\tnew/deep.py', 'D\told.py']);
    under.double.assertClean();
  });

  test('starts no second commit by the review of the first one', async () => {
    const { engine, runs } = fixEngine(prepared());
    const under = await start(engine);
    await press(under);
    await under.pullRequest('synchronize');
    expect(under.double.checkRuns(REPO)).toHaveLength(2);
    expect(await commits()).toHaveLength(1);
    expect(runs()).toBe(1);
    under.double.assertClean();
  });

  test('pressed twice at once makes one commit', async () => {
    const under = await start(fixEngine(prepared()).engine);
    const payload = await under.double.payloads.checkRun('requested_action', { repo: REPO, checkRunId: under.lastRun().id, identifier: 'fix-safe', sender: 'mona' });
    await Promise.all([under.deliver('check_run', payload), under.deliver('check_run', payload)]);
    await under.service.queue.idle();
    expect(await commits()).toEqual([expect.stringContaining('Apply 1 safe fix')]);
    expect(under.lastRun().text).toContain('committed as');
    under.double.assertClean();
  });

  test('is no use to a person without write access', async () => {
    const { engine, runs } = fixEngine(prepared());
    const under = await start(engine);
    await press(under, 'visitor');
    expect(await commits()).toEqual([]);
    expect(runs()).toBe(0);
    expect(under.lastRun().text).toContain('may write to this repository');
    under.double.assertClean();
  });

  test('says why where there is nothing to fix, and what is left', async () => {
    const left = [{ finding: finding({ ruleId: 'test/missing', path: 'app.py' }), why: 'its fix is to be read first (`--unsafe` applies it)' }];
    const under = await start(fixEngine({ nothing: 'The one finding has no safe fix that can be applied.', left }).engine);
    await press(under);
    expect(await commits()).toEqual([]);
    expect(under.lastRun().text).toContain('The one finding has no safe fix that can be applied.');
    expect(under.lastRun().text).toContain('`--unsafe` applies it');
    under.double.assertClean();
  });

  test('of another name, or on a pull request that is closed, commits nothing', async () => {
    const { engine, runs } = fixEngine(prepared());
    const under = await start(engine);
    await press(under, 'mona', 'other');
    expect(under.double.apiCalls()).toEqual([]);
    await under.double.updatePullRequest(REPO, 1, { state: 'closed' });
    await press(under);
    expect(runs()).toBe(0);
    expect(under.lastRun().text).toContain('The pull request is closed.');
    under.double.assertClean();
  });
});

describe('the command', () => {
  test('commits as the button does, and answers with a reaction', async () => {
    const under = await start(fixEngine(prepared()).engine);
    const { id } = under.double.person.comment('mona', REPO, 1, '/shipworthy fix --unsafe');
    await under.handle('issue_comment', await under.double.payloads.issueComment('created', { repo: REPO, number: 1, commentId: id }));
    expect(await commits()).toEqual([expect.stringContaining('Apply 1 fix')]);
    expect(under.double.issueComments(REPO, 1)).toEqual([expect.objectContaining({ id, reactions: [expect.objectContaining({ content: 'eyes' }), expect.objectContaining({ content: 'rocket' })] })]);
    under.double.assertClean();
  });

  test('on a protected branch answers with a link to the patch', async () => {
    const under = await start(fixEngine(prepared()).engine);
    under.double.protect(REPO, 'topic', 'ruleset');
    const { id } = under.double.person.comment('mona', REPO, 1, '/shipworthy fix');
    await under.handle('issue_comment', await under.double.payloads.issueComment('created', { repo: REPO, number: 1, commentId: id }));
    expect(await commits()).toEqual([]);
    expect(under.double.issueComments(REPO, 1).at(-1)?.body).toMatch(/^The branch is protected.*\[the check run\]\(http.*\/runs\/\d+\) as a patch\.\n/);
    expectPatch(under);
    under.double.assertClean();
  });
});

describe('the head moves', () => {
  test('before the button is pressed: whoever pressed it has not seen the new one', async () => {
    const { engine, runs } = fixEngine(prepared());
    const under = await start(engine);
    await pushTo(under, 1);
    await press(under);
    expect(runs()).toBe(0);
    expect(under.lastRun().text).toContain('The branch has moved since');
    under.double.assertClean();
  });

  test.each([1, 2])('%i time(s) meanwhile: the fixes are proved anew on the new head', async (times) => {
    const { engine, runs } = fixEngine(prepared(), (run) => (run <= times ? pushTo(app as AppUnderTest, run) : undefined));
    const under = await start(engine);
    await press(under);
    expect(runs()).toBe(times + 1);
    expect(await commits()).toHaveLength(1);
    expect(await gitText(gitDir, ['log', '-1', '--format=%s', 'topic^'])).toBe(`Push ${times}`);
    under.double.assertClean();
  });

  test('three times: it is given up, and said', async () => {
    const { engine, runs } = fixEngine(prepared(), (run) => pushTo(app as AppUnderTest, run));
    const under = await start(engine);
    await press(under);
    expect(runs()).toBe(3);
    expect(await commits()).toEqual([]);
    expect(under.lastRun().text).toContain('The branch moved 3 times');
    under.double.assertClean();
  });
});

describe('an answer is lost', () => {
  test.each([
    ['before the effect', { status: 502 }],
    ['before the effect, by a reset', { reset: true }],
    ['after the effect', { status: 502, afterEffect: true }],
    ['after the effect, by a reset', { reset: true, afterEffect: true }],
  ])('to the commit, %s: one commit', async (_case, fault) => {
    const { engine } = fixEngine(prepared(), (run) => {
      if (run === 1) app?.double.failNext({ method: 'POST', path: '/graphql', ...fault });
      return undefined;
    });
    const under = await start(engine);
    await press(under);
    expect(await commits()).toEqual([expect.stringContaining('Apply 1 safe fix')]);
    expect(under.lastRun().text).toContain('committed as');
    under.double.assertClean();
  });

  test('to the page: it is told once more, and committed once', async () => {
    const under = await start(fixEngine(prepared()).engine);
    under.double.failNext({ method: 'PATCH', path: /\/check-runs\/\d+$/, status: 502 });
    await press(under);
    expect(await commits()).toHaveLength(1);
    expect(under.lastRun().text).toContain('committed as');
    under.double.assertClean();
  });
});

describe('where the App can not push', () => {
  test('a fork has no button; asked for all the same, there is a patch', async () => {
    const under = await start(fixEngine(prepared()).engine, { fork: { owner: 'visitor' } });
    expect(under.lastRun().actions).toEqual([]);
    await press(under);
    expect(under.lastRun().text).toContain('comes from another repository');
    expectPatch(under);
    under.double.assertClean();
  });

  test.each(['classic', 'ruleset'] as const)('a protected branch (%s): a patch, and why', async (by) => {
    const under = await start(fixEngine(prepared()).engine);
    under.double.protect(REPO, 'topic', by);
    await press(under);
    expect(await commits()).toEqual([]);
    expect(under.lastRun().text).toContain('The branch is protected');
    expectPatch(under);
    under.double.assertClean();
  });

  test('an executable file would lose its mode: a patch', async () => {
    const under = await start(fixEngine(prepared({ files: [file('run.sh', 'found\n', { kind: 'executable' })] })).engine);
    await press(under);
    expect(await commits()).toEqual([]);
    expect(under.lastRun().text).toContain('`run.sh` is executable');
    expectPatch(under);
    under.double.assertClean();
  });

  test('a patch that is asked for twice stands there once', async () => {
    const under = await start(fixEngine(prepared()).engine);
    under.double.protect(REPO, 'topic', 'classic');
    await press(under);
    await press(under);
    expect((under.lastRun().text ?? '').split('```diff')).toHaveLength(2);
    under.double.assertClean();
  });
});

function expectPatch(under: AppUnderTest): void {
  const text = under.lastRun().text ?? '';
  expect(text).toContain('git apply fixes.patch');
  expect(text).toContain(`\`\`\`diff\n${PATCH}\`\`\``);
}

describe('nothing stubbed', () => {
  test('a finding is fixed by the button, its thread resolved and the head green', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'shipworthy-fix-'));
    const manifest = (name: string, dependencies: Record<string, string>): string => `${JSON.stringify({ name, private: true, dependencies }, null, 2)}\n`;
    const files = { 'api/package.json': manifest('api', { axios: '^1.6.0' }), 'api/index.js': 'import "axios";\n', 'web/package.json': manifest('web', { react: '^18.2.0' }), 'web/index.js': 'import "react";\n' };
    try {
      const under = await start(await createEngine({ dataDir }), {}, { 'web/package.json': manifest('web', { react: '^18.3.0' }), 'web/index.js': 'import "react";\nimport "axios";\n' }, files);
      expect(under.lastRun()).toMatchObject({ conclusion: 'failure', actions: [APPLY_SAFE_FIXES] });
      await press(under);
      expect((await git(gitDir, ['show', 'topic:web/package.json'])).toString()).toBe(manifest('web', { axios: '^1.6.0', react: '^18.3.0' }));
      await under.pullRequest('synchronize');
      expect(under.lastRun()).toMatchObject({ conclusion: 'success', actions: [] });
      expect(under.double.threads(REPO, 1).map(({ isResolved }) => isResolved)).toEqual([true]);
      under.double.assertClean();
    } finally {
      await app?.close();
      app = null;
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
