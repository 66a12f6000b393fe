/** What an error of the work means for the job. */
import { FetchError } from '../checkout/fetch-commits.js';
import { AnalysisFailure, WorkersUnusable } from '../isolation/errors.js';
import { failureOfApiError, readApiError } from '../github/errors.js';
import type { Failure } from './types.js';

const TOO_LARGE = 'The repository or the change is too large to be read.';

/** Classifies what an attempt threw; `now` is in milliseconds since the epoch. Anything unknown is an internal error. */
export function failureOf(error: unknown, now: number): Failure {
  if (error instanceof FetchError) return failureOfFetch(error);
  if (error instanceof AnalysisFailure) return { kind: 'permanent', reason: error.reason };
  // By its name: it may have come from another process.
  if (error instanceof Error && error.name === 'TooLargeError') return { kind: 'permanent', reason: TOO_LARGE };
  if (error instanceof WorkersUnusable) return { kind: 'transient', reason: 'The analysis could not be started.' };
  return failureOfApiError(readApiError(error, now));
}

function failureOfFetch(error: FetchError): Failure {
  switch (error.reason) {
    case 'network':
      return { kind: 'transient', reason: 'The repository could not be fetched.' };
    case 'denied':
      return { kind: 'permanent', reason: 'GitHub did not let the App fetch the repository.' };
    case 'missing-commit':
      return { kind: 'permanent', reason: 'One of the commits is no longer in the repository.' };
    case 'too-large':
      return { kind: 'permanent', reason: TOO_LARGE };
    case 'other':
      return { kind: 'permanent', reason: 'The repository could not be fetched.' };
  }
}
