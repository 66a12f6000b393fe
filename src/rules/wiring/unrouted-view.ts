import { z } from 'zod';
import { codeOf } from '../../project/python/code.js';
import type { Expression } from '../../facts/python/code/nodes.js';
import { childExpressions, dottedName, expressionsOf, literalString, walkStatements } from '../../facts/python/code/walk.js';
import type { FileFacts } from '../../facts/types.js';
import type { Message } from '../../findings/types.js';
import type { View } from '../../project/django/types.js';
import type { ProjectModel } from '../../project/types.js';
import { judging, type JudgementBuilder } from '../shared/judgement.js';
import { perFacts } from '../../project/per-facts.js';
import { isFixturePath, isShippedPath, isTestPath } from '../../project/path-uses.js';
import { perModel } from '../shared/per-model.js';
import { publishedBy } from '../shared/published.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { routeLine } from './unrouted-view/route-line.js';

interface Data {
  readonly view: View;
  /** The urlconf that routes another view of the same module, or the project's first. */
  readonly urlconf: string;
}

type Context = RuleContext<unknown>;

/** Decorators that change what a view does, and do not register it anywhere. */
const KNOWN_DECORATOR = /^(django|rest_framework|drf_spectacular|drf_yasg|functools|typing|typing_extensions|ratelimit|django_ratelimit)\./;
/** Classes that others are made from. */
const BASE_NAME = /^(Base|Abstract|_)|(Base|Mixin|Abstract)$|(Base|Abstract)(View|ViewSet|APIView)$/;

export const unroutedView: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/unrouted-view',
    area: 'wiring',
    severity: 'warning',
    confidence: 'medium',
    status: 'stable',
    languages: ['python'],
    fix: 'unsafe',
    summary: 'No URL leads to a view, and nothing else speaks of it.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => facts.code !== undefined && path.endsWith('.py') && isShippedPath(path) && !isFixturePath(path) && /request|View/.test(facts.code),
  detect,
  message,
  suggest: ({ data: { view } }, _subject, { model }) => routeLine(view, model),
};

const viewsByPath = perModel((model: ProjectModel): ReadonlyMap<string, readonly View[]> => {
  const found = new Map<string, View[]>();
  for (const view of model.django.views.views) found.set(view.path, [...(found.get(view.path) ?? []), view]);
  return found;
});

function detect(subject: Subject, { model }: Context): Judgement<Data> {
  const judgement = judging<Data>();
  if (!model.django.present) return judgement.done();
  const views = viewsByPath(model).get(subject.path) ?? [];
  const code = views.length === 0 ? undefined : model.symbols.code(subject.path);
  if (code === undefined) return judgement.done();
  for (const view of views) if (!view.symbol.includes('.')) judge(view, subject, model, judgement);
  return judgement.done();
}

function judge(view: View, subject: Subject, model: Context['model'], judgement: JudgementBuilder<Data>): void {
  const { symbol, path, node } = view;
  const { routes } = model.django;
  if (routes.to(path, symbol).length > 0 || isSpokenOf(symbol, model)) return judgement.pass();
  const span = model.symbols.span(path, { start: node.nameStart, end: node.nameStart + node.name.length });
  const doubt = doubtOf(view, subject, model);
  if (doubt === 'base') return judgement.pass();
  if (doubt !== undefined) return judgement.unknown(span[0], `\`${symbol}\`: ${doubt}`);
  const urlconf = routes.routes.find(({ target }) => target.kind === 'view' && target.view.path === path)?.place.path ?? (routes.roots[0] as string);
  judgement.match({ span, symbol, subject: symbol, causes: [{ path: urlconf, text: symbol }, { path: '*', text: symbol }], related: [], data: { view, urlconf } });
}

/** Some place other than its definition, tests and imports that nothing follows has the name. */
function isSpokenOf(name: string, model: Context['model']): boolean {
  return model.symbols.mentions(name).some((file) => {
    const facts = isTestPath(file) ? undefined : model.facts(file);
    return facts !== undefined && wordsOf(facts).has(name);
  });
}

/** Why no claim is made: a base of others, or a reason to show. */
function doubtOf(view: View, subject: Subject, model: Context['model']): string | undefined {
  const { node, path, symbol } = view;
  if (node.kind === 'class' && BASE_NAME.test(symbol)) return 'base';
  if (model.django.routes.roots.length === 0) return 'no settings of the repository name a root urlconf that can be found';
  const foreign = node.decorators.find((decorator) => !isKnownDecorator(decorator, path, model));
  if (foreign !== undefined) return 'its decorator may register it';
  const made = node.kind === 'class' ? registeringBase(view, model) : undefined;
  if (made !== undefined) return made;
  const loader = model.loaderAbove(path);
  if (loader !== undefined) return `${loader} loads modules by computed names`;
  const publisher = publishedBy(subject, model);
  return publisher === undefined ? undefined : `${publisher} publishes the package, so others may route it`;
}

function isKnownDecorator(decorator: Expression, path: string, model: Context['model']): boolean {
  const callee = decorator.kind === 'call' ? decorator.callee : decorator;
  if (dottedName(callee) === undefined) return false;
  const resolved = model.symbols.resolveExpression(path, callee);
  return resolved.kind === 'external' && KNOWN_DECORATOR.test(resolved.dotted);
}

/** Bases that see their subclasses: `__init_subclass__`, metaclasses, and those of other packages. */
function registeringBase(view: View, model: Context['model']): string | undefined {
  if (view.node.kind !== 'class') return undefined;
  const { classes, external, unknown } = model.symbols.ancestry({ kind: 'class', path: view.path, symbol: view.symbol, node: view.node });
  if (unknown.length > 0) return unknown[0];
  const foreign = external.find((base) => !/^(django|rest_framework|builtins)\./.test(base) && !base.endsWith('Mixin'));
  if (foreign !== undefined) return `${foreign} may register it`;
  const seen = classes.some(({ node }) => node.keywords.length > 0 || node.body.some((statement) => statement.kind === 'function' && statement.name === '__init_subclass__'));
  return seen ? 'a base sees its subclasses' : undefined;
}

/** Names, attributes and words of strings that a file's code uses; the names that it defines or merely imports are not among them. */
const wordsOf = perFacts((facts: FileFacts): ReadonlySet<string> => {
  const words = new Set<string>();
  const visit = (expression: Expression): void => {
    if (expression.kind === 'name') words.add(expression.id);
    else if (expression.kind === 'attribute') words.add(expression.attribute);
    else for (const word of (literalString(expression) ?? '').match(/[A-Za-z_]\w*/g) ?? []) words.add(word);
    for (const child of childExpressions(expression)) visit(child);
  };
  walkStatements(codeOf(facts)?.body ?? [], (statement) => {
    // A docstring speaks of things without using them.
    if (statement.kind === 'expression' && statement.value.kind === 'string') return;
    if (statement.kind === 'import') for (const { name, alias } of statement.names ?? []) if (alias !== null) words.add(name);
    for (const expression of expressionsOf(statement)) visit(expression);
  });
  return words;
});

function message({ data: { view, urlconf } }: Match<Data>): Message {
  return {
    what: `No URL leads to \`${view.symbol}\`, and nothing else in the repository speaks of it.`,
    why: 'Requests for it answer 404: the code can\'t run.',
    todo: `Route it in \`${urlconf}\`, or remove it.`,
  };
}
