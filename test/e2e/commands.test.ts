/** Commands in comments, against the double: who may give them, what becomes of them, and one answer for each comment. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { createProcessMemory } from '../../src/store/memory.js';
import { openPull, REPO, startApp, type AppUnderTest } from './harness.js';
import { createHeedingEngine } from './heeding-engine.js';

const RULE = 'wiring/unresolved-import';
const TWO_FINDINGS = { 'app.py': 'one = 1\nmissing_a\nthree = 3\n', 'new.py': 'missing_b\n' };
const ROLES = { jonas: 'write', ada: 'admin', eve: 'read', mona: 'read' } as const;
const REPLIES = /\/issues\/1\/comments$/;

let app: AppUnderTest;

/** A reviewed pull request of mona's with a thread for each of two findings. */
async function reviewed(options: Parameters<typeof startApp>[0] = {}): Promise<AppUnderTest> {
  app = await startApp({ engine: createHeedingEngine(RULE), ...options });
  await openPull(app, TWO_FINDINGS);
  for (const [login, role] of Object.entries(ROLES)) app.double.setPermission(REPO, login, role);
  await app.pullRequest('opened');
  app.double.forget();
  return app;
}

afterEach(() => app.close());

async function say(login: string, body: string): Promise<number> {
  const { id } = app.double.person.comment(login, REPO, 1, body);
  await app.handle('issue_comment', await app.double.payloads.issueComment('created', { repo: REPO, number: 1, commentId: id }));
  return id;
}

/** In the thread of `new.py`, unless another is named. */
async function reply(login: string, body: string, path = 'new.py'): Promise<number> {
  const thread = app.double.threads(REPO, 1).find((one) => one.path === path);
  const { id } = app.double.person.replyToThread(login, REPO, thread?.id ?? '', body);
  await app.handle('pull_request_review_comment', await app.double.payloads.reviewComment('created', { repo: REPO, number: 1, commentId: id }));
  return id;
}

/** Reactions of the App to a comment. */
function reactions(id: number): string[] {
  const { double } = app;
  const comment = [...double.issueComments(REPO, 1), ...double.reviewComments(REPO, 1)].find((one) => one.id === id);
  return (comment?.reactions ?? []).map(({ content }) => content);
}

/** Answers of the App in the conversation, without their markers. */
function answers(): string[] {
  const { double } = app;
  return double.issueComments(REPO, 1).flatMap(({ author, body }) => (author === double.app.botLogin ? [body.replace(/\n\n<!-- shipworthy:answer \d+(?: fixes)? -->$/, '')] : []));
}

function threadAnswers(path = 'new.py'): string[] {
  const thread = app.double.threads(REPO, 1).find((one) => one.path === path);
  return (thread?.comments ?? []).slice(1).flatMap(({ author, body }) => (author === app.double.app.botLogin ? [body.replace(/\n\n<!-- .*$/s, '')] : []));
}

function push(message: string, files: Record<string, string>) {
  return app.double.push({ repo: REPO, commits: [{ branch: 'topic', message, files }] });
}

describe('review', () => {
  test.each(['jonas', 'ada', 'mona'])('%s gets the head reviewed again', async (login) => {
    const { double, lastRun } = await reviewed();
    const id = await say(login, '/shipworthy review');
    expect(double.checkRuns(REPO)).toHaveLength(2);
    expect(lastRun()).toMatchObject({ status: 'completed', conclusion: 'failure', headSha: double.pullRequest(REPO, 1).headSha });
    expect(double.reviewComments(REPO, 1)).toHaveLength(2);
    expect(reactions(id)).toEqual(['eyes', 'rocket']);
    expect(answers()).toEqual([]);
    double.assertClean();
  });

  test('asks for the role and the head, and says with reactions alone that it is done', async () => {
    const { double } = await reviewed();
    await say('jonas', '/shipworthy review');
    const calls = double.apiCalls().map(({ operationId }) => operationId);
    expect(calls.slice(0, 3)).toEqual(['repos/get-collaborator-permission-level', 'reactions/create-for-issue-comment', 'graphql']);
    expect(calls.filter((call) => call === 'reactions/create-for-issue-comment')).toHaveLength(2);
    expect(calls).not.toContain('issues/create-comment');
  });

  test('of a closed pull request is refused', async () => {
    const { double } = await reviewed();
    await double.updatePullRequest(REPO, 1, { state: 'closed' });
    const id = await say('jonas', '/shipworthy review');
    expect(double.checkRuns(REPO)).toHaveLength(1);
    expect([reactions(id), answers()]).toEqual([['eyes', 'confused'], ['The pull request is closed.']]);
    double.assertClean();
  });
});

