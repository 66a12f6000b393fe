import { z } from 'zod';
import type { Expression, FunctionNode } from '../../facts/python/code/nodes.js';
import { dottedName, expressionsOf, literalString, walkExpressions, walkStatements } from '../../facts/python/code/walk.js';
import type { Message } from '../../findings/types.js';
import type { View } from '../../project/django/types.js';
import type { FunctionSymbol } from '../../project/python/symbols-types.js';
import type { ProjectModel } from '../../project/types.js';
import { judging, type JudgementBuilder } from '../shared/judgement.js';
import { isShippedPath } from '../../project/path-uses.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  readonly view: string;
  /** The view takes the user from the session: a forged request acts as the victim. */
  readonly session: boolean;
}

const EXEMPT = 'django.views.decorators.csrf.csrf_exempt';
/** Names that speak of a check that does not rest on cookies. */
const VERIFIES = /hmac|signature|signed|unsign|verify|verif|construct_event|compare_digest|token|secret|api_?key|authoriz|HTTP_X_|authenticate|check_auth|basic_?auth|credential|oauth|saml|nonce|permission|jwt|login\b|webhook_?key|shared_?key/i;
/** Calls that change something. */
const CHANGES = /^(save|create|get_or_create|update_or_create|bulk_create|update|delete|add|remove|set|delay|apply_async|send_mail|send|login|logout)$/;
const WAYS = 3;

export const csrfExempt: Rule<Data, unknown> = {
  meta: {
    id: 'security/csrf-exempt',
    area: 'security',
    severity: 'warning',
    confidence: 'medium',
    status: 'preview',
    languages: ['python'],
    fix: 'none',
    summary: 'A view that changes data is exempt from CSRF protection and verifies nothing else.',
    options: z.strictObject({}),
  },
  applies: ({ path, facts }) => isShippedPath(path) && facts.code?.includes('csrf_exempt') === true,
  detect,
  message,
};

function detect({ path }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  for (const view of model.django.views.views) {
    const exempt = view.path === path ? exemptionOf(view, model) : undefined;
    if (exempt !== undefined) judge(view, exempt, model, judgement);
  }
  return judgement.done();
}

/** The decorator that exempts the view: on it, on its `dispatch`, or through `method_decorator`. */
function exemptionOf(view: View, model: ProjectModel): Expression | undefined {
  const dispatch = view.node.kind === 'class' ? view.node.body.find((one): one is FunctionNode => one.kind === 'function' && one.name === 'dispatch') : undefined;
  return [...view.node.decorators, ...(dispatch?.decorators ?? [])].find((decorator) => {
    const plain = decorator.kind === 'call' && /(^|\.)method_decorator$/.test(dottedName(decorator.callee) ?? '') ? decorator.args[0] : decorator;
    if (plain === undefined) return false;
    const target = model.symbols.resolveExpression(view.path, plain);
    return target.kind === 'external' && target.dotted === EXEMPT;
  });
}

function judge(view: View, exempt: Expression, model: ProjectModel, judgement: JudgementBuilder<Data>): void {
  if (view.framework === 'drf' || model.django.routes.to(view.path, view.symbol).length === 0) return;
  const way = wayOf(view, model);
  const own = model.django.views.handlers(view);
  if (!own.some(({ node }) => takesPosts(node) || node.name === 'post' || node.name === 'form_valid') || !way.some((one) => changesData(one, model))) return judgement.pass();
  if (way.some(verifies) || verifiesAround(view) || own.some(hasSecretParameter)) return judgement.pass();
  const session = way.some(({ node }) => usesSession(node)) || view.node.decorators.some((decorator) => /login_required/.test(dottedName(decorator) ?? ''));
  judgement.match({
    span: model.symbols.span(view.path, exempt),
    symbol: view.symbol,
    subject: view.symbol,
    ...(session ? { confidence: 'high' as const } : {}),
    causes: [{ path: view.path, text: 'csrf_exempt' }, { path: view.path, text: view.node.name }],
    related: [],
    data: { view: view.symbol, session },
  });
}

