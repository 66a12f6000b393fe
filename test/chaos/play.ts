/** What becomes of a move when its time has come: who does what on GitHub, and what GitHub then tells the App. */
import type { FileSet, MergeGroupInfo, ThreadInfo } from '../support/github-double/index.js';
import { mergeBase, resolveCommit } from '../support/github-double/git/run.js';
import { putForward } from './clock.js';
import { MISSING, TANGLED, type Tree } from './engine.js';
import type { Life, Move } from './life.js';
import { createRandom, type Random } from './random.js';
import { NUMBER, REPO, type World } from './world.js';

/** Has write access. */
const MAINTAINER = 'jonas';
/** Opened the pull request, and has none. */
const AUTHOR = 'mona';
const BRANCH = 'topic';

export const BASE: Readonly<Record<string, string>> = {
  'app.py': textOf(Array.from({ length: 24 }, (_, index) => `app ${index}`)),
  'lib.py': textOf([...Array.from({ length: 12 }, (_, index) => `lib ${index}`), 'missing of old', 'lib 12']),
  'README.md': '# Shop\n',
};

/** What a person did in a thread, and how it stood then. */
export interface HumanWord {
  readonly threadId: string;
  readonly kind: 'reply' | 'resolve' | 'unresolve';
  readonly wasResolved: boolean;
  /** Our comments in the thread at that moment. */
  readonly ourComments: number;
}

/** A life as it goes: what the checks at its end need to know. */
export class Story {
  readonly world: World;
  readonly life: Life;
  readonly words: HumanWord[] = [];
  /** Bodies of what people wrote, by id of the comment. */
  readonly written = new Map<number, string>();
  /** Comments with commands, by id: of the conversation, or of a thread. */
  readonly commands: { readonly id: number; readonly kind: 'conversation' | 'thread'; readonly text: string; readonly by: string }[] = [];
  readonly groups: { readonly group: MergeGroupInfo; destroyed: boolean }[] = [];
  requests = 0;
  /** The head that GitHub has told of. */
  #told = '';
  #lines = 0;
  #commits = 0;
  readonly #heads: string[] = [];

  constructor(world: World, life: Life) {
    this.world = world;
    this.life = life;
  }

  async begin(): Promise<void> {
    const { double } = this.world;
    await double.push({ repo: REPO, commits: [{ branch: 'rel', message: 'Release', files: { 'notes.md': 'Notes\n' } }, { branch: BRANCH, message: 'Change', files: { 'app.py': textOf(['missing at first', ...BASE['app.py']?.split('\n').slice(0, -1) ?? []]) } }] });
    await double.openPullRequest({ repo: REPO, head: BRANCH, title: 'Change', author: AUTHOR, draft: this.life.draft, ...(this.life.fork ? { fork: { owner: AUTHOR } } : {}) });
    this.#seeHead();
    await this.#tellOfPull('opened');
  }

  /** One move, with what befalls it. */
  async play(move: Move): Promise<void> {
    putForward(1100);
    const { world } = this;
    // Those of earlier moves that no request has met are over.
    world.double.forgetFaults();
    for (const fault of move.faults) world.double.failNext(fault);
    if (move.crash !== null) world.crash(move.crash);
    await this.#move(move, createRandom(move.seed));
    if (move.waits) await world.rest();
    await this.tellOfMovedHead();
  }