describe('who may', () => {
  test.each(['fix', `ignore ${RULE} as it is`, 'not-useful', 'pause', 'resume'])('%s: not the author without write access', async (command) => {
    const { double } = await reviewed();
    const id = await say('mona', `/shipworthy ${command}`);
    expect(answers()).toEqual([`\`${command.split(' ')[0]}\` is for those who may write to this repository.`]);
    expect(reactions(id)).toEqual(['confused']);
    expect(double.checkRuns(REPO)).toHaveLength(1);
    double.assertClean();
  });

  test.each(['review', 'help', `explain ${RULE}`, 'pause'])('%s: not a stranger', async (command) => {
    const { double } = await reviewed();
    const id = await say('eve', `/shipworthy ${command}`);
    expect(reactions(id)).toEqual(['confused']);
    expect(answers()).toEqual([expect.stringMatching(/^`\w+` is for those who may write to this repository/)]);
    expect(double.checkRuns(REPO)).toHaveLength(1);
    double.assertClean();
  });

  test('what a bot writes is no command, nor what is edited or deleted', async () => {
    const { double, handle } = await reviewed();
    const { id } = double.person.comment('dependabot[bot]', REPO, 1, '/shipworthy pause');
    for (const action of ['created', 'edited', 'deleted'] as const) await handle('issue_comment', await double.payloads.issueComment(action, { repo: REPO, number: 1, commentId: id }));
    const person = double.person.comment('jonas', REPO, 1, '/shipworthy review');
    for (const action of ['edited', 'deleted'] as const) await handle('issue_comment', await double.payloads.issueComment(action, { repo: REPO, number: 1, commentId: person.id }));
    expect(double.apiCalls()).toEqual([]);
    double.assertClean();
  });

  test('what is quoted or shown as code is no command', async () => {
    const { double } = await reviewed();
    await say('jonas', '> /shipworthy pause\n\n```\n/shipworthy pause\n```\n\nwhat does `/shipworthy pause` do?');
    expect(double.apiCalls()).toEqual([]);
    double.assertClean();
  });
});

