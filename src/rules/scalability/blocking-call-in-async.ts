import { z } from 'zod';
import type { CallExpression, Expression } from '../../facts/python/code/nodes.js';
import type { Message } from '../../findings/types.js';
import type { CallPath } from '../../project/python/calls/types.js';
import type { FunctionSymbol } from '../../project/python/symbols-types.js';
import type { ProjectModel } from '../../project/types.js';
import { effectOf } from '../shared/effects/effects.js';
import type { EffectKind } from '../shared/effects/table.js';
import { databaseCall } from '../shared/effects/database.js';
import { isServerPath } from '../shared/effects/request-code.js';
import { causesOf, relatedOf, stepsOf, wordsOf, type Step } from '../shared/effects/way.js';
import { judging, type JudgementBuilder } from '../shared/judgement.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Blocking {
  readonly kind: EffectKind | 'database';
  readonly name: string;
}

interface Data {
  readonly blocking: Blocking;
  readonly steps: readonly Step[];
}

type Context = RuleContext<unknown>;

/** Helper calls between the coroutine and the call that blocks. */
const DEPTH = 2;

export const blockingCallInAsync: Rule<Data, unknown> = {
  meta: {
    id: 'scalability/blocking-call-in-async',
    area: 'scalability',
    severity: 'error',
    confidence: 'high',
    status: 'preview',
    languages: ['python'],
    fix: 'none',
    summary: 'A coroutine makes a call that blocks the event loop: a request, a sleep, a process or a database query.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => facts.code !== undefined && isServerPath(path),
  detect,
  message,
};

function detect(subject: Subject, context: Context): Judgement<Data> {
  const judgement = judging<Data>();
  for (const symbol of context.model.symbols.functions(subject.path)) if (symbol.node.isAsync && !context.model.pyweb.lifespans.some(({ node }) => node === symbol.node)) judgeCoroutine(symbol, context, judgement);
  return judgement.done();
}

function judgeCoroutine(symbol: FunctionSymbol, { model }: Context, judgement: JudgementBuilder<Data>): void {
  const awaited = new Set<Expression>(model.django.calls.calls(symbol).flatMap((own) => (own.awaited ? [own.call] : [])));
  const ways = model.django.calls.reach(symbol, DEPTH, (call, inside) => !awaited.has(call) && blockingOf(model, inside, call) !== undefined);
  const blocking = ways.filter(staysInThread);
  if (blocking.length === 0) return judgement.pass();
  const seen = new Set<unknown>();
  for (const way of blocking) {
    const first = way.steps[0];
    if (first === undefined || seen.has(first.call)) continue;
    seen.add(first.call);
    judgement.match(toMatch(model, symbol, way));
  }
}

/** Coroutines on the way are judged where they stand. */
function staysInThread({ steps }: CallPath): boolean {
  return steps.slice(1).every(({ inside }) => !inside.node.isAsync);
}

function blockingOf(model: ProjectModel, inside: FunctionSymbol, call: CallExpression): Blocking | undefined {
  const effect = effectOf(model, inside, call);
  if (effect !== undefined) return effect;
  const name = databaseCall(model, inside, call);
  return name === undefined ? undefined : { kind: 'database', name };
}

function toMatch(model: ProjectModel, symbol: FunctionSymbol, way: CallPath): Match<Data> {
  const last = way.steps.at(-1) as CallPath['steps'][number];
  const blocking = blockingOf(model, last.inside, last.call) as Blocking;
  const steps = stepsOf(model, way);
  return {
    span: (steps[0] as Step).span,
    symbol: symbol.symbol,
    subject: [...steps.slice(1).map((step) => step.symbol), blocking.name].join(' > '),
    causes: causesOf(steps),
    related: relatedOf(steps, blocking.name),
    data: { blocking, steps },
  };
}

function message({ data, symbol }: Match<Data>, _subject: Subject, { model }: Context): Message {
  const { kind, name } = data.blocking;
  return {
    what: `The coroutine \`${symbol}\` calls ${wordsOf(data.steps, name)}, which blocks.`,
    why:
      kind === 'database'
        ? (model.symbols.mentions('DJANGO_ALLOW_ASYNC_UNSAFE').length > 0 ? 'Until the database answers the event loop stands still: every other connection of this process waits too.' : 'Django refuses queries in a coroutine: the call raises SynchronousOnlyOperation.')
        : 'Until it returns the event loop stands still: every other connection of this process waits too.',
    todo: model.django.present ? TODO[kind] : (TODO_WITHOUT_DJANGO[kind] ?? TODO[kind]),
  };
}

const TODO: Readonly<Record<Blocking['kind'], string>> = {
  database: 'Await the query’s own coroutine (`aget`, `acreate`, …), or wrap the function in `database_sync_to_async`.',
  http: 'Use an asynchronous client (`httpx.AsyncClient`, `aiohttp`), or run it in `sync_to_async` or `asyncio.to_thread`.',
  sleep: 'Use `await asyncio.sleep(…)`.',
  process: 'Use `asyncio.create_subprocess_exec`, or run it in `asyncio.to_thread`.',
  mail: 'Hand it to a task queue, or run it in `sync_to_async`.',
  document: 'Run it in a task, or in `asyncio.to_thread`.',
  training: 'Run it in a task.',
};

const TODO_WITHOUT_DJANGO: Readonly<Partial<Record<Blocking['kind'], string>>> = {
  http: 'Use an asynchronous client (`httpx.AsyncClient`, `aiohttp`), run it in `asyncio.to_thread` or `run_in_threadpool`, or make the handler a plain `def`.',
  mail: 'Hand it to a task queue, or run it in `asyncio.to_thread`.',
};
