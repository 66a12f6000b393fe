import { z } from 'zod';
import { rangeOf } from '../../findings/locate.js';
import type { Message } from '../../findings/types.js';
import { sharedContainers, type SharedContainer } from '../shared/effects/containers.js';
import { isServerPath } from '../shared/effects/request-code.js';
import { serverContainers } from '../shared/javascript/containers.js';
import { judging } from '../shared/judgement.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

type Data = SharedContainer;

/** A copy of something that can be made again, or a pool of connections: that each process has its own costs only time. */
const COPY = /cache|memo|compiled|lookup|registry|pools?$/i;

/** Names of what a Node process is at this moment: its timers, and work that it would else begin twice. */
const UNDER_WAY = /timers?$|timeouts?$|debounce|throttle|pending|in_?flight|locks?$|promises?$|queues?$/i;

/** What a coroutine of this process is woken by: no other process could. */
const AWAITED = /waiters?$|futures?$/i;

export const processLocalState: Rule<Data, unknown> = {
  meta: {
    id: 'scalability/process-local-state',
    area: 'scalability',
    severity: 'warning',
    confidence: 'medium',
    status: 'preview',
    languages: ['python', 'javascript'],
    fix: 'none',
    summary: 'Requests write to a dictionary, list or set that each server process has for itself.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => (facts.javascript === undefined ? facts.code !== undefined && isServerPath(path) : facts.skip === undefined && (facts.javascript.uses?.containers.length ?? 0) > 0),
  detect,
  message,
};

function detect(subject: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  for (const container of subject.facts.javascript === undefined ? sharedContainers(model, subject.path) : serverContainers(model, subject.path)) {
    if (isOfProcess(container, subject)) {
      judgement.pass();
      continue;
    }
    const name = container.owner === null ? container.name : `${container.owner.symbol}.${container.name}`;
    judgement.match({
      span: container.span,
      symbol: container.owner?.symbol ?? '',
      subject: name,
      ...(container.limits ? { severity: 'error' as const } : {}),
      causes: [{ path: subject.path, text: container.name }],
      related: container.writes.slice(0, 3).map(({ span, inside }) => ({ path: inside.path, range: rangeOf(span), label: `\`${inside.symbol}\` writes to it here` })),
      data: container,
    });
  }
  return judgement.done();
}

function isOfProcess({ limits, name, writes }: SharedContainer, { facts }: Subject): boolean {
  if (AWAITED.test(name) || (facts.javascript !== undefined && UNDER_WAY.test(name))) return true;
  return !limits && COPY.test(name) && writes.every(({ requester }) => requester === null);
}

function message({ data }: Match<Data>, { facts }: Subject, { model }: RuleContext<unknown>): Message {
  const writer = data.writes[0]?.inside;
  const line = data.writes[0]?.span[0];
  return {
    what: `\`${data.name}\` lives in one server process, and requests write to it (\`${writer?.symbol}\`, line ${line}).`,
    why: data.limits
      ? 'Every process counts for itself: with four of them the limit is four times as high, and a restart forgets it.'
      : 'Every process has its own: what one request writes the next one may not find, and a restart forgets it.',
    todo: todo(data, facts.javascript !== undefined ? 'node' : model.django.present ? 'django' : 'python'),
  };
}

function todo({ limits }: Data, stack: 'node' | 'django' | 'python'): string {
  if (stack === 'django') return limits ? 'Count in the shared cache: `cache.add` and `cache.incr` of `django.core.cache`, over Redis.' : 'Keep it in the database or in the shared cache.';
  if (!limits) return 'Keep it in the database or in Redis.';
  return stack === 'node' ? 'Count in Redis, with a limiter that stores there (`express-rate-limit` with `rate-limit-redis`, `rate-limiter-flexible`).' : 'Count in Redis, with a limiter that stores there (`slowapi`, `fastapi-limiter`, `Flask-Limiter`).';
}