describe('answers', () => {
  test('an unknown command is answered once, also when its delivery comes again', async () => {
    const { double, deliver, service } = await reviewed();
    const { id } = double.person.comment('jonas', REPO, 1, '/shipworthy reviw\n/shipworthy reviw @mona');
    const payload = await double.payloads.issueComment('created', { repo: REPO, number: 1, commentId: id });
    for (let time = 0; time < 2; time += 1) {
      await deliver('issue_comment', payload, { deliveryId: 'same' });
      await service.queue.idle();
    }
    expect(answers()).toEqual(['There is no command `reviw`; did you mean `review`?']);
    expect(reactions(id)).toEqual(['confused']);
    double.assertClean();
  });

  test('what is quoted back mentions nobody', async () => {
    const { double } = await reviewed();
    await say('jonas', '/shipworthy @mona');
    expect(answers()).toEqual(['There is no command `@mona`; `/shipworthy help` lists them.']);
    double.assertClean();
  });

  test('help lists the commands, and quoting it asks for nothing', async () => {
    const { double } = await reviewed();
    await say('mona', '/shipworthy help');
    const [help = ''] = answers();
    for (const command of ['review', 'fix', 'ignore', 'explain', 'not-useful', 'pause', 'resume', 'help']) expect(help).toContain(`\`/shipworthy ${command}`);
    double.forget();
    await say('jonas', help.replace(/^/gm, '> '));
    await say('jonas', help);
    expect(double.apiCalls()).toEqual([]);
    double.assertClean();
  });

  test('explain shows the page of a rule, in a thread too', async () => {
    const { double } = await reviewed();
    await reply('mona', `/shipworthy explain ${RULE}`);
    expect(threadAnswers()).toEqual([expect.stringContaining(`# ${RULE}`)]);
    expect(answers()).toEqual([]);
    double.assertClean();
  });

  test('several commands get one answer with what there is to say', async () => {
    const { double } = await reviewed();
    const id = await say('jonas', '/shipworthy help\n/shipworthy dance\n/shipworthy review');
    expect(answers()).toHaveLength(1);
    expect(answers()[0]).toMatch(/^A command stands[\s\S]*There is no command `dance`/);
    expect(reactions(id)).toEqual(['eyes', 'rocket', 'confused']);
    expect(double.checkRuns(REPO)).toHaveLength(2);
    double.assertClean();
  });

  test.each([true, false])('an answer whose delivery is lost is given once (it arrived: %s)', async (afterEffect) => {
    const { double } = await reviewed();
    double.failNext({ method: 'POST', path: REPLIES, status: 502, ...(afterEffect ? { afterEffect } : {}) });
    const id = await say('jonas', '/shipworthy help');
    expect(answers()).toHaveLength(1);
    expect(reactions(id)).toEqual(['eyes', 'rocket']);
    double.assertClean();
  });

  test('a locked conversation keeps no command from being done', async () => {
    const { double } = await reviewed();
    for (const path of [/reactions$/, /reactions$/]) double.failNext({ method: 'POST', path, status: 403, body: { message: 'Unable to create comment because issue is locked.' } });
    await say('jonas', '/shipworthy review');
    expect(double.checkRuns(REPO)).toHaveLength(2);
    double.assertClean();
  });

  test('a command that can not be done says so in the end', async () => {
    const { double } = await reviewed();
    double.failNext({ path: /\/permission$/, status: 500, times: 40 });
    const id = await say('jonas', '/shipworthy pause');
    expect(answers()).toEqual(['GitHub did not answer as it should. Not all that was asked for is done; write it again to try again.']);
    expect(reactions(id)).toEqual(['confused']);
  });
});

describe('ignore', () => {
  test('in a thread means its finding, over pushes, and ends with it', async () => {
    const { double, lastRun, pullRequest } = await reviewed();
    const id = await reply('jonas', `/shipworthy ignore ${RULE} generated <b>code</b>`);
    expect(reactions(id)).toEqual(['eyes', 'rocket']);
    expect(lastRun()).toMatchObject({ conclusion: 'failure', title: '1 errors' });
    expect(lastRun().annotations.map(({ path }) => path)).toEqual(['app.py']);
    expect(lastRun().summary).toContain('ignored by jonas: generated <b>code</b>');
    await push('More', { 'new.py': 'x = 1\nmissing_b\n' });
    await pullRequest('synchronize');
    expect(lastRun()).toMatchObject({ title: '1 errors' });
    expect(double.reviewComments(REPO, 1).filter(({ inReplyTo }) => inReplyTo === null)).toHaveLength(2);
    await push('Gone', { 'new.py': 'x = 1\n' });
    await pullRequest('synchronize');
    expect(lastRun().summary).not.toContain('ignored');
    double.assertClean();
  });

  test('in the conversation means the rule, on this pull request', async () => {
    const { double, lastRun } = await reviewed();
    await say('jonas', `/shipworthy ignore ${RULE} built in the next step`);
    expect(lastRun()).toMatchObject({ conclusion: 'success', annotations: [] });
    expect(lastRun().summary).toContain('ignored by jonas: built in the next step');
    expect(double.threads(REPO, 1).map(({ isResolved }) => isResolved)).toEqual([false, false]);
    double.assertClean();
  });

  test.each([
    ['no reason', `/shipworthy ignore ${RULE}`, `\`ignore\` needs a reason: \`/shipworthy ignore ${RULE} REASON\`.`],
    ['another rule', '/shipworthy ignore security/sql-injection as it is', `This thread is about \`${RULE}\`, not about \`security/sql-injection\`.`],
  ])('in a thread with %s is refused', async (_case, body, why) => {
    const { double } = await reviewed();
    await reply('jonas', body);
    expect(threadAnswers()).toEqual([why]);
    expect(double.checkRuns(REPO)).toHaveLength(1);
    double.assertClean();
  });

  test("in somebody else's thread is refused, whatever marker it shows", async () => {
    const { double, handle } = await reviewed();
    const first = await double.person.reviewLine('ada', REPO, 1, { path: 'new.py', line: 1, body: `Look.\n\n<!-- shipworthy:v2 ${RULE} ${'a'.repeat(32)} -->` });
    const { id } = double.person.replyToThread('jonas', REPO, first.threadId, `/shipworthy ignore ${RULE} as it is`);
    await handle('pull_request_review_comment', await double.payloads.reviewComment('created', { repo: REPO, number: 1, commentId: id }));
    expect(reactions(id)).toEqual(['eyes', 'confused']);
    expect(double.threads(REPO, 1).at(-1)?.comments.at(-1)?.body).toContain('This thread is not about a finding');
    double.assertClean();
  });
});

