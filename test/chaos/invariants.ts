/** What must hold of a pull request, whatever has befallen it. Each check answers with sentences about what does not. */
import type { ReportPlan } from '../../src/report/types.js';
import { parseAnswered, parseMarkers, parseTold, type Told } from '../../src/report/marker.js';
import { doubtedPlaces } from '../../src/findings/doubts.js';
import type { CheckRunState, ThreadInfo } from '../support/github-double/index.js';
import { gitText } from '../support/github-double/git/run.js';
import { isOurs, type Story } from './play.js';
import { NUMBER, REPO } from './world.js';

/** What holds at any time at which the service is at rest, also when GitHub has refused it this and that. */
export async function alwaysHolds(story: Story): Promise<string[]> {
  return [...runsHaveEnded(story), ...annotationsOnce(story), ...humanWordsStand(story), ...toldTheTruth(story), ...(await commitsOnce(story)), ...answersOnce(story), ...story.world.double.problems()];
}

/** What holds besides after a review in which nothing went wrong. */
export async function allIsSaid(story: Story): Promise<string[]> {
  const plan = await expectedPlan(story);
  const run = newestRun(story);
  return [...runSays(plan, run), ...findingsInSight(story, plan, run, 'exactly'), ...fixedAreResolved(story, plan), ...limitIsKept(story, plan)];
}

/** What holds before that, where GitHub has refused nothing for good: nothing is missing of which nobody is told. */
export async function nothingIsLost(story: Story): Promise<string[]> {
  const plan = await expectedPlan(story);
  const run = newestRun(story);
  if (run === undefined) return ['The head has no check run.'];
  const conclusion = run.conclusion === plan.conclusion ? [] : [`The head's check run ends as ${run.conclusion} (${run.title}), not as ${plan.conclusion}.`];
  if (conclusion.length > 0 || (run.summary ?? '').includes('GitHub shows something else than planned')) return conclusion;
  // What a person has opened or resolved since is not counted any more.
  return [...findingsInSight(story, plan, run, 'at most'), ...commandsAnswered(story), ...groupsJudged(story)];
}

async function expectedPlan(story: Story): Promise<ReportPlan> {
  const { memory, repository, engine } = story.world;
  const key = { repositoryId: repository.id, pullNumber: NUMBER };
  return engine.plan(await story.compared(), story.world.pull().headSha, { ignored: await memory.ignored(key), pausedBy: await memory.pausedBy(key) });
}

function newestRun(story: Story): CheckRunState | undefined {
  const { headSha } = story.world.pull();
  return story.world.double.checkRuns(REPO).findLast((run) => run.headSha === headSha && run.externalId?.startsWith(`pull/${NUMBER}/`) === true);
}

function runsHaveEnded(story: Story): string[] {
  return story.world.double.checkRuns(REPO).flatMap((run) => (run.status === 'completed' ? [] : [`Check run ${run.id} (${run.externalId}) of ${run.headSha.slice(0, 7)} is still ${run.status}.`]));
}

function annotationsOnce(story: Story): string[] {
  return story.world.double.checkRuns(REPO).flatMap((run) => {
    const keys = run.annotations.map(({ path, start_line: line, title }) => `${path}:${line} ${title}`);
    const twice = keys.filter((key, index) => keys.indexOf(key) !== index);
    return twice.map((key) => `Check run ${run.id} has the annotation ${key} twice.`);
  });
}

function runSays(plan: ReportPlan, run: CheckRunState | undefined): string[] {
  if (run === undefined) return ['The head has no check run.'];
  const found: string[] = [];
  if (run.status !== 'completed' || run.conclusion !== plan.conclusion) found.push(`The head's check run is ${run.status} as ${run.conclusion} (${run.title}), not completed as ${plan.conclusion}.`);
  if (run.title !== plan.title) found.push(`The check run's title is "${run.title}", not "${plan.title}".`);
  const told = run.annotations.map(({ path, start_line: line }) => `${path}:${line}`).sort();
  const wanted = plan.annotations.map(({ path, startLine }) => `${path}:${startLine}`).sort();
  if (told.join(' ') !== wanted.join(' ')) found.push(`The check run has annotations at [${told.join(', ')}], not at [${wanted.join(', ')}].`);
  if (/GitHub shows something else|could not be (posted|placed)/.test(run.summary ?? '')) found.push(`The check run says of a review in which nothing went wrong: ${notesOf(run)}`);
  return found;
}

function notesOf(run: CheckRunState): string {
  return (run.summary ?? '').split('\n').filter((line) => line.startsWith('> ')).join(' ');
}

function fingerprintsOf(thread: ThreadInfo): readonly string[] {
  return parseMarkers(thread.comments[0]?.body ?? '').map(({ fingerprint }) => fingerprint);
}

