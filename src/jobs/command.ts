/** Does what the commands of a comment ask for, and answers where they were written. */
import { readLintersPage, readRulePage } from '../assets/rule-pages.js';
import { HELP, renderAnswer, sentence } from '../commands/answers.js';
import type { ParsedCommand } from '../commands/types.js';
import { linterOf } from '../findings/linters.js';
import { readApiError } from '../github/errors.js';
import type { GitHubApi, PullState, RepositoryRole, TalkPlace } from '../github/types.js';
import type { HandlerParts } from './parts.js';
import { about, type Added, type CommandJob, type Job, type TaskEnding, type TaskHandler } from './types.js';
import { judgeRules } from './usefulness.js';

export interface CommandParts extends Pick<HandlerParts, 'connect' | 'memory' | 'log' | 'now'> {
  /** Adds what a command asks others to do: a review, fixes. */
  readonly enqueue: (job: Job) => Promise<Added>;
}

/** Everything it does may be done again: after a lost answer or a crash the same commands come to the same end, with one answer. */
export function createCommandHandler(parts: CommandParts): TaskHandler<CommandJob> {
  return {
    async run(job) {
      await new CommandRun(parts, await parts.connect(job.installationId), job).run();
    },
    async conclude(job, ending) {
      await new CommandRun(parts, await parts.connect(job.installationId), job).giveUp(ending);
    },
  };
}

type Outcome =
  | { readonly kind: 'done'; /** Markdown for the answer, where there is something to say. */ readonly say?: string }
  /** Somebody else answers. */
  | { readonly kind: 'handed-on' }
  /** One sentence; code in it stands between back-ticks. */
  | { readonly kind: 'refused'; readonly why: string };

const DONE: Outcome = { kind: 'done' };
const STOPPING = 'Shipworthy is being stopped; write it again in a moment.';
/** What who opened the pull request may ask for without write access. */
const OPEN_TO_AUTHOR: ReadonlySet<ParsedCommand['kind']> = new Set(['review', 'explain', 'help']);

class CommandRun {
  readonly #parts: CommandParts;
  readonly #api: GitHubApi;
  readonly #job: CommandJob;
  /** Asked for once, when first needed. */
  #role: Promise<RepositoryRole> | null = null;
  #state: Promise<PullState> | null = null;
  #seen = false;
  #hasFix = false;
  #wantsReview = false;

  constructor(parts: CommandParts, api: GitHubApi, job: CommandJob) {
    this.#parts = parts;
    this.#api = api;
    this.#job = job;
  }

  async run(): Promise<void> {
    const outcomes: Outcome[] = [];
    for (const command of this.#job.commands) outcomes.push(await this.#obey(command));
    if (this.#wantsReview) outcomes.push(...(await this.#review()));
    await this.#tell(outcomes);
    this.#parts.log.info({ ...about(this.#job), commands: this.#job.commands.map(({ kind }) => kind), outcomes: outcomes.map(({ kind }) => kind) }, 'Answered commands');
  }

  /** Says that the commands were not carried out. */
  async giveUp(ending: TaskEnding): Promise<void> {
    const why = ending.kind === 'failed' ? ending.reason : ending.kind === 'cancelled' ? 'The pull request was closed.' : 'Shipworthy was stopped.';
    await this.#tell([refused(`${why} Not all that was asked for is done; write it again to try again.`)]);
  }

  async #obey(command: ParsedCommand): Promise<Outcome> {
    if (command.kind === 'refused') return command;
    const forbidden = await this.#forbids(command.kind);
    if (forbidden !== null) return refused(forbidden);
    await this.#see();
    switch (command.kind) {
      case 'help':
        return { kind: 'done', say: HELP };
      case 'explain':
        return { kind: 'done', say: pageOf(command.ruleId) };
      case 'ignore':
        return this.#ignore(command.ruleId, command.reason);
      case 'not-useful':
        return this.#vote();
      case 'pause':
        await this.#parts.memory.setPaused(this.#job, this.#job.author);
        return DONE;
      case 'resume':
        await this.#parts.memory.setPaused(this.#job, null);
        this.#wantsReview = true;
        return DONE;
      case 'review':
        if (!(await this.#pull()).isOpen) return refused('The pull request is closed.');
        this.#wantsReview = true;
        return DONE;
      case 'fix':
        return this.#fix(command.rules, command.unsafe);
    }
  }

  /** Null where who wrote the comment may give the command. What GitHub says of an author in a payload is no proof, so it is asked. */
  async #forbids(kind: ParsedCommand['kind']): Promise<string | null> {
    const { owner, repo, author, byPullAuthor } = this.#job;
    if (byPullAuthor && OPEN_TO_AUTHOR.has(kind)) return null;
    this.#role ??= this.#api.roleOf(owner, repo, author);
    const role = await this.#role;
    if (role === 'admin' || role === 'write') return null;
    const who = OPEN_TO_AUTHOR.has(kind) ? 'who may write to this repository or opened the pull request' : 'who may write to this repository';
    return `\`${kind}\` is for those ${who}.`;
  }

  async #pull(): Promise<PullState> {
    this.#state ??= this.#api.readPull(this.#job);
    return this.#state;
  }

  async #ignore(ruleId: string, reason: string): Promise<Outcome> {
    const { author, writtenAt, answer } = this.#job;
    const entry = { ruleId, reason, by: author, at: writtenAt };
    if (answer.kind === 'thread') {
      const findings = await this.#api.findingsOfThread(this.#job, answer.threadStart);
      if (findings.length === 0) return refused('This thread is not about a finding; in the conversation of the pull request, `ignore` means the rule as a whole.');
      const meant = findings.filter((finding) => finding.ruleId === ruleId || finding.ruleId === null);
      if (meant.length === 0) return refused(`This thread is about \`${findings[0]?.ruleId}\`, not about \`${ruleId}\`.`);
      await this.#parts.memory.ignore(this.#job, { ...entry, fingerprints: meant.map(({ fingerprint }) => fingerprint) });
    } else {
      await this.#parts.memory.ignore(this.#job, { ...entry, fingerprints: null });
    }
    this.#wantsReview = true;
    return DONE;
  }

