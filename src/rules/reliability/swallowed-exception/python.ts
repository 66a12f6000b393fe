/** Broad except clauses without a word. Pure. */
import { lineOf } from '../../../facts/python/code/decode.js';
import type { CallExpression, ExceptHandler, Expression, PythonCode, Statement, TryStatement } from '../../../facts/python/code/nodes.js';
import { dottedName, expressionsOf, keywordOf, nestedBodies, walkExpressions, walkStatements } from '../../../facts/python/code/walk.js';
import type { ProjectModel } from '../../../project/types.js';
import { judging, type JudgementBuilder } from '../../shared/judgement.js';
import { statementsWithin } from '../../shared/python-statements.js';
import type { Judgement, RuleContext, Subject } from '../../types.js';
import { CLEANUP, type Swallowed } from './cleanup.js';

/** Judges the except clauses of a Python file. */
export function detectInPython(subject: Subject, { model }: RuleContext<unknown>): Judgement<Swallowed> {
  const judgement = judging<Swallowed>();
  const body = model.symbols.code(subject.path)?.body ?? [];
  const harmless = new Set([...attemptsIn(body), ...withDefaultsIn(body), ...withFailureBehindIn(body)]);
  for (const { statement, symbol, inDebug } of statementsWithin(model, subject.path)) {
    if (inDebug || harmless.has(statement)) continue;
    if (statement.kind === 'try') judgeTry(model, subject.path, statement, symbol, judgement);
    else if (statement.kind === 'with') {
      for (const { context } of statement.items) if (context.kind === 'call') judgeSuppress(model, subject.path, context, statement.body, symbol, judgement);
    }
  }
  return judgement.done();
}

function judgeTry(model: ProjectModel, path: string, statement: TryStatement, symbol: string, judgement: JudgementBuilder<Swallowed>): void {
  for (const handler of statement.handlers) {
    const written = broad(model, path, handler);
    if (written === undefined || !saysNothing(handler) || leavesNothingToDo(statement.body) || isExplained(model, path, handler)) {
      judgement.pass();
      continue;
    }
    const [line, column] = model.symbols.span(path, handler);
    judgement.match({ span: [line, column, line, column + written.length], symbol, subject: written, causes: [{ path, text: 'except' }], related: [], data: { written, language: 'python' } });
  }
}

function judgeSuppress(model: ProjectModel, path: string, context: CallExpression, body: readonly Statement[], symbol: string, judgement: JudgementBuilder<Swallowed>): void {
  const resolved = model.symbols.resolveExpression(path, context.callee);
  if (resolved.kind !== 'external' || resolved.dotted !== 'contextlib.suppress') return;
  const all = context.args.map((arg) => everything(model, path, arg)).find((name) => name !== undefined);
  if (all === undefined || leavesNothingToDo(body)) return judgement.pass();
  const written = `suppress(${all})`;
  judgement.match({ span: model.symbols.span(path, context), symbol, subject: written, causes: [{ path, text: 'suppress' }], related: [], data: { written, language: 'python' } });
}

/** `except`, `except Exception`: the clause as written where it catches everything; undefined where it is narrower. */
function broad(model: ProjectModel, path: string, { type }: ExceptHandler): string | undefined {
  if (type === null) return 'except';
  const all = (type.kind === 'tuple' ? type.items : [type]).map((one) => everything(model, path, one)).find((name) => name !== undefined);
  return all === undefined ? undefined : `except ${all}`;
}

function everything(model: ProjectModel, path: string, type: Expression): string | undefined {
  const resolved = dottedName(type) === undefined ? undefined : model.symbols.resolveExpression(path, type);
  return resolved?.kind === 'external' ? /^builtins\.(Exception|BaseException)$/.exec(resolved.dotted)?.[1] : undefined;
}

/** A comment stands in the clause: between its head and its block, or behind one of them. */
function isExplained(model: ProjectModel, path: string, handler: ExceptHandler): boolean {
  const code = model.symbols.code(path);
  const [first] = handler.body;
  if (code === undefined || first === undefined) return false;
  const firstLine = lineOf(code, first.start);
  const headEnd = handler.type === null ? handler.start + 'except'.length : handler.type.end + (handler.name === null ? 0 : ` as ${handler.name}`.length);
  const headLine = lineOf(code, headEnd);
  if (firstLine > headLine + 1) return true;
  const behindHead = firstLine === headLine ? 0 : restOfLine(code, headEnd) - ':'.length;
  return behindHead > 1 || restOfLine(code, handler.body.at(-1)?.end ?? first.end) > 1;
}

/** Characters between an offset and the end of its line; a carriage return may be one of them. */
function restOfLine(code: PythonCode, offset: number): number {
  const next = code.lineStarts[lineOf(code, offset)];
  return next === undefined ? 0 : next - 1 - offset;
}

