/** GitHub in memory, for the publisher's tests: it keeps what is sent, and fails where a test says so. */
import { parseMarkers, parseTold } from '../../src/report/marker.js';
import type { CheckApi, CheckRunUpdate, NewCheckRun, PlacedComment, PullState, ReviewThread, ThreadApi, ThreadChange } from '../../src/github/types.js';

type PublisherApi = CheckApi & ThreadApi;
type Method = keyof PublisherApi;

interface Fault {
  readonly method: Method;
  readonly error: unknown;
  /** The work is done before the answer is lost. */
  readonly afterEffect: boolean;
}

export class FakeGitHub implements PublisherApi {
  readonly calls: string[] = [];
  readonly reviews: (readonly PlacedComment[])[] = [];
  readonly comments: PlacedComment[] = [];
  readonly updates: CheckRunUpdate[] = [];
  readonly changes: ThreadChange[] = [];
  readonly #faults: Fault[] = [];
  /** `path:line` of comments that GitHub refuses. */
  readonly refusedLines = new Set<string>();
  /** Kinds of changes to threads that GitHub refuses. */
  readonly refusedChanges = new Set<ThreadChange['kind']>();
  checkRuns: NewCheckRun[] = [];
  state: PullState;

  constructor(state: Partial<PullState> = {}) {
    this.state = { headSha: 'abc1234'.padEnd(40, '0'), baseRef: 'main', baseSha: 'base', isDraft: false, isOpen: true, headBranch: 'topic', viewer: 'shipworthy', threads: [], pendingReviews: [], ...state };
  }

  fail(method: Method, error: unknown, afterEffect = false): this {
    this.#faults.push({ method, error, afterEffect });
    return this;
  }

  async #do<T>(method: Method, work: () => T): Promise<T> {
    this.calls.push(method);
    const at = this.#faults.findIndex((fault) => fault.method === method);
    const fault = at < 0 ? undefined : this.#faults.splice(at, 1)[0];
    if (fault !== undefined && !fault.afterEffect) throw fault.error;
    const result = work();
    if (fault !== undefined) throw fault.error;
    return result;
  }

  createCheckRun(run: NewCheckRun): Promise<number> {
    return this.#do('createCheckRun', () => this.checkRuns.push(run));
  }

  findCheckRun(run: NewCheckRun): Promise<number | null> {
    return this.#do('findCheckRun', () => {
      const at = this.checkRuns.findIndex(({ externalId }) => externalId === run.externalId);
      return at < 0 ? null : at + 1;
    });
  }

  findUnfinishedTwins(run: NewCheckRun, id: number): Promise<readonly number[]> {
    return this.#do('findUnfinishedTwins', () => this.checkRuns.flatMap(({ externalId }, at) => (externalId === run.externalId && at + 1 !== id ? [at + 1] : [])));
  }

  readCheckRun(_owner: string, _repo: string, id: number) {
    return this.#do('readCheckRun', () => ({ id, completed: this.conclusion() !== null, annotations: this.annotations().length }));
  }

  externalIdsOfSuite() {
    return this.#do('externalIdsOfSuite', () => this.checkRuns.map(({ externalId }) => externalId));
  }

  listAnnotations() {
    return this.#do('listAnnotations', () => this.updates.flatMap(({ output }) => output.annotations));
  }

  updateCheckRun(_owner: string, _repo: string, _id: number, update: CheckRunUpdate): Promise<void> {
    return this.#do('updateCheckRun', () => void this.updates.push(update));
  }

  readPull(): Promise<PullState> {
    return this.#do('readPull', () => this.state);
  }

  postReview(_pull: unknown, _headSha: string, comments: readonly PlacedComment[]): Promise<void> {
    return this.#do('postReview', () => {
      if (comments.some((comment) => this.#refuses(comment))) throw httpError(422);
      this.reviews.push(comments);
      for (const comment of comments) this.#addThread(comment);
    });
  }

  postComment(_pull: unknown, _headSha: string, comment: PlacedComment): Promise<void> {
    return this.#do('postComment', () => {
      if (this.#refuses(comment)) throw httpError(422);
      this.comments.push(comment);
      this.#addThread(comment);
    });
  }

  deletePendingReview(_pull: unknown, reviewId: number): Promise<void> {
    return this.#do('deletePendingReview', () => {
      this.state = { ...this.state, pendingReviews: this.state.pendingReviews.filter((id) => id !== reviewId) };
    });
  }

  changeThreads(changes: readonly ThreadChange[]): Promise<readonly boolean[]> {
    return this.#do('changeThreads', () => {
      const done = changes.map(({ kind }) => !this.refusedChanges.has(kind));
      changes.filter((_, index) => done[index]).forEach((change) => {
        this.changes.push(change);
        this.state = { ...this.state, threads: this.state.threads.map((thread) => changed(thread, change, this.state.viewer)) };
      });
      return done;
    });
  }

  /** Ids of the threads that were resolved. */
  resolved(): readonly string[] {
    return this.changes.flatMap((change) => (change.kind === 'resolve' ? [change.threadId] : []));
  }

  annotations(): readonly string[] {
    return this.updates.flatMap(({ output }) => output.annotations.map(({ title }) => title));
  }

  conclusion(): string | null {
    return this.updates.at(-1)?.conclusion ?? null;
  }

  summary(): string {
    return this.updates.at(-1)?.output.summary ?? '';
  }

  /** Fingerprints in all comments that got through, reviews first. */
  posted(): readonly string[] {
    return [...this.reviews.flat(), ...this.comments].flatMap(({ body }) => fingerprintsOf(body));
  }

  #refuses({ path, anchor }: PlacedComment): boolean {
    return this.refusedLines.has(anchor.kind === 'file' ? `${path}:file` : `${path}:${anchor.line}`);
  }

  #addThread(comment: PlacedComment): void {
    const { path, body, anchor } = comment;
    const line = anchor.kind === 'line' ? anchor.line : null;
    const thread = ourThread(`thread-${this.state.threads.length + 1}`, [], { path, body, line, findings: parseMarkers(body) });
    this.state = { ...this.state, threads: [...this.state.threads, thread] };
  }
}

/** The thread after the change, as GitHub would show it. */
export function changed(thread: ReviewThread, change: ThreadChange, viewer: string): ReviewThread {
  if (change.kind === 'edit') return change.commentId === thread.commentId ? { ...thread, body: change.body, findings: parseMarkers(change.body) } : thread;
  if (change.threadId !== thread.id) return thread;
  if (change.kind === 'reply') return { ...thread, told: parseTold(change.body) ?? thread.told };
  const resolved = change.kind === 'resolve';
  return { ...thread, resolved, resolvedBy: resolved ? viewer : null };
}

export function ourThread(id: string, fingerprints: readonly string[], change: Partial<ReviewThread> = {}): ReviewThread {
  const findings = fingerprints.map((fingerprint) => ({ fingerprint, ruleId: null }));
  return { id, commentId: `${id}-first`, body: 'Text', path: 'a.py', line: 1, startLine: null, isOutdated: false, resolved: false, resolvedBy: null, ours: true, foreignReplies: false, findings, told: null, ...change };
}

function fingerprintsOf(body: string): string[] {
  return parseMarkers(body).map(({ fingerprint }) => fingerprint);
}

/** An error as octokit throws it. */
export function httpError(status: number, headers: Readonly<Record<string, string>> = {}): Error {
  return Object.assign(new Error(`HTTP ${status}`), { status, response: { headers, data: {} } });
}
