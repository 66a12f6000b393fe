/** Deliveries that failed while the server was down, or could not record them: GitHub is asked to send them again. */
import { planRedeliveries, REDELIVERABLE, type Asked, type DeliveryAttempt } from '../webhook/redelivery.js';
import type { Log } from './types.js';

/** What GitHub knows of the deliveries to the App. */
export interface HookDeliveries {
  /** Newest first. */
  pages(): AsyncIterable<readonly DeliveryAttempt[]>;
  /** Has GitHub make another attempt. `refused`: it will not make one, now or later. */
  askAgain(attemptId: number): Promise<'asked' | 'refused'>;
}

/** What we know of them. */
export interface DeliveryLog {
  /** Up to when failed deliveries were looked for, milliseconds since the epoch; null: never. */
  checkedUntil(): Promise<number | null>;
  setCheckedUntil(at: number): Promise<void>;
  /** Of these deliveries, those whose jobs were recorded, and how often and when the others were asked for. */
  known(guids: readonly string[]): Promise<{ readonly recorded: ReadonlySet<string>; readonly asked: ReadonlyMap<string, Asked> }>;
  noteAsked(guid: string, at: number): Promise<void>;
}

export interface MissedOptions {
  readonly github: HookDeliveries;
  readonly deliveries: DeliveryLog;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Milliseconds of a second between two questions for the same delivery. Default 1,000. */
  readonly secondMs?: number | undefined;
  readonly log: Log;
  /** Aborted when the process stops. */
  readonly signal: AbortSignal;
}

/** GitHub lists a delivery only when it has ended, and its clock is another one: each check looks so far (ms) behind the one before, and farther for what it is not yet time to ask for again. */
const MARGIN = 5 * 60 * 1000;
/** Pages of a hundred. */
const MOST_PAGES = 200;
/** Milliseconds between two requests: sixty a minute. */
const PAUSE = 1000;

/** Asks for what failed since the last check. Throws when GitHub's list can't be read; the next check then begins where this one did. */
export async function askForMissed(options: MissedOptions): Promise<void> {
  const { deliveries, now, log } = options;
  const begun = now();
  const since = Math.max((await deliveries.checkedUntil()) ?? 0, begun - REDELIVERABLE);
  const attempts = await attemptsSince(options.github, since);
  const plan = planRedeliveries(attempts, { now: begun, secondMs: options.secondMs, ...(await deliveries.known([...new Set(attempts.map(({ guid }) => guid))])) });
  const isDone = await askForAll(options, plan.now);
  if (plan.now.length > 0) log.info({ deliveries: plan.now.length, done: isDone }, 'Asked GitHub again for deliveries that had failed');
  if (isDone) await deliveries.setCheckedUntil(Math.min(begun - MARGIN, ...plan.later.map(({ deliveredAt }) => deliveredAt)));
}

async function attemptsSince(github: HookDeliveries, since: number): Promise<readonly DeliveryAttempt[]> {
  const found: DeliveryAttempt[] = [];
  let pages = 0;
  for await (const page of github.pages()) {
    pages += 1;
    found.push(...page.filter(({ deliveredAt }) => deliveredAt >= since));
    if (pages === MOST_PAGES || page.some(({ deliveredAt }) => deliveredAt < since)) break;
  }
  return found;
}

/** Whether none is to be asked for once more. */
async function askForAll({ github, deliveries, now, sleep, log, signal }: MissedOptions, plan: readonly DeliveryAttempt[]): Promise<boolean> {
  let isDone = true;
  for (const { id, guid, event } of plan) {
    if (signal.aborted) return false;
    await deliveries.noteAsked(guid, now());
    try {
      if ((await github.askAgain(id)) === 'refused') log.warn({ delivery: guid, event }, 'GitHub does not send a failed delivery again');
    } catch (error) {
      isDone = false;
      log.warn({ delivery: guid, event, err: error }, 'A failed delivery could not be asked for');
    }
    await sleep(PAUSE);
  }
  return isDone;
}
