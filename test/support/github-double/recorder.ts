import type { RecordedGitRequest, RecordedRequest } from './types.js';

/** What happened so far, and whoever waits for something to happen. */
export interface Recorder {
  readonly requests: RecordedRequest[];
  readonly gitRequests: RecordedGitRequest[];
  readonly problems: string[];
  /** Looks at all waiting conditions again. */
  changed(): void;
  until(condition: () => boolean, timeoutMs: number): Promise<void>;
}

export function createRecorder(): Recorder {
  const requests: RecordedRequest[] = [];
  const waiting = new Set<() => void>();
  return {
    requests,
    gitRequests: [],
    problems: [],
    changed: () => [...waiting].forEach((look) => look()),
    until: (condition, timeoutMs) =>
      new Promise((done, fail) => {
        const settle = (finish: () => void): void => {
          clearTimeout(timer);
          waiting.delete(look);
          finish();
        };
        const look = (): void => {
          try {
            if (condition()) settle(done);
          } catch (error) {
            settle(() => fail(error instanceof Error ? error : new Error(String(error))));
          }
        };
        const timer = setTimeout(() => settle(() => fail(new Error(`It did not come about in ${timeoutMs} ms. Requests so far:\n${requests.map(line).join('\n') || '(none)'}`))), timeoutMs);
        waiting.add(look);
        look();
      }),
  };
}

function line(request: RecordedRequest): string {
  const fields = request.graphqlFields.length === 0 ? '' : ` ${request.graphqlFields.join(', ')}`;
  return `${request.status} ${request.method} ${request.path}${fields}`;
}
