import { z } from 'zod';
import type { Expression } from '../../facts/python/code/nodes.js';
import { dottedName, expressionsOf, walkExpressions, walkStatements } from '../../facts/python/code/walk.js';
import { rangeOf } from '../../findings/locate.js';
import type { Message } from '../../findings/types.js';
import type { FunctionSymbol } from '../../project/python/symbols-types.js';
import type { ProjectModel } from '../../project/types.js';
import { handlersIn, isServerPath } from '../shared/effects/request-code.js';
import { judging } from '../shared/judgement.js';
import { perModel } from '../shared/per-model.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { pairOf, writesOf, type Write } from './missing-transaction/writes.js';

interface Data {
  readonly first: Write;
  readonly second: Write;
  readonly name: string;
  /** 1-based line of the first write. */
  readonly line: number;
}

const SERVICE = /(^|\/)(services?\/.+|[^/]*services?)\.py$/;
/** Names that say nothing of who calls. */
const HANDLER = /^(get|post|put|patch|delete|list|create|retrieve|update|partial_update|destroy|dispatch|form_valid|save|handle|run|__init__)$/;
/** Callers of callers are followed up to this many functions. */
const MOST_CALLERS = 40;

export const missingTransaction: Rule<Data, unknown> = {
  meta: {
    id: 'reliability/missing-transaction',
    area: 'reliability',
    severity: 'info',
    confidence: 'medium',
    status: 'preview',
    languages: ['python'],
    fix: 'none',
    summary: 'A view or service function writes to several models without a transaction around it.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => facts.python !== undefined && isServerPath(path),
  detect,
  message,
};

function detect(subject: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  const { path } = subject;
  if (!model.django.present) return judgement.done();
  for (const fn of candidates(model, path)) {
    const writes = writesOf(model, fn);
    if (new Set(writes.map((write) => write.model)).size < 2) continue;
    const pair = pairOf(writes);
    if (pair === undefined || isAtomic(model, fn, new Set([fn.node]))) {
      judgement.pass();
      continue;
    }
    const [first, second] = pair;
    const span = model.symbols.span(path, first.call);
    judgement.match({
      span: model.symbols.span(path, second.call),
      symbol: fn.symbol,
      subject: `${first.model}.${first.method} ${second.model}.${second.method}`,
      causes: [],
      related: [{ path, range: rangeOf(span), label: `\`${first.model}\` is written here` }],
      data: { first, second, name: fn.symbol, line: span[0] },
    });
  }
  return judgement.done();
}

function candidates(model: ProjectModel, path: string): readonly FunctionSymbol[] {
  const services = SERVICE.test(path) ? model.symbols.functions(path) : [];
  const known = new Set(services.map(({ node }) => node));
  return [...services, ...handlersIn(model, path).filter(({ node }) => !known.has(node))];
}

/** Somebody has thought of it: the function, its class, a caller or the settings open a transaction. */
function isAtomic(model: ProjectModel, fn: FunctionSymbol, seen: Set<FunctionSymbol['node']>): boolean {
  if (settingsSpeak(model) || speaksOfAtomic(fn)) return true;
  const above = fn.symbol.split('.').slice(0, -1).join('.');
  const owner = model.symbols.classes(fn.path).find(({ symbol }) => symbol === above);
  if (owner !== undefined && model.symbols.ancestry(owner).classes.some(({ node }) => [...node.decorators, ...node.bases].some(mentionsAtomic))) return true;
  const calling = HANDLER.test(fn.node.name) || seen.size > MOST_CALLERS ? [] : callers(model, fn).filter(({ node }) => !seen.has(node));
  for (const { node } of calling) seen.add(node);
  return calling.some((one) => isAtomic(model, one, seen));
}

/** ATOMIC_REQUESTS stands somewhere in the repository: whole requests are transactions, or may be. */
const settingsSpeak = perModel((model): boolean => model.symbols.mentions('ATOMIC_REQUESTS').length > 0);

function speaksOfAtomic({ node }: FunctionSymbol): boolean {
  let found = node.decorators.some(mentionsAtomic);
  walkStatements(node.body, (statement) => {
    found ||= expressionsOf(statement).some(mentionsAtomic);
  });
  return found;
}

/** Row locks and work after a commit are only written where a transaction is known to be open. */
function mentionsAtomic(expression: Expression): boolean {
  let found = false;
  walkExpressions(expression, (one) => void (found ||= /(^|[._])(atomic|commit_on_success|on_commit|select_for_update|savepoint|\w*[Aa]tomic\w*|\w*[Tt]ransaction\w*)(\.|$)/.test(dottedName(one) ?? (one.kind === 'attribute' ? one.attribute : ''))));
  return found;
}

/** Functions that call it, or hand it on to be called. */
function callers(model: ProjectModel, fn: FunctionSymbol): readonly FunctionSymbol[] {
  const { name } = fn.node;
  return model.symbols.mentions(name).flatMap((path) =>
    model.symbols.functions(path).filter((one) => {
      let calls = false;
      if (one.node === fn.node) return false;
      walkStatements(one.node.body, (statement) => {
        for (const expression of expressionsOf(statement)) walkExpressions(expression, (inner) => void (calls ||= (inner.kind === 'name' && inner.id === name) || (inner.kind === 'call' && inner.callee.kind === 'attribute' && inner.callee.attribute === name)));
      });
      return calls;
    }),
  );
}

function message({ data, span }: Match<Data>): Message {
  const { first, second } = data;
  return {
    what: `\`${data.name}\` writes \`${first.model}\` (line ${data.line}) and then \`${second.model}\` (line ${span[0]}) without a transaction.`,
    why: 'When the second write fails, the first one stays: the two no longer agree.',
    todo: 'Put both into `with transaction.atomic():`.',
  };
}
