import { z } from 'zod';
import type { CallExpression } from '../../facts/python/code/nodes.js';
import { dottedName, keywordOf, walkStatements } from '../../facts/python/code/walk.js';
import type { Message } from '../../findings/types.js';
import type { CallPath } from '../../project/python/calls/types.js';
import type { FunctionSymbol } from '../../project/python/symbols-types.js';
import type { ProjectModel } from '../../project/types.js';
import { effectOf, type Effect } from '../shared/effects/effects.js';
import { mailIsQueued, taskQueueOf } from '../shared/effects/queue.js';
import { flaskHandlersIn, handlersIn, isServerPath } from '../shared/effects/request-code.js';
import { causesOf, relatedOf, stepsOf, wordsOf, type Step } from '../shared/effects/way.js';
import { judging, type JudgementBuilder } from '../shared/judgement.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  readonly effect: Effect;
  readonly steps: readonly Step[];
  /** The task queue of the repository. */
  readonly queue: string | null;
}

type Context = RuleContext<unknown>;

/** Helper calls between the view and the call that waits. */
const DEPTH = 2;

export const blockingCallInRequest: Rule<Data, unknown> = {
  meta: {
    id: 'scalability/blocking-call-in-request',
    area: 'scalability',
    severity: 'warning',
    confidence: 'medium',
    status: 'preview',
    languages: ['python'],
    fix: 'none',
    summary: 'A view sends mail, calls another service, starts a process or renders a document while the client waits.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => facts.code !== undefined && isServerPath(path),
  detect,
  message,
};

function detect(subject: Subject, context: Context): Judgement<Data> {
  const judgement = judging<Data>();
  for (const handler of [...handlersIn(context.model, subject.path), ...flaskHandlersIn(context.model, subject.path)]) if (!handler.node.isAsync) judgeHandler(handler, context, judgement);
  return judgement.done();
}

function judgeHandler(handler: FunctionSymbol, { model }: Context, judgement: JudgementBuilder<Data>): void {
  const queue = taskQueueOf(model) ?? null;
  const waits = (effect: Effect): boolean => (effect.kind === 'mail' ? !mailIsQueued(model) : queue !== null);
  const ways = model.django.calls.reach(handler, DEPTH, (call, inside) => {
    const effect = effectOf(model, inside, call);
    return effect !== undefined && waits(effect) && !isBounded(effect, call) && !(effect.kind === 'mail' && answersFailure(inside, call));
  });
  const own = firstOfEach(ways).filter((way) => !passesHandler(model, way));
  if (own.length === 0) return judgement.pass();
  for (const way of own) {
    const last = way.steps.at(-1) as CallPath['steps'][number];
    const effect = effectOf(model, last.inside, last.call) as Effect;
    const steps = stepsOf(model, way);
    judgement.match({
      span: (steps[0] as Step).span,
      symbol: handler.symbol,
      subject: [...steps.slice(1).map(({ symbol }) => symbol), effect.name].join(' > '),
      causes: causesOf(steps),
      related: relatedOf(steps, effect.name),
      data: { effect, steps, queue },
    });
  }
}

/** A request with a timeout of its own, or of a client that has one: somebody has decided how long the client may wait. A nap below a second is decided as well. */
function isBounded({ kind, name }: Effect, call: CallExpression): boolean {
  const [nap] = call.args;
  if (kind === 'sleep') return nap?.kind === 'number' && nap.value < 1;
  const timeout = keywordOf(call, 'timeout');
  if (timeout === undefined) return name.startsWith('httpx.');
  return kind === 'http' && !(timeout.value.kind === 'constant' && timeout.value.value === null);
}

/** The mail is sent in a `try` that tells apart what a mail server says: whoever asks wants to know whether it went out. */
function answersFailure({ node }: FunctionSymbol, { start, end }: CallExpression): boolean {
  let found = false;
  walkStatements(node.body, (statement) => {
    if (statement.kind !== 'try' || !statement.body.some((inner) => inner.start <= start && end <= inner.end)) return;
    found ||= statement.handlers.some(({ type }) => type !== null && (type.kind === 'tuple' ? type.items : [type]).some((one) => /(^|\.)SMTP\w*$/.test(dottedName(one) ?? '')));
  });
  return found;
}

/** A handler that calls another one: the other has its own finding. */
function passesHandler(model: ProjectModel, { steps }: CallPath): boolean {
  return steps.slice(1).some(({ inside }) => [...handlersIn(model, inside.path), ...flaskHandlersIn(model, inside.path)].some(({ node }) => node === inside.node));
}

/** One way for each call in the handler: the shortest. */
function firstOfEach(ways: readonly CallPath[]): readonly CallPath[] {
  const seen = new Set<unknown>();
  return ways.filter(({ steps }) => {
    const first = steps[0]?.call;
    return !seen.has(first) && seen.add(first);
  });
}

function message({ data, symbol }: Match<Data>): Message {
  return {
    what: `\`${symbol}\` calls ${wordsOf(data.steps, data.effect.name)} while the client waits for its answer.`,
    why: WHY[data.effect.kind],
    todo: todoOf(data),
  };
}

function todoOf({ queue, effect }: Data): string {
  if (queue === null) return TODO_WITHOUT_QUEUE;
  if (effect.kind === 'http') return `Hand it to a ${queue} task; where the answer is needed at once, give the request a timeout.`;
  return `Hand it to a ${queue} task, from \`transaction.on_commit\` where the work needs what this request saves.`;
}

const TODO_WITHOUT_QUEUE = 'Send it after the answer: from a task queue, or by a mail backend that queues.';

const WHY: Readonly<Record<Effect['kind'], string>> = {
  mail: 'Each request holds a worker for as long as the mail server takes, and fails when the server does not answer.',
  http: 'Each request holds a worker for as long as the other service takes; when that service slows down, all workers wait and the site stops.',
  process: 'Each request holds a worker until the process ends; a few of them at once stop the site.',
  sleep: 'Each request holds a worker that does nothing; a few of them at once stop the site.',
  document: 'Rendering takes a processor for seconds; a few requests at once stop the site.',
  training: 'Training takes a processor for a long time; a few requests at once stop the site.',
};
