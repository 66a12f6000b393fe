import { z } from 'zod';
import type { FunctionNode, Statement } from '../../facts/python/code/nodes.js';
import { dottedName, expressionsOf, nestedBodies, walkExpressions } from '../../facts/python/code/walk.js';
import type { Message } from '../../findings/types.js';
import type { FunctionSymbol } from '../../project/python/symbols-types.js';
import type { ProjectModel } from '../../project/types.js';
import { judging } from '../shared/judgement.js';
import { isShippedPath } from '../../project/path-uses.js';
import { perModel } from '../shared/per-model.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  readonly symbol: string;
  readonly statements: number;
}

/** Statements of a handler, nested ones included; RULES.md sets it. */
const MOST_STATEMENTS = 40;
/** A handler with fewer branches is long, but only one story. */
const FEWEST_BRANCHES = 3;

export const fatView: Rule<Data, unknown> = {
  meta: {
    id: 'maintainability/fat-view',
    area: 'maintainability',
    severity: 'info',
    confidence: 'medium',
    status: 'preview',
    languages: ['python'],
    fix: 'none',
    summary: 'A view does everything itself: queries, decisions and the answer in one long function.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => facts.code !== undefined && isShippedPath(path) && /request/.test(facts.code),
  detect,
  message,
};

/** The functions that answer requests, by the file that they stand in. */
const handlersByPath = perModel(({ django }): ReadonlyMap<string, readonly FunctionSymbol[]> => {
  const handlers = new Map<string, FunctionSymbol[]>();
  for (const view of django.views.views) {
    for (const handler of django.views.handlers(view)) {
      const known = handlers.get(handler.path) ?? [];
      if (!known.some(({ symbol }) => symbol === handler.symbol)) known.push(handler);
      handlers.set(handler.path, known);
    }
  }
  return handlers;
});

function detect({ path }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  if (!model.django.present) return judgement.done();
  for (const handler of handlersByPath(model).get(path) ?? []) {
    const found = measure(handler.node);
    if (found.statements <= MOST_STATEMENTS || found.branches < FEWEST_BRANCHES || !found.queries || !found.answers) judgement.pass();
    else judgement.match(toMatch(handler, found.statements, model));
  }
  return judgement.done();
}

function toMatch({ path, node, symbol }: FunctionSymbol, statements: number, { symbols }: ProjectModel): Match<Data> {
  const span = symbols.span(path, { start: node.nameStart, end: node.nameStart + node.name.length });
  return { span, symbol, subject: node.name, causes: [{ path, text: node.name }], related: [], data: { symbol, statements } };
}

interface Measure {
  statements: number;
  branches: number;
  /** Reads or writes the database itself. */
  queries: boolean;
  /** Makes the response itself. */
  answers: boolean;
}

function measure({ body }: FunctionNode): Measure {
  const found: Measure = { statements: 0, branches: 0, queries: false, answers: false };
  count(body, found);
  return found;
}

function count(body: readonly Statement[], found: Measure): void {
  for (const [index, statement] of body.entries()) {
    const isDocstring = index === 0 && statement.kind === 'expression' && statement.value.kind === 'string';
    if (!isDocstring) found.statements += 1;
    if (['if', 'for', 'while', 'try', 'match'].includes(statement.kind)) found.branches += 1;
    for (const expression of expressionsOf(statement)) {
      walkExpressions(expression, (one) => {
        if (one.kind === 'attribute' && one.attribute === 'objects') found.queries = true;
        if (one.kind !== 'call') return;
        const name = one.callee.kind === 'attribute' ? one.callee.attribute : (dottedName(one.callee) ?? '');
        if (/^(get_object_or_404|get_list_or_404|save|get_queryset|select_related|prefetch_related)$/.test(name)) found.queries = true;
        if (/^(render|redirect|Response|\w*Response\w*|render_to_response)$/.test(name)) found.answers = true;
      });
    }
    for (const nested of nestedBodies(statement)) count(nested, found);
  }
}

function message({ data }: Match<Data>): Message {
  return {
    what: `\`${data.symbol}\` answers a request in ${data.statements} statements: queries, decisions and the response all in one function.`,
    why: 'None of it can be tested or used again without an HTTP request, and every change touches all of it.',
    todo: 'Move what it does into functions of a service module or the model, and leave the view to read the request and answer it.',
  };
}
