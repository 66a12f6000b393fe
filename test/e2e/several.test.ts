/** Several processes on one database: each pull request is one process's, and what one leaves another goes on with. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, jest, test } from '@jest/globals';
import type { ChangeSource } from '../../src/checkout/types.js';
import type { Engine } from '../../src/engine-types.js';
import { createDouble, type GitHubDouble } from '../support/github-double/index.js';
import { createPostgresDatabase, describeOnPostgres } from '../support/postgres/index.js';
import { createLineEngine } from './line-engine.js';
import { startMember, until, type Member, type MemberOptions } from './several.js';

jest.setTimeout(300_000);

const REPO = 'acme/shop';
const PERMISSIONS = { checks: 'write', pull_requests: 'write', contents: 'write', issues: 'read', merge_queues: 'read', metadata: 'read' } as const;
const EVENTS = ['pull_request', 'check_run', 'check_suite', 'issue_comment', 'pull_request_review_comment', 'merge_group'];

const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Bench {
  readonly double: GitHubDouble;
  start(options?: Pick<Partial<MemberOptions>, 'engine' | 'role' | 'ages'>): Promise<Member>;
}

async function setUp(): Promise<Bench> {
  const double = await createDouble({ app: { permissions: PERMISSIONS, events: EVENTS }, contentWrites: { perMinute: 1_000_000, perHour: 1_000_000 } });
  ends.push(() => double.close());
  const { url } = await createPostgresDatabase();
  await double.addRepository({ owner: 'acme', name: 'shop', commits: [{ branch: 'main', message: 'Start', files: { 'README.md': '# Shop\n' } }] });
  return {
    double,
    async start({ engine = createLineEngine(), ...options } = {}) {
      const member = await startMember({ double, url, engine, ...options });
      let hasEnded = false;
      const once = (end: () => Promise<void>) => async (): Promise<void> => {
        if (hasEnded) return;
        hasEnded = true;
        await end();
      };
      const mortal = { ...member, stop: once(member.stop), drop: once(member.drop) };
      ends.push(mortal.stop);
      return mortal;
    },
  };
}

const fileOf = (number: number): string => `part${number}.py`;

async function openPulls(double: GitHubDouble, count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    await double.push({ repo: REPO, commits: [{ branch: `topic-${number}`, message: 'Change', files: { [fileOf(number)]: 'missing_a\n' } }] });
    await double.openPullRequest({ repo: REPO, head: `topic-${number}`, title: `Change ${number}`, author: 'mona' });
  }
}

async function push(double: GitHubDouble, number: number, round: number): Promise<void> {
  await double.push({ repo: REPO, commits: [{ branch: `topic-${number}`, message: `Round ${round}`, files: { [fileOf(number)]: `missing_a\nround = ${round}\n` } }] });
}

/** Notes what is judged at the same time as something else of the same pull request. */
class Overlaps {
  readonly found: string[] = [];
  readonly #running = new Map<string, number>();

  /** An engine of one process, that takes a while. `isDead`: what it does no longer counts. */
  engine(isDead: () => boolean = () => false): Engine {
    const engine = createLineEngine({ before: () => delay(30) });
    return {
      ...engine,
      review: async (source, wishes) => {
        const path = this.#begin(source, isDead);
        try {
          return await engine.review(source, wishes);
        } finally {
          if (path !== null) this.#running.set(path, (this.#running.get(path) ?? 0) - 1);
        }
      },
    };
  }

  /** A process has died: what it had begun is no longer done. */
  forget(): void {
    this.#running.clear();
  }

  #begin(source: ChangeSource, isDead: () => boolean): string | null {
    if (isDead()) return null;
    const path = source.changes.files[0]?.path ?? '';
    const running = (this.#running.get(path) ?? 0) + 1;
    this.#running.set(path, running);
    if (running > 1) this.found.push(path);
    return path;
  }
}

function runsOf(double: GitHubDouble, number: number) {
  const { headSha } = double.pullRequest(REPO, number);
  return double.checkRuns(REPO).filter((run) => run.headSha === headSha);
}