function isBot(login: string | null): boolean {
  return login?.endsWith('[bot]') === true;
}

function toldOf(thread: ThreadInfo): Told | null {
  return thread.comments.flatMap(({ author, body }) => (isBot(author) ? (parseTold(body) ?? []) : [])).at(-1) ?? null;
}

function hasForeignReply(thread: ThreadInfo): boolean {
  return thread.comments.some(({ author }) => !isBot(author));
}

function ourThreads(story: Story): ThreadInfo[] {
  return story.world.double.threads(REPO, NUMBER).filter(isOurs);
}

/** A person has opened or closed it by hand: what is in it is theirs to say. */
function isHandled(story: Story, thread: ThreadInfo): boolean {
  return story.words.some(({ threadId, kind }) => threadId === thread.id && kind !== 'reply');
}

/** Every finding that is to have a comment is in sight once, or counted among those that wait. */
function findingsInSight(story: Story, plan: ReportPlan, run: CheckRunState | undefined, counted: 'exactly' | 'at most'): string[] {
  const threads = ourThreads(story);
  const isOpen = (thread: ThreadInfo): boolean => !thread.isResolved && (!thread.isOutdated || isOnFile(thread) || hasForeignReply(thread));
  const found: string[] = [];
  let missing = 0;
  for (const comment of plan.comments) {
    const absent = comment.fingerprints.filter((fingerprint) => {
      const holding = threads.filter((thread) => fingerprintsOf(thread).includes(fingerprint));
      return !holding.some((thread) => isOpen(thread) || (thread.isResolved && !isBot(thread.resolvedBy)));
    });
    if (absent.length > 0) missing += 1;
  }
  const waiting = Number(/(\d+) inline comments? (?:held back|will be posted)/.exec(notesOf(run ?? ({ summary: '' } as CheckRunState)))?.[1] ?? 0);
  if (missing > waiting || (counted === 'exactly' && missing < waiting)) found.push(`${missing} comments are not in sight, and the check run counts ${waiting}: "${run === undefined ? '' : notesOf(run)}".`);
  for (const fingerprint of plan.open) {
    const open = threads.filter((thread) => isOpen(thread) && fingerprintsOf(thread).includes(fingerprint));
    const untouched = open.filter((thread) => !isHandled(story, thread) && !hasForeignReply(thread));
    if (untouched.length > 1 || (untouched.length === 1 && open.some((thread) => hasForeignReply(thread) && !isHandled(story, thread)))) found.push(`The finding ${nameOf(open[0])} is in sight ${open.length} times, in ${open.map(({ id }) => id).join(', ')}.`);
  }
  return found;
}

function isOnFile(thread: ThreadInfo): boolean {
  return thread.comments[0]?.subjectType === 'file';
}

function nameOf(thread: ThreadInfo | undefined): string {
  return thread === undefined ? '?' : `${thread.path} "${thread.comments[0]?.body.split('\n').slice(0, 3).join(' ')}" (${thread.id})`;
}

function isGone(plan: ReportPlan, thread: ThreadInfo): boolean {
  const marked = parseMarkers(thread.comments[0]?.body ?? '');
  return marked.length > 0 && marked.every(({ fingerprint, ruleId }) => !plan.open.includes(fingerprint) && doubtedPlaces(plan.doubts, { ruleId, path: thread.path }) === 0);
}

function fixedAreResolved(story: Story, plan: ReportPlan): string[] {
  return ourThreads(story).flatMap((thread) => {
    if (!isGone(plan, thread) || isHandled(story, thread)) return [];
    const told = toldOf(thread);
    if (told === null || told.kind === 'back') return [`${nameOf(thread)} is fixed, and nobody was told.`];
    return thread.isResolved || hasForeignReply(thread) ? [] : [`${nameOf(thread)} is fixed and told to be (${told.kind}), but not resolved.`];
  });
}

/** Nothing is called fixed that was not: of what we told last in a thread, there was a review that found it so. */
function toldTheTruth(story: Story): string[] {
  return ourThreads(story).flatMap((thread) => {
    const told = toldOf(thread);
    if (told?.kind !== 'fixed') return isBot(thread.resolvedBy) && told?.kind !== 'moved' ? [`${nameOf(thread)} was resolved by us, and the last that we told is ${told?.kind ?? 'nothing'}.`] : [];
    const plans = story.world.engine.plansOf(told.sha);
    return plans.some((plan) => isGone(plan, thread)) ? [] : [`${nameOf(thread)} was told to be fixed in ${told.sha.slice(0, 7)}, of which no review of that head knows.`];
  });
}

