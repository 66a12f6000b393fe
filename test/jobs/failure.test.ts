import { expect, test } from '@jest/globals';
import { FetchError } from '../../src/checkout/fetch-commits.js';
import { GitError } from '../../src/checkout/git.js';
import { WorkerFailed } from '../../src/isolation/errors.js';
import { failureOf } from '../../src/jobs/failure.js';

const coded = (code: string): Error => Object.assign(new Error('x'), { code });
const inWorker = (code: string | null): Error => new WorkerFailed({ name: 'SqliteError', message: 'x', frames: [], damaged: false, code });

test.each([
  ['a full disk, as the system says it', coded('ENOSPC'), 'transient'],
  ['a full disk, as SQLite says it', coded('SQLITE_FULL'), 'transient'],
  ['a full disk, as SQLite says it in a worker', inWorker('SQLITE_FULL'), 'transient'],
  ['a full disk, as git says it about a fetch', new FetchError('disk', 'x'), 'transient'],
  ['git that can not make a folder of ours', new GitError('init', { exitCode: 1, stdout: Buffer.alloc(0), stderr: 'fatal: cannot mkdir' }), 'transient'],
  ['PostgreSQL that is shut down', coded('57P01'), 'transient'],
  ['PostgreSQL that is gone', new Error('Connection terminated unexpectedly'), 'transient'],
  ['PostgreSQL where nobody listens', coded('ECONNREFUSED'), 'transient'],
  ['a statement of ours that is wrong', coded('42P01'), 'permanent'],
  ['a mistake of ours', new TypeError('x is not a function'), 'permanent'],
  ['a mistake of ours in a worker', inWorker(null), 'permanent'],
  ['a mistake of ours that Node knows', coded('ERR_INVALID_ARG_TYPE'), 'permanent'],
  ['a commit that is gone', new FetchError('missing-commit', 'x'), 'permanent'],
])('%s', (_case, error, kind) => {
  expect(failureOf(error, 0).kind).toBe(kind);
});