  /** A commit of the App's own is a push like any other. */
  async tellOfMovedHead(held = false): Promise<void> {
    if (this.world.pull().headSha === this.#told || this.world.pull().state !== 'open') return;
    const before = this.#told;
    this.#seeHead();
    await this.#tellOfPull('synchronize', held, before);
  }

  /** The last review: nothing goes wrong any more. */
  async end(): Promise<void> {
    putForward(1100);
    const { world, life } = this;
    if (world.pull().state === 'closed') await this.#reopen(false);
    await world.rest();
    await this.tellOfMovedHead();
    await world.rest();
    putForward(1100);
    const random = createRandom(life.seed ^ 0x5eed);
    const run = this.#latestRun();
    if (life.last === 'push' || run === undefined) await this.#push(random, (tree) => new Map([...tree, ['last.py', [`last ${this.#lines}`]]]), false);
    else if (life.last === 'rerun') await world.deliver('check_run', await world.double.payloads.checkRun('rerequested', { repo: REPO, checkRunId: run.id, sender: MAINTAINER }));
    else await this.#say(MAINTAINER, '/shipworthy review', false);
    await world.rest();
    await this.tellOfMovedHead();
    await world.rest();
  }

  async #move(move: Move, random: Random): Promise<void> {
    const { world } = this;
    const { held, kind } = move;
    const isOpen = world.pull().state === 'open';
    switch (kind) {
      case 'rebase':
        return isOpen && !this.life.fork ? this.#rebase(random, held) : undefined;
      case 'force-back':
        return isOpen ? this.#forceBack(random, held) : undefined;
      case 'base-push':
        return this.#pushBase(random);
      case 'retarget':
        return isOpen ? this.#retarget(held) : undefined;
      case 'draft':
      case 'ready':
        return isOpen ? this.#setDraft(kind === 'draft', held) : undefined;
      case 'close':
        return isOpen ? this.#close(held) : undefined;
      case 'reopen':
        return isOpen ? undefined : this.#reopen(held);
      case 'reply':
      case 'resolve':
      case 'unresolve':
      case 'thumbs-down':
      case 'thread-command':
        return this.#speakInThread(kind, random, held);
      case 'foreign-thread':
        return isOpen ? this.#foreignThread(random) : undefined;
      case 'command':
        return this.#command(random, held);
      case 'button':
      case 'rerun-check':
        return this.#pressOnRun(kind, random, held);
      case 'rerun-suite':
        return this.#rerunSuite(held);
      case 'redeliver':
        return world.deliveries.length === 0 ? undefined : world.redeliver(random.pick(world.deliveries));
      case 'queue':
        return isOpen ? this.#queue(held) : undefined;
      case 'queue-destroyed':
        return this.#destroyGroup(held);
      case 'tokens-expire':
        // A token that is refused in its first seconds is tried again as it is.
        putForward(6000);
        return world.double.expireTokens();
      case 'protect':
        return this.life.fork ? undefined : world.double.protect(REPO, BRANCH, random.chance(0.5) ? 'classic' : 'ruleset');
      default:
        return isOpen ? this.#push(random, (tree) => this.#edited(kind, tree, random), held) : undefined;
    }
  }

  async tipOf(branch: string): Promise<string> {
    const tip = await resolveCommit(this.world.repository.gitDir, branch);
    if (tip === null) throw new Error(`There is no branch ${branch}.`);
    return tip;
  }

  /** What the head is compared with: the merge base with its base branch as that is now. */
  async compared(): Promise<string> {
    const { baseRef, headSha } = this.world.pull();
    return (await mergeBase(this.world.repository.gitDir, await this.tipOf(baseRef), headSha)) ?? headSha;
  }