function humanWordsStand(story: Story): string[] {
  const { double } = story.world;
  const there = new Map([...double.reviewComments(REPO, NUMBER), ...double.issueComments(REPO, NUMBER)].map(({ id, body }) => [id, body]));
  const lost = [...story.written].flatMap(([id, body]) => (there.get(id) === body ? [] : [`What a person wrote in comment ${id} is not there any more.`]));
  const threads = double.threads(REPO, NUMBER);
  const foreign = threads.flatMap((thread) => (!isOurs(thread) && thread.isResolved ? [`A thread of somebody else's was resolved: ${nameOf(thread)}`] : []));
  return [...lost, ...foreign, ...threads.filter(isOurs).flatMap((thread) => hiddenWords(story, thread))];
}

/** What a person has done to a thread last is not undone by us. */
function hiddenWords(story: Story, thread: ThreadInfo): string[] {
  const words = story.words.filter(({ threadId }) => threadId === thread.id);
  const last = words.findLast(({ kind }) => kind !== 'reply');
  if (last?.kind === 'resolve' && (!thread.isResolved || isBot(thread.resolvedBy))) return [`${nameOf(thread)} was resolved by a person, and is so no more.`];
  if (!thread.isResolved || !isBot(thread.resolvedBy)) return [];
  const replied = words.find(({ kind, wasResolved }) => kind === 'reply' && !wasResolved);
  if (replied !== undefined) return [`${nameOf(thread)} holds a person's reply, and was resolved by us.`];
  const before = last?.kind === 'unresolve' ? thread.comments.filter(({ author }) => isBot(author)).slice(0, last.ourComments) : [];
  const since = last?.kind === 'unresolve' ? thread.comments.filter(({ author }) => isBot(author)).slice(last.ourComments) : [];
  const wasOver = before.flatMap(({ body }) => parseTold(body) ?? []).at(-1)?.kind === 'fixed';
  const isBack = since.some(({ body }) => parseTold(body)?.kind === 'back' || parseTold(body)?.kind === 'moved');
  return wasOver && !isBack ? [`${nameOf(thread)} was opened again by a person, and resolved by us for the same reason.`] : [];
}

/** Of our own threads that still say something, no more stand open than the repository wants. */
function limitIsKept(story: Story, plan: ReportPlan): string[] {
  const open = ourThreads(story).filter((thread) => !thread.isResolved && !thread.isOutdated && !isHandled(story, thread) && fingerprintsOf(thread).some((fingerprint) => plan.open.includes(fingerprint)));
  return open.length <= plan.inlineLimit ? [] : [`${open.length} threads are open, and ${plan.inlineLimit} are wanted at most.`];
}

async function commitsOnce(story: Story): Promise<string[]> {
  const messages = await gitText(story.world.repository.gitDir, ['log', '--all', '--format=%B']);
  const requests = messages.split('\n').filter((line) => line.startsWith('Shipworthy-Request: '));
  const twice = requests.filter((line, index) => requests.indexOf(line) !== index);
  const most = requests.length <= story.requests ? [] : [`There are ${requests.length} commits of ours, and ${story.requests} were asked for.`];
  return [...twice.map((line) => `Two commits are of one request: ${line}`), ...most];
}

function answersOnce(story: Story): string[] {
  const { double } = story.world;
  const comments = [...double.reviewComments(REPO, NUMBER), ...double.issueComments(REPO, NUMBER)];
  const answered = comments.flatMap(({ author, body }) => (isBot(author) ? (parseAnswered(body) ?? []) : [])).map(({ commentId, by }) => `${commentId}, for its ${by}`);
  return answered.filter((one, index) => answered.indexOf(one) !== index).map((one) => `Comment ${one}, was answered twice.`);
}

function commandsAnswered(story: Story): string[] {
  const { double } = story.world;
  const reactions = new Map([...double.reviewComments(REPO, NUMBER), ...double.issueComments(REPO, NUMBER)].map(({ id, reactions: all }) => [id, all.map(({ content }) => content)]));
  return story.commands.flatMap(({ id, text, by }) => {
    const given = reactions.get(id) ?? [];
    return given.includes('rocket') || given.includes('confused') ? [] : [`"${text}" of ${by} (comment ${id}) got no answer: ${given.join(' ')}`];
  });
}

function groupsJudged(story: Story): string[] {
  return story.groups.flatMap(({ group, destroyed }) => {
    const run = story.world.double.checkRuns(REPO).findLast(({ headSha, externalId }) => headSha === group.headSha && externalId?.startsWith('queue/') === true);
    if (destroyed) return [];
    const plans = story.world.engine.plansOf(group.headSha);
    return run !== undefined && plans.some(({ conclusion }) => conclusion === run.conclusion) ? [] : [`The merge group ${group.headSha.slice(0, 7)} was not judged: ${run?.conclusion ?? 'no check run'} (${run?.title ?? ''}).`];
  });
}
