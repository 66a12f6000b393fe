/** What the server counts and measures of itself, in Prometheus' terms. No name of a repository, person or file is among it. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What the rest of the server tells. */
export interface Metrics {
  /** `outcome`: what became of a delivery, or of a job that it brought. */
  delivery(event: string, outcome: string): void;
  /** A job ended; `seconds` of wall clock, of its last attempt. */
  job(kind: string, outcome: 'done' | 'failed', seconds: number): void;
  /** Stages of one judgement, in milliseconds. */
  stages(milliseconds: Readonly<Record<string, number>>): void;
  /** Files of a judged tree: those that needed no reading, and those that were read. */
  facts(kept: number, read: number): void;
  finding(ruleId: string, disposition: string): void;
  /** An answer of GitHub's API; 0: none came. `remaining` of the quota of `resource`, where it said so. */
  apiCall(status: number, resource: string | undefined, remaining: number | undefined): void;
  workerEnd(why: 'worn' | 'died' | 'unusable'): void;
  /** Asked whenever the metrics are read; each of them is told of once. */
  observe(sources: Partial<MetricSources>): void;
  /** The text that Prometheus reads, with its content type. */
  text(): Promise<{ readonly type: string; readonly body: string }>;
}

export interface MetricSources {
  /** Jobs that wait or run. */
  queued(): number;
  /** Seconds that the oldest of them has been there; 0 without any. */
  oldestSeconds(): number;
  /** Changes that wait for a worker. */
  waitingForWorker(): number;
  /** Parts of repositories, of some 200 files each, that are to be read before a change can be judged. */
  unreadParts(): number;
  /** Workers by what they do. */
  workers(): Readonly<Record<'idle' | 'busy' | 'starting', number>>;
}

/** Seconds: from an answer out of what is kept to a first audit of a large repository. */
const JOB_BUCKETS = [0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600];
const STAGE_BUCKETS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300];

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const deliveries = new Counter({ name: 'shipworthy_deliveries_total', help: 'Webhook deliveries by event and by what became of them.', labelNames: ['event', 'outcome'], registers });
  const jobs = new Histogram({ name: 'shipworthy_job_seconds', help: 'Time of jobs by kind and outcome.', labelNames: ['kind', 'outcome'], buckets: JOB_BUCKETS, registers });
  const stages = new Histogram({ name: 'shipworthy_stage_seconds', help: 'Time of the stages of a judgement.', labelNames: ['stage'], buckets: STAGE_BUCKETS, registers });
  const facts = new Counter({ name: 'shipworthy_facts_total', help: 'Files of the trees judged: those whose facts were at hand or that say nothing (hit), and those that were read (miss).', labelNames: ['cache'], registers });
  const findings = new Counter({ name: 'shipworthy_findings_total', help: 'Findings that changes brought, by rule and disposition.', labelNames: ['rule', 'disposition'], registers });
  const calls = new Counter({ name: 'shipworthy_api_calls_total', help: 'Calls to GitHub’s API by status; 0: no answer.', labelNames: ['status'], registers });
  const quota = new Gauge({ name: 'shipworthy_api_quota_remaining', help: 'Calls that GitHub still allows, as the last answer said.', labelNames: ['resource'], registers });
  const ends = new Counter({ name: 'shipworthy_worker_ends_total', help: 'Workers that died, those that never started (unusable), and those that were replaced in peace (worn).', labelNames: ['why'], registers });
  return {
    delivery: (event, outcome) => deliveries.inc({ event, outcome }),
    job: (kind, outcome, seconds) => jobs.observe({ kind, outcome }, seconds),
    stages(milliseconds) {
      for (const [stage, time] of Object.entries(milliseconds)) stages.observe({ stage }, time / 1000);
    },
    facts(kept, read) {
      facts.inc({ cache: 'hit' }, kept);
      facts.inc({ cache: 'miss' }, read);
    },
    finding: (rule, disposition) => findings.inc({ rule, disposition }),
    apiCall(status, resource, remaining) {
      calls.inc({ status });
      if (resource !== undefined && remaining !== undefined) quota.set({ resource }, remaining);
    },
    workerEnd: (why) => ends.inc({ why }),
    observe: (sources) => gauges(sources, registers),
    text: async () => ({ type: registry.contentType, body: await registry.metrics() }),
  };
}

function gauges({ queued, oldestSeconds, waitingForWorker, unreadParts, workers }: Partial<MetricSources>, registers: Registry[]): void {
  for (const [name, help, read] of [
    ['shipworthy_queue_jobs', 'Jobs that wait or run.', queued],
    ['shipworthy_queue_oldest_seconds', 'How long the oldest of them has been there.', oldestSeconds],
    ['shipworthy_worker_queue_changes', 'Changes that wait for a worker.', waitingForWorker],
    ['shipworthy_unread_parts', 'Parts of repositories, of some 200 files each, that are to be read before a change can be judged.', unreadParts],
  ] as const) {
    if (read === undefined) continue;
    new Gauge({ name, help, registers, collect() {
      this.set(read());
    } });
  }
  if (workers === undefined) return;
  new Gauge({ name: 'shipworthy_workers', help: 'Processes that judge changes, by what they do.', labelNames: ['state'], registers, collect() {
    for (const [state, count] of Object.entries(workers())) this.set({ state }, count);
  } });
}
