import { z } from 'zod';
import type { ClassNode } from '../../facts/python/code/nodes.js';
import { expressionsOf, walkExpressions, walkStatements } from '../../facts/python/code/walk.js';
import type { Message } from '../../findings/types.js';
import type { ClassSymbol } from '../../project/python/symbols-types.js';
import type { ProjectModel } from '../../project/types.js';
import { either, judging, type JudgementBuilder } from '../shared/judgement.js';
import { isShippedPath, isTestPath } from '../../project/path-uses.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

type Data = { readonly kind: 'unrouted'; readonly name: string; readonly routing: string | null } | { readonly kind: 'missing'; readonly name: string; readonly nearest: readonly string[] };

export const unroutedConsumer: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/unrouted-consumer',
    area: 'wiring',
    severity: 'warning',
    confidence: 'high',
    status: 'stable',
    languages: ['python'],
    fix: 'none',
    summary: 'A WebSocket consumer that no route leads to, or a route to a consumer that does not exist.',
    options: z.strictObject({}),
  },
  applies: ({ path, facts }) => facts.python !== undefined && isShippedPath(path) && (facts.python.bases.some((base) => base.endsWith('Consumer')) || facts.code?.includes('as_asgi') === true),
  detect,
  message,
};

function detect(subject: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  for (const consumer of model.django.channels.consumers) if (consumer.path === subject.path) judgeConsumer(consumer, model, judgement);
  judgeRoutes(subject, model, judgement);
  return judgement.done();
}

function judgeConsumer(consumer: ClassSymbol, model: ProjectModel, judgement: JudgementBuilder<Data>): void {
  const { node, path, symbol } = consumer;
  const { channels } = model.django;
  const span = model.symbols.span(path, { start: node.nameStart, end: node.nameStart + node.name.length });
  if (channels.routes.some(({ target }) => 'kind' in target && target.node === node)) return judgement.pass();
  if (isBase(consumer, model)) return;
  if (channels.open !== null) return judgement.unknown(span[0], channels.open);
  if (channels.routes.length === 0 && channels.stacks.length === 0) return judgement.unknown(span[0], 'this repository routes no consumers itself');
  if (isMentioned(consumer, model)) return judgement.unknown(span[0], `other code speaks of \`${node.name}\``);
  const routing = channels.routes.find(({ target }) => 'kind' in target && target.path === path)?.place.path ?? channels.routes[0]?.place.path ?? null;
  judgement.match({ span, symbol, subject: symbol, causes: [{ path: routing ?? '*', text: node.name }, { path: '*', text: node.name }], related: [], data: { kind: 'unrouted', name: node.name, routing } });
}

/** Something inherits from it, or its name says that something should. */
function isBase({ node }: ClassSymbol, model: ProjectModel): boolean {
  if (/^_|^(Base|Abstract)|(Base|Mixin)$/.test(node.name) || node.decorators.length > 0) return true;
  return model.django.channels.consumers.some((other) => other.node !== node && model.symbols.ancestry(other).classes.some((one) => one.node === node));
}

/** Anything but an import or a test names the class. */
function isMentioned({ node, path }: ClassSymbol, model: ProjectModel): boolean {
  return model.symbols.mentions(node.name).some((other) => !isTestPath(other) && namesIt(model, other, node, other === path));
}

function namesIt(model: ProjectModel, path: string, node: ClassNode, own: boolean): boolean {
  let found = false;
  walkStatements(model.symbols.code(path)?.body ?? [], (statement) => {
    if (own && statement.kind === 'class' && statement.start === node.start) return false;
    for (const expression of expressionsOf(statement)) {
      walkExpressions(expression, (inner) => {
        if ((inner.kind === 'name' && inner.id === node.name) || (inner.kind === 'attribute' && inner.attribute === node.name) || (inner.kind === 'string' && new RegExp(`\\b${node.name}\\b`).test(inner.value) && !inner.value.includes(' '))) found = true;
      });
    }
    return !found;
  });
  return found;
}

/** `consumers.Chat.as_asgi()` where the module has no such class; names that are imported by themselves fail there already. */
function judgeRoutes({ path }: Subject, model: ProjectModel, judgement: JudgementBuilder<Data>): void {
  for (const { place, target } of model.django.channels.routes) {
    if (place.path !== path) continue;
    if ('kind' in target) judgement.pass();
    else if ('unknown' in target) judgement.unknown(place.span[0], target.unknown);
    else if (!isImported(path, target.missing, model)) {
      judgement.match({ span: place.span, symbol: '', subject: target.missing, severity: 'error', causes: [{ path: '*', text: target.missing }], related: [], data: { kind: 'missing', name: target.missing, nearest: target.nearest } });
    }
  }
}

function isImported(path: string, name: string, model: ProjectModel): boolean {
  return (model.facts(path)?.python?.imports ?? []).some(({ names }) => (names ?? []).some((one) => one.name === name || one.alias === name));
}

function message({ data }: Match<Data>, subject: Subject): Message {
  if (data.kind === 'missing') {
    return {
      what: `There is no consumer \`${data.name}\`.`,
      why: `Loading \`${subject.path}\` raises AttributeError, and with it the whole ASGI application.`,
      todo: data.nearest.length > 0 ? `Did you mean ${either(data.nearest)}?` : 'Define the consumer, or remove its route.',
    };
  }
  return {
    what: `No route leads to the consumer \`${data.name}\`.`,
    why: 'Browsers can\'t connect to it: what it should tell them live never arrives.',
    todo: `Route it${data.routing === null ? '' : ` in \`${data.routing}\``} (\`path("ws/…/", ${data.name}.as_asgi())\`), or remove it.`,
  };
}
