/** What GitHub shows against what the plan says: the steps that make the one the other. Pure. */
import { doubtedPlaces } from '../findings/doubts.js';
import type { MarkedFinding } from '../report/marker.js';
import { renderBack, renderFixed, renderMoved } from '../report/told.js';
import type { PlannedComment, ReportPlan } from '../report/types.js';
import { bodyAt, headlineOf, rulesOf, suggestionIn } from './bodies.js';
import type { PullState, ReviewThread } from './types.js';

export type Step =
  /** Findings that stand nowhere. */
  | { readonly kind: 'post'; readonly comment: PlannedComment }
  /** The comment at the head of the thread speaks of more or fewer findings, or suggests something else; to be done only when the comments `after` which it comes are posted. */
  | { readonly kind: 'edit'; readonly thread: ReviewThread; readonly body: string; readonly after: readonly PlannedComment[] }
  /** Tells that the thread's findings are gone, or said elsewhere; `after` as above. */
  | { readonly kind: 'settle'; readonly thread: ReviewThread; readonly body: string; readonly resolve: boolean; readonly after: readonly PlannedComment[] }
  /** Tells that the thread's findings are there again; `unresolve`: and opens it. */
  | { readonly kind: 'back'; readonly thread: ReviewThread; readonly body: string; readonly unresolve: boolean };

/** Steps about threads that there are. */
export type ThreadStep = Exclude<Step, { readonly kind: 'post' }>;

export interface Reconciliation {
  /** Posts first, as settling may depend on them. */
  readonly steps: readonly Step[];
  /** Comments that are left out, for as many stand on the pull request as may. */
  readonly heldBack: number;
  /** Comments that are left out, for the pull request is closed or a draft. */
  readonly waiting: number;
}

/**
 * The steps after which each finding that is to have a comment stands in one, and in no more; threads of findings that are gone for
 * sure are resolved, or only told so where somebody else has spoken. Of the state that the steps lead to, it gives none.
 */
export function reconcile(plan: ReportPlan, state: PullState): Reconciliation {
  if (!state.isOpen) return { steps: [], heldBack: 0, waiting: missingComments(plan.comments, state).length };
  return new Reconciling(plan, state).result();
}

/** The comments with at least one finding that does not stand yet, in the plan's order. */
export function missingComments(comments: readonly PlannedComment[], state: PullState): readonly PlannedComment[] {
  const there = new Set(state.threads.filter((thread) => stands(thread, state)).flatMap(fingerprintsOf));
  return comments.filter((comment) => comment.fingerprints.some((fingerprint) => !there.has(fingerprint)));
}

/**
 * Whether what the thread says needs no saying any more: it is open and in sight (or people talk in it), or a person resolved it,
 * which is an answer, not a gap. What we resolved ourselves does not stand: if its finding is back, it is said again.
 */
function stands(thread: ReviewThread, state: PullState): boolean {
  if (!thread.ours) return false;
  if (thread.resolved) return !resolvedByUs(thread, state);
  return !thread.isOutdated || thread.foreignReplies;
}

function resolvedByUs({ resolved, resolvedBy }: ReviewThread, { viewer }: PullState): boolean {
  return resolved && (resolvedBy === null || resolvedBy === viewer);
}

function fingerprintsOf({ findings }: Pick<ReviewThread, 'findings'>): readonly string[] {
  return findings.map(({ fingerprint }) => fingerprint);
}

/** Ours, and within reach. */
function isOwn({ ours, id, findings }: ReviewThread): boolean {
  return ours && id !== '' && findings.length > 0;
}

class Reconciling {
  readonly #plan: ReportPlan;
  readonly #state: PullState;
  readonly #open: ReadonlySet<string>;
  readonly #judgedBy: ReadonlySet<string>;
  /** No new comments now. */
  readonly #waits: boolean;
  /** Findings of each thread that stands, as they will be. */
  readonly #standing = new Map<ReviewThread, ReadonlySet<string>>();
  /** Threads that are rewritten or opened again for a comment. */
  readonly #taken = new Set<ReviewThread>();
  readonly #posted: PlannedComment[] = [];
  readonly #settled = new Set<ReviewThread>();
  readonly #reopened = new Set<ReviewThread>();
  /** Comments that need a place where people see them: one of their own, or a thread that we resolved. */
  readonly #new: { readonly comment: PlannedComment; readonly host: ReviewThread | null }[] = [];
  /** Comments whose place was decided on. */
  readonly #placed = new Set<PlannedComment>();
  readonly #steps: ThreadStep[] = [];
  #heldBack = 0;
  #waiting = 0;

  constructor(plan: ReportPlan, state: PullState) {
    this.#plan = plan;
    this.#state = state;
    this.#open = new Set(plan.open);
    this.#judgedBy = new Set(plan.judgedBy);
    this.#waits = state.isDraft && !plan.commentsOnDrafts;
    for (const thread of state.threads) if (stands(thread, state)) this.#standing.set(thread, new Set(fingerprintsOf(thread)));
  }

