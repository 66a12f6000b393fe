import { z } from 'zod';
import type { CallExpression, ExceptHandler, Expression, FunctionNode, Statement } from '../../facts/python/code/nodes.js';
import { dottedName, walkExpressions, expressionsOf, nestedBodies } from '../../facts/python/code/walk.js';
import type { Fix, Message } from '../../findings/types.js';
import type { Span } from '../../facts/types.js';
import type { FunctionSymbol } from '../../project/python/symbols-types.js';
import type { ProjectModel } from '../../project/types.js';
import { servingClass, isServerPath } from '../shared/effects/request-code.js';
import { judging, type JudgementBuilder } from '../shared/judgement.js';
import { speaksOfDebug } from '../shared/python-statements.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { logFix } from './exception-detail-leak/fix.js';
import { detectInJavaScript, mayAnswer } from './exception-detail-leak/javascript.js';
import { leakIn } from './exception-detail-leak/leak.js';
import { isResponse } from './exception-detail-leak/responses.js';

export interface Data {
  /** What is put in the response: `str(error)`. */
  readonly written: string;
  readonly response: string;
  readonly span: Span;
  /** The clause that catches it; null in an exception handler of the framework. */
  readonly handler: ExceptHandler | null;
  readonly inside: FunctionSymbol | null;
  readonly language: 'python' | 'javascript';
}

type Context = RuleContext<unknown>;

interface Scene {
  readonly inside: FunctionSymbol;
  readonly model: ProjectModel;
  readonly judgement: JudgementBuilder<Data>;
}

/** The exception that is being handled. */
interface Caught {
  readonly handler: ExceptHandler | null;
  /** Its name, or null in a clause without one. */
  readonly name: string | null;
  /** Variables that hold its text. */
  readonly texts: ReadonlySet<string>;
}

export const exceptionDetailLeak: Rule<Data, unknown> = {
  meta: {
    id: 'security/exception-detail-leak',
    area: 'security',
    severity: 'warning',
    confidence: 'high',
    status: 'preview',
    languages: ['python', 'javascript'],
    fix: 'unsafe',
    summary: 'The text or traceback of an unexpected exception is put into an HTTP response.',
    options: z.strictObject({}),
  },
  applies: (subject) => (subject.facts.javascript === undefined ? subject.facts.code !== undefined && isServerPath(subject.path) && /Response|render|HTTPException|jsonify|abort|fastapi|flask/.test(subject.facts.code) : mayAnswer(subject)),
  detect,
  message,
  suggest,
};

function detect(subject: Subject, { model }: Context): Judgement<Data> {
  if (subject.facts.javascript !== undefined) return detectInJavaScript(subject);
  const judgement = judging<Data>();
  for (const inside of model.symbols.functions(subject.path)) {
    const name = frameworkHandler(model, inside);
    if (name === undefined) lookForClauses(inside.node.body, { inside, model, judgement });
    else visit(inside.node.body, { handler: null, name, texts: new Set() }, { inside, model, judgement });
  }
  return judgement.done();
}

/** Each clause that catches everything is judged; what is nested in it goes with it. */
function lookForClauses(body: readonly Statement[], scene: Scene): void {
  for (const statement of body) {
    if (statement.kind === 'function' || statement.kind === 'class' || speaksOfDebug(statement)) continue;
    if (statement.kind === 'try') for (const handler of statement.handlers) if (catchesAll(handler, scene)) visit(handler.body, { handler, name: handler.name, texts: new Set() }, scene);
    for (const nested of nestedBodies(statement)) lookForClauses(nested, scene);
  }
}

function visit(body: readonly Statement[], caught: Caught, scene: Scene): void {
  let known = caught;
  for (const statement of body) {
    if (statement.kind === 'function' || statement.kind === 'class' || statement.kind === 'try' || speaksOfDebug(statement)) continue;
    if (statement.kind === 'if' && !mayBeAnything(statement.test, known)) continue;
    known = withTexts(statement, known, scene);
    for (const expression of expressionsOf(statement)) lookAt(expression, known, scene);
    if (statement.kind === 'return' && statement.value !== null) lookAtAnswer(statement.value, known, scene);
    for (const nested of nestedBodies(statement)) visit(nested, known, scene);
  }
}

/** A test that does not look at the exception, or looks whether the framework had an answer, narrows nothing. */
function mayBeAnything(test: Expression, { name, handler }: Caught): boolean {
  if (handler === null) return test.kind === 'comparison' && test.operators[0] === 'is' && test.operands[1]?.kind === 'constant';
  let looks = false;
  walkExpressions(test, (expression) => {
    if (expression.kind === 'name' && expression.id === name) looks = true;
  });
  return !looks;
}

function withTexts(statement: Statement, caught: Caught, { inside, model }: Scene): Caught {
  if (statement.kind !== 'assign' || statement.value === null) return caught;
  if (leakIn(statement.value, caught, (call) => dottedOf(model, inside, call)) === undefined) return caught;
  const names = statement.targets.flatMap((target) => (target.kind === 'name' ? [target.id] : []));
  return { ...caught, texts: new Set([...caught.texts, ...names]) };
}

