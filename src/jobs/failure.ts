/** What an error of the work means for the job. */
import { FetchError } from '../checkout/fetch-commits.js';
import { GitError } from '../checkout/git.js';
import { AnalysisFailure, WorkersUnusable } from '../isolation/errors.js';
import { failureOfApiError, readApiError } from '../github/errors.js';
import type { Failure } from './types.js';

/** The disk is full, or the database is down: neither says anything about the change. */
const MACHINE = 'The server could not read or keep what it needs: its disk may be full, or its database down.';
const TOO_LARGE = 'The repository or the change is too large to be read.';

/** Classifies what an attempt threw; `now` is in milliseconds since the epoch. Anything unknown is an internal error. */
export function failureOf(error: unknown, now: number): Failure {
  if (error instanceof FetchError) return failureOfFetch(error);
  if (error instanceof AnalysisFailure) return { kind: 'permanent', reason: error.reason };
  // By its name: it may have come from another process.
  if (error instanceof Error && error.name === 'TooLargeError') return { kind: 'permanent', reason: TOO_LARGE };
  if (error instanceof WorkersUnusable) return { kind: 'transient', reason: 'The analysis could not be started.' };
  if (isOfMachine(error)) return { kind: 'transient', reason: MACHINE };
  return failureOfApiError(readApiError(error, now));
}

function failureOfFetch(error: FetchError): Failure {
  switch (error.reason) {
    case 'network':
      return { kind: 'transient', reason: 'The repository could not be fetched.' };
    case 'disk':
      return { kind: 'transient', reason: MACHINE };
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

/** What PostgreSQL's client throws without a code when the connection goes. */
const CUT_OFF = /^(?:Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error)/;
/** Of the system (`ENOSPC`), of SQLite (`SQLITE_FULL`), of PostgreSQL about its connections, resources and state, and of its operator (`57P01`). */
const MACHINE_CODE = /^(?:ENOSPC|EDQUOT|EIO|EROFS|EMFILE|ENFILE|ENOMEM|SQLITE_(?:FULL|BUSY|LOCKED|READONLY|IOERR|CANTOPEN)\w*|(?:08|25|53|57|58)[0-9A-Z]{3})$/;

/** git at work on our own folders, the system, or the database. */
function isOfMachine(error: unknown): boolean {
  if (!(error instanceof Error) || 'status' in error) return false;
  return error instanceof GitError || ('code' in error && typeof error.code === 'string' && MACHINE_CODE.test(error.code)) || CUT_OFF.test(error.message);
}
