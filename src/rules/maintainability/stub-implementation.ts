import { z } from 'zod';
import { rangeOf } from '../../findings/locate.js';
import type { Message } from '../../findings/types.js';
import type { FunctionSymbol } from '../../project/python/symbols-types.js';
import type { ProjectModel } from '../../project/types.js';
import { judging } from '../shared/judgement.js';
import { isShippedPath, isTestPath } from '../../project/path-uses.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { countOfName, isCommand, isConcrete, isMade, isPlain } from './stub-implementation/guards.js';
import { docstringOf, shapeOf, type Shape } from './stub-implementation/shapes.js';

interface Data {
  readonly symbol: string;
  readonly shape: Shape;
  /** The first place that calls it; null for a command, which manage.py calls. */
  readonly caller: string | null;
  readonly callers: number;
}

const UNFINISHED = /\b(TODO|FIXME|not (yet )?implemented|placeholder|implementation (needed|required|pending)|to be implemented)\b/i;
/** Docstrings that say that it is meant to be so. */
const INTENDED = /type hint|hinting|\balias\b|deprecat|no longer|\blegacy\b|backwards?[- ]compat|intentional|does nothing|do nothing|no-?op\b|\bempty\b|overrid|subclass|interface|protocol|by default|\bnothing to\b|^\s*no [\w-]+ to \w+/i;
/** The same method name in many classes says nothing of which is called. */
const SHORTEST_TELLING_NAME = 8;

export const stubImplementation: Rule<Data, unknown> = {
  meta: {
    id: 'maintainability/stub-implementation',
    area: 'maintainability',
    severity: 'warning',
    confidence: 'medium',
    status: 'preview',
    languages: ['python'],
    fix: 'none',
    summary: 'A function that other code calls has no implementation.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => facts.code !== undefined && path.endsWith('.py') && isShippedPath(path) && !/(^|\/)migrations\//.test(path),
  detect,
  message,
};

function detect({ path, facts }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  if (!model.django.present) return judgement.done();
  for (const symbol of model.symbols.functions(path)) {
    const shape = shapeOf(symbol.node);
    if (shape === undefined || (shape === 'constant' && !isUnfinished(symbol, facts.unfinished ?? [], model))) continue;
    const match = judge(symbol, shape, model);
    if (match === undefined) judgement.pass();
    else judgement.match(match);
  }
  return judgement.done();
}

/** A comment in the function, or its docstring, says that it is still to be written. */
function isUnfinished({ path, node }: FunctionSymbol, lines: readonly number[], { symbols }: ProjectModel): boolean {
  const [first, , last] = symbols.span(path, node);
  return UNFINISHED.test(docstringOf(node)) || lines.some((line) => line >= first && line <= last);
}

function judge(symbol: FunctionSymbol, shape: Shape, model: ProjectModel): Match<Data> | undefined {
  const owner = model.django.calls.ownerOf(symbol);
  if (INTENDED.test(docstringOf(symbol.node)) || (owner !== undefined && INTENDED.test(docstringOf(owner.node)))) return undefined;
  const isMethod = symbol.symbol.includes('.');
  if (isCommand(symbol, owner, model.symbols)) return toMatch(symbol, { symbol: symbol.symbol, shape, caller: null, callers: 0 }, [], model);
  if (isMethod && owner === undefined) return undefined;
  if (!isPlain(symbol, owner?.node.body ?? model.symbols.code(symbol.path)?.body ?? [])) return undefined;
  if (owner !== undefined && !isConcrete(owner, symbol.node.name, model)) return undefined;
  const callers = model.django.calls.callers(symbol).filter(({ inside }) => !isTestPath(inside.path) && !(inside.path === symbol.path && inside.symbol === symbol.symbol));
  const isOnlyOne = countOfName(model, symbol.node.name) === 1 && symbol.node.name.length >= SHORTEST_TELLING_NAME;
  const counted = callers.filter(({ certain }) => certain || isOnlyOne);
  const [first] = counted;
  if (first === undefined || (owner !== undefined && symbol.node.decorators.length === 0 && !isMade(owner, model))) return undefined;
  const span = model.symbols.span(first.inside.path, first.own.call);
  const related = [{ path: first.inside.path, range: rangeOf(span), label: 'called here' }];
  return toMatch(symbol, { symbol: symbol.symbol, shape, caller: `${first.inside.path}:${span[0]}`, callers: counted.length }, related, model);
}

function toMatch(symbol: FunctionSymbol, data: Data, related: Match<Data>['related'], { symbols }: ProjectModel): Match<Data> {
  const { nameStart, name } = symbol.node;
  const span = symbols.span(symbol.path, { start: nameStart, end: nameStart + name.length });
  const causes = [{ path: symbol.path, text: name }, ...related.map(({ path }) => ({ path, text: name }))];
  return { span, symbol: symbol.symbol, subject: name, causes, related, data };
}

const DOES: Readonly<Record<Shape, string>> = {
  empty: 'has no code: it does nothing and returns None',
  raises: 'only raises NotImplementedError',
  constant: 'returns one fixed value, and says itself that it is unfinished',
};

function message({ data, subject }: Match<Data>, { path }: Subject): Message {
  if (data.caller === null) {
    const command = path.slice(path.lastIndexOf('/') + 1, -'.py'.length);
    return { what: `The management command \`${command}\` ${DOES[data.shape]}.`, why: 'Who runs it, by hand or by the clock, believes that the work was done.', todo: 'Write the command, or delete it.' };
  }
  const others = data.callers > 1 ? ` and ${data.callers - 1} more` : '';
  const why = { empty: 'The callers go on as if the work had been done.', raises: 'The caller fails as soon as it gets there.', constant: 'The callers take the value for a result.' }[data.shape];
  return { what: `\`${data.symbol}\` ${DOES[data.shape]}, yet ${data.caller}${others} calls it.`, why, todo: `Implement \`${subject}\`, or take the calls out.` };
}