function lookAt(expression: Expression, caught: Caught, scene: Scene): void {
  const { inside, model, judgement } = scene;
  walkExpressions(expression, (inner) => {
    if (inner.kind !== 'call' || !isResponse(model, inside, inner)) return;
    const values = [...inner.args, ...inner.keywords.map(({ value }) => value)];
    const leak = values.map((value) => leakIn(value, caught, (call) => dottedOf(model, inside, call))).find((found) => found !== undefined);
    if (leak === undefined) return judgement.pass();
    const span = model.symbols.span(inside.path, leak.expression);
    judgement.match({
      span,
      symbol: inside.symbol,
      subject: leak.words,
      causes: [{ path: inside.path }],
      related: [],
      data: { written: leak.words, response: dottedName(inner.callee) ?? 'response', span, handler: caught.handler, inside, language: 'python' },
    });
  });
}

/** `return {"error": str(error)}`, with a status or without: what a handler of FastAPI or Flask gives back is its response. */
function lookAtAnswer(value: Expression, caught: Caught, { inside, model, judgement }: Scene): void {
  const answer = value.kind === 'tuple' ? value.items[0] : value;
  if (answer?.kind !== 'dictionary' || (caught.handler !== null && model.pyweb.to(inside.path, inside.symbol).length === 0)) return;
  const leak = leakIn(answer, caught, (call) => dottedOf(model, inside, call));
  if (leak === undefined) return judgement.pass();
  const span = model.symbols.span(inside.path, leak.expression);
  judgement.match({ span, symbol: inside.symbol, subject: leak.words, causes: [{ path: inside.path }], related: [], data: { written: leak.words, response: 'return', span, handler: caught.handler, inside, language: 'python' } });
}

function dottedOf(model: ProjectModel, inside: FunctionSymbol, call: CallExpression): string | undefined {
  const resolved = dottedName(call.callee) === undefined ? undefined : model.symbols.resolveExpression(inside.path, call.callee, inside.node);
  return resolved?.kind === 'external' ? resolved.dotted : undefined;
}

function catchesAll({ type }: ExceptHandler, { inside, model }: Scene): boolean {
  if (type === null) return true;
  return (type.kind === 'tuple' ? type.items : [type]).some((one) => {
    const resolved = dottedName(one) === undefined ? undefined : model.symbols.resolveExpression(inside.path, one);
    return resolved?.kind === 'external' && /^builtins\.(Exception|BaseException)$/.test(resolved.dotted);
  });
}

/** The parameter that holds the exception in a function that the framework calls with whatever went wrong. */
function frameworkHandler(model: ProjectModel, inside: FunctionSymbol): string | undefined {
  const { node } = inside;
  if (rejectsSome(node)) return undefined;
  const registered = handlesAny(node);
  if (registered !== undefined) return node.parameters[registered]?.name;
  const owner = model.django.calls.ownerOf(inside);
  if (owner !== undefined) return node.name === 'process_exception' && servingClass(model, owner) === 'middleware' ? node.parameters[2]?.name : undefined;
  const asksDrf = node.parameters.length === 2 && model.django.calls.calls(inside).some(({ call }) => model.django.calls.external(inside, call).includes('rest_framework.views.exception_handler'));
  return asksDrf ? node.parameters[0]?.name : undefined;
}

/** Position of the exception in a function behind `@app.exception_handler(Exception)` (Starlette) or `@app.errorhandler(Exception)` (Flask). */
function handlesAny({ decorators }: FunctionNode): number | undefined {
  for (const one of decorators) {
    const [caught] = one.kind === 'call' ? one.args : [];
    const verb = one.kind === 'call' && one.callee.kind === 'attribute' ? one.callee.attribute : '';
    if (caught?.kind === 'name' && /^(Exception|BaseException)$/.test(caught.id) && /^(exception_handler|errorhandler|app_errorhandler)$/.test(verb)) return verb === 'exception_handler' ? 1 : 0;
  }
  return undefined;
}

/** `if not isinstance(error, Known): return`: what follows is about known exceptions. */
function rejectsSome(node: FunctionNode): boolean {
  return node.body.some((statement) => statement.kind === 'if' && statement.test.kind === 'unary' && statement.test.operand.kind === 'call' && dottedName(statement.test.operand.callee) === 'isinstance');
}

function message({ data }: Match<Data>): Message {
  return {
    what: `\`${data.written}\` of an unexpected exception goes into the response (\`${data.response}\`).`,
    why: 'Such texts hold paths, queries, host names and sometimes credentials; whoever provokes the error reads them.',
    todo: data.language === 'python' ? 'Log it with `logger.exception(…)` and answer with a general sentence.' : 'Log it, and answer with a general sentence.',
  };
}

function suggest({ data }: Match<Data>, subject: Subject, { model }: Context): Fix | null {
  return data.inside === null ? null : logFix(model, subject.path, data.inside, data.handler, data.span);
}