/** Every pull request is reviewed at its newest head, once, and nothing is left in progress. */
async function expectAllReviewed(double: GitHubDouble, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const open = (): readonly number[] => numbers.filter((number) => !runsOf(double, number).some(({ conclusion }) => conclusion === 'failure'));
  const left = () => double.checkRuns(REPO).filter(({ status }) => status !== 'completed').map(({ headSha, externalId }) => [headSha, externalId]);
  await until(() => open().length === 0 && left().length === 0, () => `Not reviewed: ${open().join(' ')}; left in progress: ${JSON.stringify(left())}`, 120_000);
  for (const number of numbers) {
    expect([number, double.threads(REPO, number).map(({ path, comments }) => [path, comments.length])]).toEqual([number, [[fileOf(number), 1]]]);
    expect([number, runsOf(double, number).filter(({ conclusion }) => conclusion === 'failure').length]).toEqual([number, 1]);
  }
  double.assertClean();
}

describeOnPostgres('several processes', () => {
  test.each<[string, number, 'drop' | 'stop', readonly ('web' | 'worker' | 'all')[]]>([
    ['of which one dies', 6, 'drop', ['all', 'all']],
    ['of which one is replaced after the other', 4, 'stop', ['all', 'all']],
    ['that judge for another, of which one dies', 4, 'drop', ['worker', 'web', 'worker']],
  ])('%s review every pull request (%i) at its newest head, once', async (_case, pulls, end, roles) => {
    const { double, start } = await setUp();
    await openPulls(double, pulls);
    const overlaps = new Overlaps();
    let isDead = false;
    const ages = end === 'drop';
    const members = await Promise.all(roles.map((role, index) => start({ role, engine: overlaps.engine(index === 0 ? () => isDead : undefined), ages })));
    let sent = 0;
    /** To one after the other; what was not taken goes to the next one, as GitHub is asked for it. */
    async function deliver(action: 'opened' | 'synchronize', number: number): Promise<void> {
      const payload = await double.payloads.pullRequest(action, { repo: REPO, number });
      sent += 1;
      const id = `delivery-${sent}`;
      const takers = roles.includes('web') ? members.slice(1, 2) : members;
      for (let at = sent; !(await (takers[at % takers.length] as Member).deliver('pull_request', payload, id)); at += 1) expect(at).toBeLessThan(sent + 20);
    }

    for (let number = 1; number <= pulls; number += 1) await deliver('opened', number);
    for (let number = 1; number <= pulls; number += 2) {
      await push(double, number, 1);
      await deliver('synchronize', number);
    }
    const ending = end === 'drop' ? members[0]?.drop() : members[0]?.stop();
    isDead = end === 'drop';
    if (isDead) overlaps.forget();
    members[0] = await start({ role: roles[0] ?? 'all', engine: overlaps.engine(), ages });
    for (let number = 1; number <= pulls; number += 3) {
      await push(double, number, 2);
      await deliver('synchronize', number);
    }
    await ending;
    if (end === 'stop') {
      const second = members[1]?.stop();
      members[1] = await start({ engine: overlaps.engine() });
      for (let number = 2; number <= pulls; number += 5) {
        await push(double, number, 3);
        await deliver('synchronize', number);
      }
      await second;
    }
    await expectAllReviewed(double, pulls);
    if (end === 'stop') expect(overlaps.found).toEqual([]);
  });

  /** A review that does not end by itself. */
  function held(): { readonly engine: Engine; release(): void; begun(): number } {
    let release = (): void => undefined;
    let begun = 0;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const engine = createLineEngine({
      before: async () => {
        begun += 1;
        if (begun === 1) await gate;
      },
    });
    return { engine, release, begun: () => begun };
  }

  test('a newer head that one of them records supersedes the review that another one runs', async () => {
    const { double, start } = await setUp();
    await openPulls(double, 1);
    const { engine, release, begun } = held();
    const [one, two] = [await start({ engine }), await start()];
    expect(await one.deliver('pull_request', await double.payloads.pullRequest('opened', { repo: REPO, number: 1 }), 'd1')).toBe(true);
    await until(() => begun() === 1, () => 'It was not begun.');
    await push(double, 1, 1);
    expect(await two.deliver('pull_request', await double.payloads.pullRequest('synchronize', { repo: REPO, number: 1 }), 'd2')).toBe(true);
    // Its check run begins though the first review is still under way, in the process that has the lane.
    await until(() => runsOf(double, 1).length === 1, () => 'No check run was begun.');
    expect([one.service.queue.size(), two.service.queue.size()]).toEqual([2, 0]);
    release();
    await expectAllReviewed(double, 1);
    expect(double.checkRuns(REPO).map(({ title, externalId }) => [title, externalId])).toEqual([[expect.stringMatching(/^Superseded by/), 'pull/1/d1'], ['1 errors', 'pull/1/d2']]);
  });

  test('what a worker kept a web process serves, and the worker does not', async () => {
    const { double, start } = await setUp();
    await openPulls(double, 1);
    const [worker, web] = [await start({ role: 'worker', engine: createLineEngine({ page: true }) }), await start({ role: 'web' })];
    expect(await web.deliver('pull_request', await double.payloads.pullRequest('opened', { repo: REPO, number: 1 }), 'd1')).toBe(true);
    await until(() => double.checkRuns(REPO).some(({ status }) => status === 'completed'), () => 'The check run was not completed.');
    const { pathname } = new URL(String(double.checkRuns(REPO)[0]?.detailsUrl));
    const answers = await Promise.all([web, worker].map(({ service }) => fetch(`http://127.0.0.1:${service.port}${pathname}`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 404]);
  });

  test('a close that one of them records ends the review that another one runs', async () => {
    const { double, start } = await setUp();
    await openPulls(double, 1);
    const { engine, release, begun } = held();
    const [one, two] = [await start({ engine }), await start({ role: 'web' })];
    expect(await one.deliver('pull_request', await double.payloads.pullRequest('opened', { repo: REPO, number: 1 }), 'd1')).toBe(true);
    await until(() => begun() === 1, () => 'It was not begun.');
    await double.updatePullRequest(REPO, 1, { state: 'closed' });
    expect(await two.deliver('pull_request', await double.payloads.pullRequest('closed', { repo: REPO, number: 1 }), 'd2')).toBe(true);
    await delay(500);
    release();
    await until(() => double.checkRuns(REPO).every(({ status }) => status === 'completed'), () => 'The check run was not completed.');
    expect(double.checkRuns(REPO).map(({ title, conclusion }) => [title, conclusion])).toEqual([['Closed', 'neutral']]);
    expect(double.threads(REPO, 1)).toEqual([]);
    double.assertClean();
  });

  test('one with nothing to do is given what waits at another', async () => {
    const pulls = 12;
    const { double, start } = await setUp();
    await openPulls(double, pulls);
    const judged: [string[], string[]] = [[], []];
    let help = (): void => undefined;
    const helped = new Promise<void>((resolve) => {
      help = resolve;
    });
    const judging = (which: 0 | 1): Engine =>
      createLineEngine({
        before: async ({ changes }) => {
          judged[which].push(changes.files[0]?.path ?? '');
          if (judged[1].length >= 2) help();
          await helped;
        },
      });
    const one = await start({ engine: judging(0) });
    for (let number = 1; number <= pulls; number += 1) await one.deliver('pull_request', await double.payloads.pullRequest('opened', { repo: REPO, number }), `d${number}`);
    await start({ engine: judging(1), role: 'worker' });
    await expectAllReviewed(double, pulls);
    expect(judged.flat().sort()).toEqual(Array.from({ length: pulls }, (_, index) => fileOf(index + 1)).sort());
    expect(double.checkRuns(REPO)).toHaveLength(pulls);
  });
});