  #seeHead(): void {
    this.#told = this.world.pull().headSha;
    this.#heads.push(this.#told);
  }

  async #tellOfPull(action: 'opened' | 'synchronize' | 'reopened' | 'closed' | 'ready_for_review' | 'converted_to_draft', held = false, before?: string): Promise<void> {
    const { double } = this.world;
    await this.world.deliver('pull_request', await double.payloads.pullRequest(action, { repo: REPO, number: NUMBER, ...(before === undefined ? {} : { before }) }), held);
    if (action === 'synchronize' && this.#commits % 3 === 0) await this.world.deliver('check_suite', await double.payloads.checkSuite('requested', { repo: REPO, headSha: this.world.pull().headSha }), held);
  }

  async #push(random: Random, edit: (tree: Tree) => Tree, held: boolean, resetTo?: string): Promise<void> {
    const { double, engine } = this.world;
    const { headSha, headRepo } = this.world.pull();
    const before = await engine.tree(headSha);
    const parent = resetTo === undefined ? before : await engine.tree(resetTo);
    this.#commits += 1;
    const files = changesTo(parent, edit(before));
    await double.push({ repo: headRepo, commits: [{ branch: BRANCH, message: `Push ${this.#commits} ${random.below(1000)}`, files }], ...(resetTo === undefined ? {} : { resetTo }) });
    await this.tellOfMovedHead(held);
  }

  #edited(kind: Move['kind'], tree: Tree, random: Random): Tree {
    const files = new Map([...tree].map(([path, lines]) => [path, [...lines]]));
    const paths = [...files.keys()].filter((path) => path.endsWith('.py'));
    const path = random.pick(paths.length === 0 ? ['app.py'] : paths);
    const lines = files.get(path) ?? [];
    files.set(path, lines);
    const findings = lines.flatMap((text, index) => (isFinding(text) ? [index] : []));
    const anywhere = (): number => random.below(lines.length + 1);
    const finding = (): string => `${random.chance(0.65) ? 'missing' : 'tangled'} ${this.#next()}`;
    switch (kind) {
      case 'push-add':
        for (let left = 1 + random.below(4); left > 0; left -= 1) lines.splice(anywhere(), 0, finding());
        break;
      case 'push-many':
        for (let left = random.pick([13, 30, 60]); left > 0; left -= 1) lines.push(finding());
        break;
      case 'push-fix':
        for (const index of findings.filter(() => random.chance(0.5)).reverse()) lines.splice(index, 1, ...(random.chance(0.5) ? [`found ${this.#next()}`] : []));
        break;
      case 'push-move':
        if (findings.length > 0) lines.splice(anywhere(), 0, ...lines.splice(random.pick(findings), 1));
        break;
      case 'push-duplicate':
        if (findings.length > 0) lines.splice(anywhere(), 0, lines[random.pick(findings)] ?? '');
        break;
      case 'push-shift':
        lines.unshift(...Array.from({ length: 1 + random.below(40) }, () => `shift ${this.#next()}`));
        break;
      case 'push-rewrite':
        for (const index of lines.keys()) if (!isFinding(lines[index] ?? '') && random.chance(0.3)) lines[index] = `new ${this.#next()}`;
        break;
      case 'push-rename':
        files.delete(path);
        files.set(random.chance(0.3) ? `moved/${this.#next()}.py` : path.replace(/(\.renamed)?\.py$/, '.renamed.py'), lines);
        break;
      case 'push-delete':
        files.delete(path);
        break;
      case 'push-unclear':
        if (lines.some((text) => text.includes('unclear'))) files.set(path, lines.filter((text) => !text.includes('unclear')));
        else lines.push(`unclear ${this.#next()}`);
        break;
      default:
        files.set(`new${this.#next()}.py`, [finding()]);
    }
    return files;
  }

  #next(): number {
    this.#lines += 1;
    return this.#lines;
  }

  async #rebase(random: Random, held: boolean): Promise<void> {
    const { engine } = this.world;
    const tip = await this.tipOf(this.world.pull().baseRef);
    const base = await engine.tree(await this.compared());
    const onto = await engine.tree(tip);
    await this.#push(random, (tree) => rebased(tree, base, onto), held, tip);
  }

  /** Throws commits away. */
  async #forceBack(random: Random, held: boolean): Promise<void> {
    const { engine } = this.world;
    const to = random.pick(this.#heads);
    const tree = await engine.tree(to);
    await this.#push(random, () => tree, held, to);
  }

  async #pushBase(random: Random): Promise<void> {
    const { double, engine } = this.world;
    const branch = random.pick(['main', 'rel']);
    const tree = await engine.tree(await this.tipOf(branch));
    const head = await engine.tree(this.world.pull().headSha);
    const kind = random.pick(['push-add', 'push-fix', 'push-shift', 'push-rename', 'same'] as const);
    // Somebody else brings the same file in.
    const [path, lines] = random.pick([...head]);
    const next = kind === 'same' ? new Map([...tree, [path, lines]]) : this.#edited(kind, tree, random);
    this.#commits += 1;
    await double.push({ repo: REPO, commits: [{ branch, message: `Base ${this.#commits}`, files: changesTo(tree, next) }] });
  }

  async #retarget(held: boolean): Promise<void> {
    const { double } = this.world;
    const { baseRef, baseSha } = this.world.pull();
    await double.updatePullRequest(REPO, NUMBER, { base: baseRef === 'main' ? 'rel' : 'main' });
    await this.world.deliver('pull_request', await double.payloads.pullRequest('edited', { repo: REPO, number: NUMBER, baseFrom: { ref: baseRef, sha: baseSha } }), held);
  }

  async #setDraft(draft: boolean, held: boolean): Promise<void> {
    if (this.world.pull().draft === draft) return;
    await this.world.double.updatePullRequest(REPO, NUMBER, { draft });
    await this.#tellOfPull(draft ? 'converted_to_draft' : 'ready_for_review', held);
  }

  async #close(held: boolean): Promise<void> {
    await this.world.double.updatePullRequest(REPO, NUMBER, { state: 'closed' });
    await this.#tellOfPull('closed', held);
  }

  async #reopen(held: boolean): Promise<void> {
    await this.world.double.updatePullRequest(REPO, NUMBER, { state: 'open' });
    await this.#tellOfPull('reopened', held);
  }

  async #speakInThread(kind: 'reply' | 'resolve' | 'unresolve' | 'thumbs-down' | 'thread-command', random: Random, held: boolean): Promise<void> {
    const { double } = this.world;
    const threads = double.threads(REPO, NUMBER).filter((thread) => isOurs(thread) && (kind === 'unresolve' ? thread.isResolved : kind === 'resolve' ? !thread.isResolved : true));
    if (threads.length === 0) return;
    const thread = random.pick(threads);
    const first = thread.comments[0];
    const word = { threadId: thread.id, wasResolved: thread.isResolved, ourComments: thread.comments.filter(({ author }) => author.endsWith('[bot]')).length };
    switch (kind) {
      case 'resolve':
        this.words.push({ ...word, kind });
        return double.person.resolveThread(MAINTAINER, REPO, thread.id);
      case 'unresolve':
        this.words.push({ ...word, kind });
        return double.person.unresolveThread(MAINTAINER, REPO, thread.id);
      case 'thumbs-down':
        return double.person.reactToReviewComment(MAINTAINER, REPO, first?.id ?? 0, '-1');
      default: {
        const body = kind === 'reply' ? random.pick(['Why?', 'It is meant so.', '> /shipworthy pause\n\nno']) : `/shipworthy ${random.pick([`ignore ${MISSING} it is meant so`, `ignore ${TANGLED} it is meant so`, 'not-useful', 'review', 'fix', 'help', 'nonsense'])}`;
        this.words.push({ ...word, kind: 'reply' });
        const { id } = double.person.replyToThread(MAINTAINER, REPO, thread.id, body);
        this.written.set(id, body);
        if (kind === 'thread-command') this.#noteCommand({ id, kind: 'thread', text: body, by: MAINTAINER });
        return this.world.deliver('pull_request_review_comment', await double.payloads.reviewComment('created', { repo: REPO, number: NUMBER, commentId: id }), held);
      }
    }
  }

  #noteCommand(command: Story['commands'][number]): void {
    this.commands.push(command);
    if (/\/shipworthy fix/.test(command.text)) this.requests += 1;
  }

  /** Somebody else says something with our marker, copied. */
  async #foreignThread(random: Random): Promise<void> {
    const { double, engine } = this.world;
    const [comment] = (await engine.plan(await this.compared(), this.world.pull().headSha, { ignored: [], pausedBy: null })).comments.filter(({ anchor }) => anchor.kind === 'line');
    if (comment === undefined || comment.anchor.kind !== 'line') return;
    const body = random.chance(0.5) ? comment.body : 'What is this?';
    const { id } = await double.person.reviewLine(AUTHOR, REPO, NUMBER, { path: comment.path, line: comment.anchor.line, body });
    this.written.set(id, body);
  }

  async #command(random: Random, held: boolean): Promise<void> {
    const text = random.pick([`ignore ${MISSING} it is meant so`, `ignore ${TANGLED} not now`, 'pause', 'pause', 'resume', 'resume', 'fix', 'fix', `fix ${MISSING}`, 'review', 'explain wiring/unresolved-import', 'nonsense', 'review\n/shipworthy resume']);
    await this.#say(random.pick([MAINTAINER, MAINTAINER, MAINTAINER, AUTHOR, 'visitor']), `/shipworthy ${text}`, held);
  }

  async #say(who: string, text: string, held: boolean): Promise<void> {
    const { double } = this.world;
    const { id } = double.person.comment(who, REPO, NUMBER, text);
    this.written.set(id, text);
    this.#noteCommand({ id, kind: 'conversation', text, by: who });
    await this.world.deliver('issue_comment', await double.payloads.issueComment('created', { repo: REPO, number: NUMBER, commentId: id }), held);
  }

  /** Of the head: an older one has nothing to say but that the pull request has moved on. */
  #latestRun() {
    const { headSha } = this.world.pull();
    return this.world.double.checkRuns(REPO).findLast((run) => run.headSha === headSha && run.externalId?.startsWith('pull/') === true);
  }

  async #pressOnRun(kind: 'button' | 'rerun-check', random: Random, held: boolean): Promise<void> {
    const { double } = this.world;
    const runs = double.checkRuns(REPO).filter(({ actions, status }) => status === 'completed' && (kind === 'rerun-check' || actions.length > 0));
    const run = random.chance(0.7) ? runs.at(-1) : runs[random.below(Math.max(1, runs.length))];
    if (run === undefined) return;
    if (kind === 'button') this.requests += 1;
    const payload = kind === 'button' ? double.payloads.checkRun('requested_action', { repo: REPO, checkRunId: run.id, identifier: 'fix-safe', sender: MAINTAINER }) : double.payloads.checkRun('rerequested', { repo: REPO, checkRunId: run.id, sender: MAINTAINER });
    await this.world.deliver('check_run', await payload, held);
  }

  async #rerunSuite(held: boolean): Promise<void> {
    const { double } = this.world;
    await this.world.deliver('check_suite', await double.payloads.checkSuite('rerequested', { repo: REPO, headSha: this.world.pull().headSha, sender: MAINTAINER }), held);
  }

  async #queue(held: boolean): Promise<void> {
    const { double } = this.world;
    // Where the two can't be merged there is no group.
    const group = await double.queueMerge(REPO, [NUMBER]).catch(() => null);
    if (group === null) return;
    this.groups.push({ group, destroyed: false });
    await this.world.deliver('merge_group', await double.payloads.mergeGroup('checks_requested', { group }), held);
  }

  async #destroyGroup(held: boolean): Promise<void> {
    const last = this.groups.findLast(({ destroyed }) => !destroyed);
    if (last === undefined) return;
    last.destroyed = true;
    await this.world.deliver('merge_group', await this.world.double.payloads.mergeGroup('destroyed', { group: last.group }), held);
  }
}

export function isOurs(thread: ThreadInfo): boolean {
  return thread.comments[0]?.author.endsWith('[bot]') === true;
}

function isFinding(text: string): boolean {
  return text.includes('missing') || text.includes('tangled');
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function changesTo(from: Tree, to: Tree): FileSet {
  const changes: Record<string, string | null> = {};
  for (const path of from.keys()) if (!to.has(path)) changes[path] = null;
  for (const [path, lines] of to) if (textOf(lines) !== textOf(from.get(path) ?? []) || !from.has(path)) changes[path] = textOf(lines);
  return changes;
}

/** The change of a tree against its base, file by file, on top of another one. */
function rebased(tree: Tree, base: Tree, onto: Tree): Tree {
  const result = new Map(onto);
  for (const path of base.keys()) if (!tree.has(path)) result.delete(path);
  for (const [path, lines] of tree) if (textOf(lines) !== textOf(base.get(path) ?? [])) result.set(path, lines);
  return result;
}