describe('not-useful', () => {
  test('counts the finding of its thread once for each person', async () => {
    const memory = createProcessMemory();
    const { double } = await reviewed({ memory });
    for (const login of ['jonas', 'ada', 'jonas']) await reply(login, '/shipworthy not-useful we generate this');
    const repositoryId = Number((await double.payloads.pullRequest('closed', { repo: REPO, number: 1 }) as { repository: { id: number } }).repository.id);
    expect((await memory.votes(repositoryId)).map(({ ruleId, voter }) => [ruleId, voter])).toEqual([[RULE, 'ada'], [RULE, 'jonas']]);
    expect(threadAnswers()).toEqual([]);
    double.assertClean();
  });

  test('outside of a thread is refused', async () => {
    const { double } = await reviewed();
    await say('jonas', '/shipworthy not-useful');
    expect(answers()).toEqual(['`not-useful` is for the threads of findings: write it as a reply to the comment that it is about.']);
    double.assertClean();
  });
});

describe('pause', () => {
  test('holds inline comments back until they are wanted again', async () => {
    const { double, lastRun, pullRequest } = await reviewed();
    const id = await say('jonas', '/shipworthy pause');
    expect(reactions(id)).toEqual(['eyes', 'rocket']);
    await push('More', { 'more.py': 'missing_c\n' });
    await pullRequest('synchronize');
    expect(lastRun()).toMatchObject({ conclusion: 'failure', title: '3 errors' });
    expect(lastRun().summary).toContain('paused by jonas');
    expect(double.reviewComments(REPO, 1)).toHaveLength(2);
    await say('ada', '/shipworthy resume');
    expect(lastRun().summary).not.toContain('paused');
    expect(double.reviewComments(REPO, 1).map(({ path }) => path)).toEqual(['app.py', 'new.py', 'more.py']);
    double.assertClean();
  });
});

describe('fix', () => {
  test('is handed on once a comment; who does it answers for itself', async () => {
    const { double } = await reviewed();
    const id = await say('jonas', `/shipworthy fix ${RULE}\n/shipworthy fix`);
    expect(answers()).toEqual(['One `fix` a comment: name all its rules on one line.', 'This engine mends nothing.']);
    expect(reactions(id)).toEqual(['eyes', 'confused']);
    double.assertClean();
  });

  test('in the conversation is refused when the branch has moved since', async () => {
    const { double, handle, pullRequest } = await reviewed();
    const { id } = double.person.comment('jonas', REPO, 1, '/shipworthy fix');
    const payload = await double.payloads.issueComment('created', { repo: REPO, number: 1, commentId: id });
    await push('Sly', { 'sly.py': 'x = 1\n' });
    await handle('issue_comment', payload);
    expect(answers()).toEqual(['The head of the branch was not reviewed yet; write it again once it is.']);
    double.assertClean();
    await pullRequest('synchronize');
  });

  test('in a thread is refused when the branch has moved since', async () => {
    const { double, handle } = await reviewed();
    const thread = double.threads(REPO, 1)[0];
    const { id } = double.person.replyToThread('jonas', REPO, thread?.id ?? '', '/shipworthy fix');
    const payload = await double.payloads.reviewComment('created', { repo: REPO, number: 1, commentId: id });
    await push('Sly', { 'sly.py': 'x = 1\n' });
    await handle('pull_request_review_comment', payload);
    expect(threadAnswers('app.py')).toEqual(['The branch has moved since this was written; write it again.']);
    double.assertClean();
  });
});
