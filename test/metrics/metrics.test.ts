import { describe, expect, test } from '@jest/globals';
import type { Analysis } from '../../src/jobs/analysis.js';
import type { JobHandler } from '../../src/jobs/types.js';
import { createMetrics, type Metrics } from '../../src/metrics/metrics.js';
import { watchAnalysis, watchReviews, watchTasks } from '../../src/metrics/watch.js';

/** Sample lines of our own metrics, without the help. */
async function samples(metrics: Metrics, pattern: RegExp): Promise<string[]> {
  const { body } = await metrics.text();
  return body.split('\n').filter((line) => !line.startsWith('#') && pattern.test(line));
}

describe('the metrics', () => {
  test('count deliveries, findings, calls and ends by what they were', async () => {
    const metrics = createMetrics();
    metrics.delivery('pull_request', 'queued');
    metrics.delivery('pull_request', 'queued');
    metrics.finding('wiring/unresolved-import', 'report');
    metrics.apiCall(200, 'core', 4321);
    metrics.apiCall(0, undefined, undefined);
    metrics.workerEnd('died');
    metrics.facts(90, 10);
    expect(await samples(metrics, /^shipworthy_.*_(total|remaining)\b/)).toEqual([
      'shipworthy_deliveries_total{event="pull_request",outcome="queued"} 2',
      'shipworthy_facts_total{cache="hit"} 90',
      'shipworthy_facts_total{cache="miss"} 10',
      'shipworthy_findings_total{rule="wiring/unresolved-import",disposition="report"} 1',
      'shipworthy_api_calls_total{status="200"} 1',
      'shipworthy_api_calls_total{status="0"} 1',
      'shipworthy_api_quota_remaining{resource="core"} 4321',
      'shipworthy_worker_ends_total{why="died"} 1',
    ]);
  });

  test('are in seconds, and ask for what changes by itself when they are read', async () => {
    const metrics = createMetrics();
    let queued = 3;
    metrics.observe({ queued: () => queued, oldestSeconds: () => 1.5 });
    metrics.observe({ unreadParts: () => 7, workers: () => ({ idle: queued, busy: 1, starting: 0 }) });
    metrics.stages({ 'judging the head': 300 });
    expect(await samples(metrics, /_sum/)).toContain('shipworthy_stage_seconds_sum{stage="judging the head"} 0.3');
    expect(await samples(metrics, /^shipworthy_queue/)).toEqual(['shipworthy_queue_jobs 3', 'shipworthy_queue_oldest_seconds 1.5']);
    queued = 0;
    expect(await samples(metrics, /^shipworthy_(queue_jobs|unread_parts|workers)/)).toEqual(['shipworthy_queue_jobs 0', 'shipworthy_unread_parts 7', 'shipworthy_workers{state="idle"} 0', 'shipworthy_workers{state="busy"} 1', 'shipworthy_workers{state="starting"} 0']);
  });

  test('tell of the process itself', async () => {
    expect(await samples(createMetrics(), /^process_resident_memory_bytes \d+$/)).toHaveLength(1);
  });
});

describe('what is watched', () => {
  const clock = (): (() => number) => {
    let time = 0;
    return () => (time += 2000);
  };

  test('reviews and tasks: how long they took, and how they ended', async () => {
    const metrics = createMetrics();
    const handler = { run: async () => ({ kind: 'done' }) } as unknown as JobHandler<never>;
    await watchReviews(handler, metrics, clock()).run({} as never);
    const tasks = watchTasks({ fix: { run: async () => Promise.reject(new Error('no')), conclude: async () => undefined } }, metrics, clock());
    await expect(tasks.fix?.run({} as never, {} as never)).rejects.toThrow('no');
    expect(await samples(metrics, /^shipworthy_job_seconds_sum/)).toEqual(['shipworthy_job_seconds_sum{kind="review",outcome="done"} 2', 'shipworthy_job_seconds_sum{kind="fix",outcome="failed"} 2']);
  });

  test('judgements: findings and facts', async () => {
    const metrics = createMetrics();
    const review = { result: { findings: [{ ruleId: 'docs/missing-path', disposition: 'suppressed' }], stats: { files: 10, parsedFiles: 4 } } };
    const analysis = watchAnalysis({ review: async () => review } as unknown as Analysis, metrics);
    expect(await analysis.review({} as never, {} as never, {} as never)).toBe(review);
    expect(await samples(metrics, /^shipworthy_(facts|findings)/)).toEqual(['shipworthy_facts_total{cache="hit"} 6', 'shipworthy_facts_total{cache="miss"} 4', 'shipworthy_findings_total{rule="docs/missing-path",disposition="suppressed"} 1']);
  });
});