  async #vote(): Promise<Outcome> {
    const { repositoryId, pullNumber, author, writtenAt, answer } = this.#job;
    const findings = answer.kind === 'thread' ? await this.#api.findingsOfThread(this.#job, answer.threadStart) : [];
    const known = findings.flatMap(({ fingerprint, ruleId }) => (ruleId === null ? [] : [{ fingerprint, ruleId }]));
    if (known.length === 0) return refused('`not-useful` is for the threads of findings: write it as a reply to the comment that it is about.');
    const commentId = answer.kind === 'thread' ? { commentId: answer.commentId } : {};
    for (const finding of known) await this.#parts.memory.vote({ repositoryId, pullNumber, ...finding, voter: author, at: writtenAt, ...commentId });
    await judgeRules(repositoryId, [...new Set(known.map(({ ruleId }) => ruleId))], this.#parts);
    return DONE;
  }

  /** Hands on to who commits fixes, for the head that was looked at when the command was written. */
  async #fix(rules: readonly string[], unsafe: boolean): Promise<Outcome> {
    if (this.#hasFix) return refused('One `fix` a comment: name all its rules on one line.');
    this.#hasFix = true;
    const { headSha, isOpen } = await this.#pull();
    if (!isOpen) return refused('The pull request is closed.');
    const moved = await this.#movedSince(headSha);
    if (moved !== null) return refused(moved);
    const { author, writtenAt, answer } = this.#job;
    const added = await this.#parts.enqueue({ ...this.#base(), kind: 'fix', headSha, rules, unsafe, requestedBy: author, writtenAt, answer });
    if (added === 'unhandled') return refused('This server does not commit fixes.');
    return added === 'stopped' ? refused(STOPPING) : { kind: 'handed-on' };
  }

  /** Null where the head is the one that stood there when the command was written. Comments of the conversation do not say: there the first check run on it tells. */
  async #movedSince(headSha: string): Promise<string | null> {
    const moved = 'The branch has moved since this was written; write it again.';
    if (this.#job.headSha !== null) return this.#job.headSha === headSha ? null : moved;
    const seen = await this.#api.firstLookAt(this.#job, headSha);
    if (seen === null) return 'The head of the branch was not reviewed yet; write it again once it is.';
    // GitHub tells of a comment by the second, and of a check run as finely as it was told.
    return Math.floor(Date.parse(seen) / 1000) * 1000 <= Date.parse(this.#job.writtenAt) ? null : moved;
  }

  /** One review for all that was asked for; none of a pull request that is closed. */
  async #review(): Promise<Outcome[]> {
    const { headSha, baseSha, baseRef, isDraft, isOpen } = await this.#pull();
    if (!isOpen) return [];
    const added = await this.#parts.enqueue({ ...this.#base(), kind: 'review', trigger: 'rerequested', headSha, baseSha, baseRef, isDraft, updatedAt: null });
    return added === 'stopped' ? [refused(STOPPING)] : [];
  }

  #base() {
    const { installationId, owner, repo, repositoryId, deliveryId, pullNumber } = this.#job;
    return { installationId, owner, repo, repositoryId, deliveryId, pullNumber };
  }

  async #see(): Promise<void> {
    if (this.#seen) return;
    this.#seen = true;
    await this.#talk((place) => this.#api.react(this.#job, place, 'eyes'));
  }

  /** Reactions say how it went, and one comment whatever there is to say. */
  async #tell(outcomes: readonly Outcome[]): Promise<void> {
    if (outcomes.some(({ kind }) => kind === 'done')) await this.#talk((place) => this.#api.react(this.#job, place, 'rocket'));
    if (outcomes.some(({ kind }) => kind === 'refused')) await this.#talk((place) => this.#api.react(this.#job, place, 'confused'));
    const parts = outcomes.flatMap((outcome) => (outcome.kind === 'refused' ? [sentence(outcome.why)] : outcome.kind === 'done' && outcome.say !== undefined ? [outcome.say] : []));
    if (parts.length === 0) return;
    await this.#talk(async (place) => {
      // An earlier attempt, or an earlier process, may have come as far as this.
      if (await this.#api.isAnswered(this.#job, place, this.#job.writtenAt, 'commands')) return;
      await this.#api.reply(this.#job, place, renderAnswer(parts, place.commentId));
    });
  }

  /** A conversation that is locked and a comment that is gone take no words; what was asked for is done all the same. */
  async #talk(speak: (place: TalkPlace) => Promise<void>): Promise<void> {
    const { answer } = this.#job;
    if (answer.kind === 'check-run') return;
    try {
      await speak(answer);
    } catch (error) {
      const { kind, status } = readApiError(error, this.#parts.now());
      if (kind !== 'forbidden' && kind !== 'gone' && kind !== 'refused') throw error;
      this.#parts.log.warn({ ...about(this.#job), kind, status }, 'A command could not be answered');
    }
  }
}

function refused(why: string): Outcome {
  return { kind: 'refused', why };
}

/** As the command line's `explain` prints it. */
function pageOf(ruleId: string): string {
  return linterOf(ruleId) === undefined ? (readRulePage(ruleId) ?? `# ${ruleId}`) : readLintersPage();
}
