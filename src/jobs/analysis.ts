/** How jobs have a change judged: the commits are fetched, the change is opened, judged and closed. */
import type { Engine, Review } from '../engine-types.js';
import type { FixAnswer, FixSelection } from '../fixes/types.js';
import type { Wishes } from '../report/types.js';
import type { OpenSource, SourceRequest } from './source.js';

/** Told that a change has to wait until its repository is read, and how far that is, in files. */
export type OnReading = (done: number, total: number) => void;

/** All of it rejects with a FetchError when the commits can't be had, and with the signal's reason once it is aborted. */
export interface Analysis {
  /** Reviews a change, as people asked for it. */
  review(request: SourceRequest, wishes: Wishes, signal: AbortSignal, onReading?: OnReading): Promise<Review>;
  /** Mends what a change brings, but for what people ignore; writes nothing. */
  fix(request: SourceRequest, selection: FixSelection, wishes: Wishes, signal: AbortSignal): Promise<FixAnswer>;
  /** Ends what it holds open; nothing may be judged any more. */
  close(): Promise<void>;
}

/** Judges in this process; closing it closes the engine. */
export function analyseHere(engine: Engine, openSource: OpenSource): Analysis {
  async function withSource<Answer>(request: SourceRequest, signal: AbortSignal, judge: (source: Awaited<ReturnType<OpenSource>>) => Promise<Answer>): Promise<Answer> {
    signal.throwIfAborted();
    const source = await openSource(request);
    try {
      signal.throwIfAborted();
      const answer = await judge(source);
      signal.throwIfAborted();
      return answer;
    } finally {
      await source.close();
    }
  }
  return {
    review: (request, wishes, signal) => withSource(request, signal, (source) => engine.review(source, wishes)),
    fix: (request, selection, wishes, signal) => withSource(request, signal, (source) => engine.fix(source, selection, wishes)),
    close: () => engine.close(),
  };
}
