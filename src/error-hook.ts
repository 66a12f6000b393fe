/** Sends what the log says as an error to a place of the operator's choice, where one is set. Best effort: the log itself has all of it. */
import { Writable } from 'node:stream';

export interface ErrorHookOptions {
  /** Gets a POST with the log's line, a JSON object, for each error. */
  readonly url: string;
  /** Milliseconds; tests have their own. */
  readonly now?: () => number;
  readonly limitMs?: number;
}

/** Errors in a minute that are sent; the next one that is sent says how many were not. */
export const ERRORS_A_MINUTE = 60;
const MINUTE = 60_000;
const LIMIT = 10_000;

/** A stream of log lines. It never fails, and holds back nobody who writes. */
export function createErrorHook({ url, now = Date.now, limitMs = LIMIT }: ErrorHookOptions): Writable {
  let minute = Number.NEGATIVE_INFINITY;
  let sent = 0;
  let unsent = 0;
  return new Writable({
    write(line: Buffer, _encoding, done) {
      done();
      if (now() - minute >= MINUTE) [minute, sent] = [now(), 0];
      if (sent >= ERRORS_A_MINUTE) {
        unsent += 1;
        return;
      }
      sent += 1;
      const body = unsent === 0 ? line.toString('utf8') : JSON.stringify({ ...(JSON.parse(line.toString('utf8')) as object), unsent });
      const before = unsent;
      unsent = 0;
      post(url, body, limitMs).catch(() => {
        unsent += before + 1;
      });
    },
  });
}

async function post(url: string, body: string, limitMs: number): Promise<void> {
  // Whoever answers does not send us elsewhere.
  const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body, redirect: 'error', signal: AbortSignal.timeout(limitMs) });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`The error hook answered ${response.status}.`);
}
