/** Commits fixes to the branch of a pull request: one commit for each request, or a patch where the App can't push. */
import type { FixAnswer, PreparedFix } from '../fixes/types.js';
import { pauseAfter } from '../github/check-run.js';
import { readApiError } from '../github/errors.js';
import type { Committed, GitHubApi, PullState } from '../github/types.js';
import { OFF_LIMITS } from '../report/buttons.js';
import { commitMessage, isOfRequest, type FixOutcome, type FixRequest } from '../report/fix-report.js';
import { comparedWith } from './base.js';
import { tellOfFixes } from './fix-answer.js';
import type { HandlerParts } from './parts.js';
import { about, jobId, type FixJob, type TaskAttempt, type TaskHandler } from './types.js';

/** Heads that fixes are proved on: after that the branch is too busy for it. */
const ROUNDS = 3;

/** Everything it does may be done again: after a lost answer or a crash the commit that was made is found by its message. */
export function createFixHandler(parts: HandlerParts): TaskHandler<FixJob> {
  return {
    async run(job, attempt) {
      const started = parts.now();
      const api = await parts.connect(job.installationId);
      const outcome = await new FixRun(parts, api, job, attempt).run();
      await tellOfFixes(parts, api, job, requestOf(job), outcome);
      parts.log.info({ ...about(job), outcome: outcome.kind, fixed: 'fix' in outcome ? (outcome.fix?.fixed.length ?? null) : 0, milliseconds: parts.now() - started }, 'Answered a request for fixes');
    },
    async conclude(job, ending) {
      const reason = ending.kind === 'failed' ? ending.reason : ending.kind === 'cancelled' ? 'The pull request was closed.' : 'Shipworthy was stopped.';
      const why = `${reason} The fixes may be committed or not: look at the branch, and ask again where they are not.`;
      await tellOfFixes(parts, await parts.connect(job.installationId), job, requestOf(job), { kind: 'refused', why });
    },
  };
}

function requestOf(job: FixJob): FixRequest {
  return { requestedBy: job.requestedBy, unsafe: job.unsafe, requestId: jobId(job).replaceAll('#', '/') };
}

class FixRun {
  readonly #parts: HandlerParts;
  readonly #api: GitHubApi;
  readonly #job: FixJob;
  readonly #attempt: TaskAttempt;
  /** The oldest head that a commit of this request can stand on. */
  #since: string | null;

  constructor(parts: HandlerParts, api: GitHubApi, job: FixJob, attempt: TaskAttempt) {
    this.#parts = parts;
    this.#api = api;
    this.#job = job;
    this.#attempt = attempt;
    this.#since = job.headSha;
  }

  async run(): Promise<FixOutcome> {
    const { owner, repo, requestedBy } = this.#job;
    const role = await this.#api.roleOf(owner, repo, requestedBy);
    if (role !== 'admin' && role !== 'write') return refused('Fixes are committed for those who may write to this repository.');
    for (let round = 1; ; round += 1) {
      const state = await this.#api.readPull(this.#job);
      const made = await this.#madeBefore(state.headSha);
      if (made !== null) return { kind: 'committed', sha: made, fix: null };
      const why = this.#refusal(state, round);
      if (why !== null) return refused(why);
      const outcome = await this.#mend(state, round);
      if (outcome !== null) return outcome;
    }
  }

  /** Who asks has looked at one head, and means that one; only what moves while it is worked on is followed. */
  #refusal(state: PullState, round: number): string | null {
    if (!state.isOpen) return 'The pull request is closed.';
    const isFirstLook = round === 1 && this.#attempt.number === 1;
    if (isFirstLook && this.#job.headSha !== null && state.headSha !== this.#job.headSha) return 'The branch has moved since; ask again at its new head.';
    return round > ROUNDS ? `The branch moved ${ROUNDS} times while fixes were proved; ask again when it is at rest.` : null;
  }

  /** The commit of this request, of a call whose answer was lost or of an earlier attempt. */
  async #madeBefore(headSha: string): Promise<string | null> {
    this.#since ??= headSha;
    if (headSha === this.#since) return null;
    const { owner, repo } = this.#job;
    const { requestId } = requestOf(this.#job);
    const messages = await this.#api.messagesSince(owner, repo, this.#since, headSha);
    return messages.find(({ message }) => isOfRequest(message, requestId))?.sha ?? null;
  }

  /** Null: the branch has moved, or it is not known what became of the commit; look again. */
  async #mend(state: PullState, round: number): Promise<FixOutcome | null> {
    const answer = await this.#prepare(state);
    if ('nothing' in answer) return { kind: 'nothing', why: answer.nothing, left: answer.left };
    const patch = (why: string): FixOutcome => ({ kind: 'patch', headSha: state.headSha, fix: answer, why });
    const { headBranch } = state;
    if (headBranch === null) return patch('The pull request comes from another repository, to which the App can’t push.');
    const special = answer.files.find(({ kind, content }) => kind !== 'file' && content !== null);
    if (special !== undefined) return patch(`\`${special.path}\` is executable, which a commit through GitHub’s API would undo.`);
    const committed = await this.#commit(answer, headBranch, state.headSha, round);
    if (committed === null || committed.kind === 'moved') return null;
    return committed.kind === 'made' ? { kind: 'committed', sha: committed.sha, fix: answer } : patch(REFUSALS[committed.why]);
  }

  async #prepare(state: PullState): Promise<FixAnswer> {
    const { owner, repo, rules, unsafe } = this.#job;
    const { headSha } = state;
    const baseSha = await comparedWith(this.#api, this.#job, state, headSha);
    const request = { owner, repo, baseSha, headSha, token: await this.#api.gitToken() };
    const wishes = { ignored: await this.#parts.memory.ignored(this.#job), pausedBy: null };
    return this.#parts.analysis.fix(request, { rules, unsafe, offLimits: OFF_LIMITS }, wishes, this.#attempt.signal);
  }

  /** Null: the answer was lost. */
  async #commit(fix: PreparedFix, branch: string, expectedHead: string, round: number): Promise<Committed | null> {
    this.#attempt.signal.throwIfAborted();
    const { owner, repo } = this.#job;
    try {
      return await this.#api.createCommit({ owner, repo, branch, expectedHead, ...commitMessage(fix, requestOf(this.#job)), files: fix.files });
    } catch (error) {
      if (readApiError(error, this.#parts.now()).kind !== 'ambiguous') throw error;
      await this.#parts.sleep(pauseAfter(round));
      return null;
    }
  }
}

const REFUSALS: Readonly<Record<Extract<Committed, { kind: 'refused' }>['why'], string>> = {
  forbidden: 'The App may not write to the contents of this repository.',
  gone: 'GitHub no longer has the branch, or not for the App.',
  protected: 'The branch is protected: GitHub takes no commit of the App there.',
  other: 'GitHub refused the commit.',
};

function refused(why: string): FixOutcome {
  return { kind: 'refused', why };
}
