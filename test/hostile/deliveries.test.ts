/** Deliveries that lie: about who sent them, when, and for whom. */
import { describe, expect, test } from '@jest/globals';
import { appForEachTest, openPull, REPO } from '../e2e/harness.js';

const { start, running } = appForEachTest();
const TWO_FINDINGS = { 'app.py': 'one = 1\nimport missing_a\nimport missing_b\n' };

describe('a delivery', () => {
  test('for a repository of another installation has nothing done to it, and nothing said of it', async () => {
    const { double, handle } = await start();
    await openPull(running(), TWO_FINDINGS);
    const evil = await double.addRepository({ owner: 'evil', name: 'mine', commits: [{ branch: 'main', message: 'Start', files: { a: '1\n' } }] });
    const honest = (await double.payloads.pullRequest('opened', { repo: REPO, number: 1 })) as { installation: { id: number } };
    expect(evil.installationId).not.toBe(honest.installation.id);
    await handle('pull_request', { ...honest, installation: { ...honest.installation, id: evil.installationId } });
    expect(double.checkRuns(REPO)).toEqual([]);
    expect(double.reviews(REPO, 1)).toEqual([]);
    expect(double.gitRequests.filter(({ status }) => status < 300)).toEqual([]);
    expect(double.requests.filter(({ method, status, path }) => method !== 'GET' && status < 300 && !path.endsWith('/access_tokens'))).toEqual([]);
  });

  test('for an installation that there is none of ends', async () => {
    const { double, handle } = await start();
    await openPull(running(), TWO_FINDINGS);
    const honest = (await double.payloads.pullRequest('opened', { repo: REPO, number: 1 })) as { installation: object };
    await handle('pull_request', { ...honest, installation: { ...honest.installation, id: 999_999 } });
    expect(double.checkRuns(REPO)).toEqual([]);
  });

  test('that is replayed under another id, long after, says nothing twice', async () => {
    const { double, handle, lastRun } = await start();
    await openPull(running(), TWO_FINDINGS);
    const payload = await double.payloads.pullRequest('opened', { repo: REPO, number: 1 });
    for (let time = 0; time < 3; time += 1) await handle('pull_request', payload);
    expect(double.reviewComments(REPO, 1)).toHaveLength(2);
    expect(lastRun().conclusion).toBe('failure');
  });

  test('whose signature is of another body, or of no secret, is refused', async () => {
    const { double, deliver } = await start();
    await openPull(running(), TWO_FINDINGS);
    const payload = await double.payloads.pullRequest('opened', { repo: REPO, number: 1 });
    for (const secret of ['', 'wrong', ' ']) expect((await deliver('pull_request', payload, { secret: secret === '' ? 'x' : secret })).status).toBe(400);
    const { status } = await fetch(running().webhookUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-github-event': 'pull_request', 'x-github-delivery': '1', 'x-hub-signature': 'sha1=00' },
      body: JSON.stringify(payload),
    });
    expect(status).toBe(400);
    expect(double.requests).toEqual([]);
  });
});