function wayOf(view: View, model: ProjectModel): readonly FunctionSymbol[] {
  const seen = new Map(model.django.views.handlers(view).map((one) => [one.node, one] as const));
  let edge = [...seen.values()];
  for (let depth = 0; depth < WAYS; depth += 1) {
    edge = edge.flatMap((one) => model.django.calls.from(one).map(({ to }) => to)).filter(({ node }) => !seen.has(node));
    for (const one of edge) seen.set(one.node, one);
  }
  return [...seen.values()];
}

function takesPosts(node: FunctionNode): boolean {
  return (
    node.decorators.some((decorator) => (dottedName(decorator) ?? '').endsWith('require_POST') || (decorator.kind === 'call' && decorator.args.some((argument) => argument.kind === 'list' && argument.items.some((item) => literalString(item) === 'POST')))) ||
    speaks(node, (inner) => (inner.kind === 'attribute' && /^(POST|body)$/.test(inner.attribute) && dottedName(inner.value) === 'request') || (inner.kind === 'comparison' && inner.operands.some((one) => literalString(one) === 'POST')))
  );
}

function changesData({ node, path, symbol }: FunctionSymbol, model: ProjectModel): boolean {
  return model.django.calls.calls({ kind: 'function', path, symbol, node }).some(({ call: { callee } }) => callee.kind === 'attribute' && CHANGES.test(callee.attribute));
}

function verifies({ node, symbol }: FunctionSymbol): boolean {
  return VERIFIES.test(symbol) || node.decorators.some((decorator) => isGuard(decorator)) || speaks(node, (inner) => VERIFIES.test(wordOf(inner)));
}

/** Decorators of the repository or of other libraries may verify anything; Django's own plain ones do not. */
function isGuard(decorator: Expression): boolean {
  const name = dottedName(decorator.kind === 'call' ? decorator.callee : decorator) ?? '';
  return !/(^|\.)(csrf_exempt|require_\w+|method_decorator|login_required|never_cache|atomic|staticmethod|classmethod|cache_control|xframe_options_exempt|sync_to_async|condition)$/.test(name);
}

function verifiesAround({ node }: View): boolean {
  return node.decorators.some(isGuard) || (node.kind === 'class' && node.bases.some((base) => VERIFIES.test(dottedName(base) ?? '')));
}

/** `/ping/<uuid:code>`: who knows the address may call it. */
function hasSecretParameter({ node }: FunctionSymbol): boolean {
  return node.parameters.some(({ name }) => /code|key|uuid|token|secret|hash|sig|nonce/i.test(name));
}

function usesSession(node: FunctionNode): boolean {
  return speaks(node, (inner) => inner.kind === 'attribute' && /^(user|session)$/.test(inner.attribute) && dottedName(inner.value) === 'request');
}

function wordOf(expression: Expression): string {
  if (expression.kind === 'name') return expression.id;
  if (expression.kind === 'attribute') return expression.attribute;
  return expression.kind === 'string' && !expression.value.includes(' ') ? expression.value : '';
}

function speaks(node: FunctionNode, test: (expression: Expression) => boolean): boolean {
  let found = false;
  walkStatements(node.body, (statement) => {
    for (const expression of expressionsOf(statement)) walkExpressions(expression, (inner) => void (found ||= test(inner)));
    return !found;
  });
  return found;
}

function message({ data: { view, session } }: Match<Data>): Message {
  return {
    what: `\`${view}\` changes or sends something on a POST, is exempt from CSRF protection, and verifies nothing in its place.`,
    why: session ? 'A page of any other site can send it a form in the name of a user who is logged in.' : 'Anyone, and any page that a user opens, can make it do so.',
    todo: 'Remove `csrf_exempt` and send the token; for calls between servers verify a signature (`hmac.compare_digest`) or a secret header.',
  };
}