  result(): Reconciliation {
    this.#place();
    this.#settleMoved();
    this.#refresh();
    this.#settleMoved();
    this.#admit();
    // What is posted now may be all that others say, or leave them with too much.
    this.#settleMoved();
    this.#refresh();
    this.#settleGone();
    this.#settleMoved();
    this.#tellBack();
    const posts = this.#posted.map((comment): Step => ({ kind: 'post', comment }));
    return { steps: [...posts, ...this.#steps], heldBack: this.#heldBack, waiting: this.#waiting };
  }

  /** Finds a place for each comment. To rewrite one for another comment may take findings out of it, so it is looked again after each. */
  #place(): void {
    const left = [...this.#plan.comments];
    for (;;) {
      const at = left.findIndex((comment) => !comment.fingerprints.every((fingerprint) => this.#isSaid(fingerprint)));
      const [next] = at < 0 ? [] : left.splice(at, 1);
      if (next === undefined) return;
      this.#placed.add(next);
      const host = this.#hostOf(next);
      if (host !== null) this.#taken.add(host);
      if (host !== null && this.#standing.has(host)) this.#rewrite(host, next);
      else this.#new.push({ comment: next, host });
    }
  }

  /** As many of the new ones, in the plan's order, as there is room for. What is posted may be all that a thread says, which leaves room for more. */
  #admit(): void {
    if (this.#waits) {
      this.#waiting = this.#new.length;
      return;
    }
    const order = (comment: PlannedComment) => this.#plan.comments.indexOf(comment);
    const left = [...this.#new].sort((a, b) => order(a.comment) - order(b.comment));
    for (let room = this.#room(); room > 0 && left.length > 0; room = this.#room()) {
      for (const { comment, host } of left.splice(0, room)) this.#show(comment, host);
      this.#settleMoved();
    }
    this.#heldBack = left.length;
  }

  #room(): number {
    return this.#plan.inlineLimit - this.#inSight() - this.#posted.length;
  }

  #show(comment: PlannedComment, host: ReviewThread | null): void {
    if (host === null) {
      this.#posted.push(comment);
      return;
    }
    this.#reopened.add(host);
    this.#steps.push({ kind: 'back', thread: host, body: renderBack(this.#plan.headSha), unresolve: true });
    this.#rewrite(host, comment);
  }

  #isSaid(fingerprint: string): boolean {
    return [...this.#standing.values()].some((findings) => findings.has(fingerprint));
  }

  /** Threads that people see: open, and about something that is still there. */
  #inSight(): number {
    const seen = [...this.#standing].filter(([thread, findings]) => this.#isOpen(thread) && [...findings].some((fingerprint) => this.#open.has(fingerprint) || this.#isInDoubt(thread, fingerprint)));
    return seen.length;
  }

  #isOpen(thread: ReviewThread): boolean {
    return !thread.resolved || this.#reopened.has(thread);
  }

  /**
   * The thread to rewrite for a comment, some of whose findings it holds: one in which people talk before others, one that is open
   * before one that we resolved.
   */
  #hostOf(comment: PlannedComment): ReviewThread | null {
    const shared = (thread: ReviewThread) => fingerprintsOf(thread).filter((fingerprint) => comment.fingerprints.includes(fingerprint)).length;
    const rank = (thread: ReviewThread) => (thread.resolved ? 2 : Number(!thread.foreignReplies));
    const hosts = this.#state.threads.filter((thread) => isOwn(thread) && !this.#taken.has(thread) && shared(thread) > 0 && this.#canHost(thread, comment));
    return hosts.sort((a, b) => rank(a) - rank(b) || shared(b) - shared(a))[0] ?? null;
  }

  /** What is in doubt must not be written over: then nobody would know of it. */
  #canHost(thread: ReviewThread, comment: PlannedComment): boolean {
    if (fingerprintsOf(thread).some((fingerprint) => !comment.fingerprints.includes(fingerprint) && this.#isInDoubt(thread, fingerprint))) return false;
    // What is resolved though we told that it is back could not be opened again.
    if (thread.resolved) return !thread.isOutdated && (thread.told === null || thread.told.kind === 'fixed') && resolvedByUs(thread, this.#state);
    return this.#standing.has(thread);
  }

  #rewrite(thread: ReviewThread, comment: PlannedComment): void {
    this.#standing.set(thread, new Set(comment.fingerprints));
    if (holdsExactly(thread, comment) && !hasOtherSuggestion(thread, comment)) return;
    const takenOut = fingerprintsOf(thread).filter((fingerprint) => !comment.fingerprints.includes(fingerprint));
    const after = this.#posted.filter(({ fingerprints }) => takenOut.some((fingerprint) => fingerprints.includes(fingerprint)));
    this.#steps.push({ kind: 'edit', thread, body: bodyAt(comment, thread), after });
  }

  /** Rewrites what has become too much: findings that are gone, a suggestion that is none any more. */
  #refresh(): void {
    for (const comment of this.#plan.comments) {
      if (this.#placed.has(comment)) continue;
      const host = this.#unsettled().find((thread) => !thread.isOutdated && !thread.foreignReplies && this.#hasOutgrown(thread, comment));
      if (host === undefined) continue;
      this.#taken.add(host);
      this.#rewrite(host, comment);
    }
  }

  #hasOutgrown(thread: ReviewThread, comment: PlannedComment): boolean {
    const held = fingerprintsOf(thread);
    if (!comment.fingerprints.every((fingerprint) => held.includes(fingerprint))) return false;
    if (holdsExactly(thread, comment)) return hasOtherSuggestion(thread, comment);
    return held.every((fingerprint) => comment.fingerprints.includes(fingerprint) || this.#isGone(thread, fingerprint) || this.#isInSight(fingerprint, thread));
  }

  /** In threads that stayed open though we told that they are over. */
  #tellBack(): void {
    for (const [thread, findings] of this.#standing) {
      if (!isOwn(thread) || thread.resolved || thread.told?.kind !== 'fixed' || ![...findings].some((fingerprint) => this.#open.has(fingerprint))) continue;
      this.#steps.push({ kind: 'back', thread, body: renderBack(this.#plan.headSha), unresolve: false });
    }
  }

  /** What was told already is left: if the thread is open all the same, a person wants it so, or we may not resolve. */
  #settleGone(): void {
    for (const thread of this.#unsettled()) {
      if (thread.told?.kind === 'fixed' || !fingerprintsOf(thread).every((fingerprint) => this.#isGone(thread, fingerprint))) continue;
      const successor = this.#posted.find((comment) => comment.path !== thread.path && headlineOf(comment.body) === headlineOf(thread.body) && rulesOf(comment.body) === rulesOf(thread.body));
      const { headSha } = this.#plan;
      this.#settle(thread, successor === undefined ? renderFixed(headSha) : renderMoved(headSha, successor.path), successor === undefined ? [] : [successor]);
    }
  }

  /** Threads that only say what others say. Of two that say the same, the one in sight stays, else the first. */
  #settleMoved(): void {
    for (const thread of this.#unsettled().reverse().sort((a, b) => Number(b.isOutdated) - Number(a.isOutdated))) {
      const left = fingerprintsOf(thread).filter((fingerprint) => !this.#isGone(thread, fingerprint));
      if (thread.foreignReplies || left.length === 0 || !left.every((fingerprint) => this.#isInSight(fingerprint, thread))) continue;
      const after = this.#posted.filter(({ fingerprints }) => left.some((fingerprint) => fingerprints.includes(fingerprint)));
      this.#settle(thread, renderMoved(this.#plan.headSha, null), after);
    }
  }

  #unsettled(): ReviewThread[] {
    return this.#state.threads.filter((thread) => isOwn(thread) && !thread.resolved && thread.told?.kind !== 'moved' && !this.#taken.has(thread) && !this.#settled.has(thread));
  }

  #settle(thread: ReviewThread, body: string, after: readonly PlannedComment[]): void {
    this.#settled.add(thread);
    this.#standing.delete(thread);
    this.#steps.push({ kind: 'settle', thread, body, resolve: !thread.foreignReplies, after });
  }

  /** In an open thread besides this one, or a new comment. */
  #isInSight(fingerprint: string, but: ReviewThread): boolean {
    const threads = [...this.#standing].filter(([thread]) => thread !== but && this.#isOpen(thread));
    return threads.some(([, findings]) => findings.has(fingerprint)) || this.#posted.some(({ fingerprints }) => fingerprints.includes(fingerprint));
  }

  #isGone(thread: ReviewThread, fingerprint: string): boolean {
    return !this.#open.has(fingerprint) && !this.#isInDoubt(thread, fingerprint);
  }

  /** Absent perhaps only because nobody looked. */
  #isInDoubt(thread: ReviewThread, fingerprint: string): boolean {
    if (this.#open.has(fingerprint)) return false;
    return thread.findings.some((finding) => finding.fingerprint === fingerprint && this.#isUnproved(thread, finding));
  }

  #isUnproved(thread: ReviewThread, { ruleId, elsewhere, doubted = 0 }: MarkedFinding): boolean {
    if (ruleId !== null && !this.#judgedBy.has(ruleId)) return true;
    const places = doubtedPlaces(this.#plan.doubts, { ruleId, path: elsewhere === true ? null : thread.path });
    return places === null || places > doubted;
  }
}

function holdsExactly(thread: ReviewThread, { fingerprints }: PlannedComment): boolean {
  const [held, wanted] = [new Set(fingerprintsOf(thread)), new Set(fingerprints)];
  return held.size === wanted.size && [...wanted].every((fingerprint) => held.has(fingerprint));
}

/** A thread without a suggestion keeps none: it may stand where none can be applied. */
function hasOtherSuggestion(thread: ReviewThread, comment: PlannedComment): boolean {
  const suggested = suggestionIn(thread.body);
  return suggested !== null && suggested !== suggestionIn(bodyAt(comment, thread));
}