/** Nothing but `pass`, `continue` or `...`; in a bare clause also a plain `return`. */
function saysNothing({ type, body }: ExceptHandler): boolean {
  return body.every((statement) => {
    if (statement.kind === 'pass' || statement.kind === 'continue') return true;
    if (statement.kind === 'return') return type === null && isPlain(statement.value);
    return statement.kind === 'expression' && (statement.value.kind === 'constant' || statement.value.kind === 'string');
  });
}

function isPlain(value: Expression | null): boolean {
  if (value === null) return true;
  let plain = true;
  walkExpressions(value, ({ kind }) => {
    if (kind === 'call' || kind === 'await') plain = false;
  });
  return plain;
}

/** What a loop tries until it works, sleeping in between: its failure is what the loop waits out. */
function attemptsIn(body: readonly Statement[]): ReadonlySet<Statement> {
  const found = new Set<Statement>();
  walkStatements(body, (loop) => {
    if ((loop.kind !== 'while' && loop.kind !== 'for') || !loop.body.some(sleeps)) return;
    for (const statement of loop.body) if ((statement.kind === 'try' || statement.kind === 'with') && leaves(statement.body)) found.add(statement);
  });
  return found;
}

/** `name = value` right before a `try` that does nothing but set `name` anew: the value is what somebody chose for a failure. */
function withDefaultsIn(body: readonly Statement[]): ReadonlySet<Statement> {
  const found = new Set<Statement>();
  const look = (block: readonly Statement[]): void => {
    block.forEach((statement, index) => {
      const [only, ...others] = statement.kind === 'try' ? statement.body : [];
      const name = others.length === 0 ? assignedName(only) : undefined;
      const before = block[index - 1];
      if (name !== undefined && before?.kind === 'assign' && before.value !== null && isPlain(before.value) && assignedName(before) === name) found.add(statement);
    });
  };
  look(body);
  walkStatements(body, (statement) => nestedBodies(statement).forEach(look));
  return found;
}

/** What stands right behind tells of a failure: the clause of a `try` that returns where it works falls through to an answer of that kind, or an exception is raised all the same. */
function withFailureBehindIn(body: readonly Statement[]): ReadonlySet<Statement> {
  const found = new Set<Statement>();
  const look = (block: readonly Statement[]): void => {
    block.forEach((statement, index) => {
      const next = block[index + 1];
      if (statement.kind !== 'try' || !statement.handlers.every((handler) => handler.body.every(({ kind }) => kind === 'pass'))) return;
      if (next?.kind === 'raise' || (next?.kind === 'return' && answersFailure(next.value) && leaves(statement.body))) found.add(statement);
    });
  };
  look(body);
  walkStatements(body, (statement) => nestedBodies(statement).forEach(look));
  return found;
}

/** `HttpResponse(status=500)` */
function answersFailure(value: Expression | null): boolean {
  const status = value?.kind === 'call' ? (keywordOf(value, 'status') ?? keywordOf(value, 'status_code'))?.value : undefined;
  return status?.kind === 'number' && status.value >= 400;
}

/** The one variable that a statement sets. */
function assignedName(statement: Statement | undefined): string | undefined {
  if (statement?.kind !== 'assign' || statement.targets.length !== 1) return undefined;
  const [target] = statement.targets;
  return target?.kind === 'name' ? target.id : undefined;
}

function sleeps(statement: Statement): boolean {
  return expressionsOf(statement).some((expression) => {
    const call = expression.kind === 'await' ? expression.value : expression;
    return call.kind === 'call' && /(^|\.)sleep$/.test(dottedName(call.callee) ?? '');
  });
}

/** `break` or `return` ends the loop when the block works. */
function leaves(body: readonly Statement[]): boolean {
  let found = false;
  walkStatements(body, ({ kind }) => {
    found ||= kind === 'break' || kind === 'return';
    return kind !== 'function' && kind !== 'class';
  });
  return found;
}

/** The block only tidies up, or only tries whether a module is there. */
function leavesNothingToDo(body: readonly Statement[]): boolean {
  return body.every((statement) => {
    if (statement.kind === 'import' || statement.kind === 'delete' || statement.kind === 'pass') return true;
    if (statement.kind === 'if') return leavesNothingToDo(statement.body) && leavesNothingToDo(statement.orElse);
    if (statement.kind !== 'expression') return false;
    const call = statement.value.kind === 'await' ? statement.value.value : statement.value;
    if (call.kind !== 'call') return false;
    const name = call.callee.kind === 'attribute' ? call.callee.attribute : call.callee.kind === 'name' ? call.callee.id : '';
    return CLEANUP.test(name);
  });
}

