/** Logs the exception and answers in general. Pure. */
import type { ExceptHandler, Expression } from '../../../facts/python/code/nodes.js';
import { dottedName, walkExpressions, walkStatements, expressionsOf } from '../../../facts/python/code/walk.js';
import type { Span } from '../../../facts/types.js';
import { rangeOf } from '../../../findings/locate.js';
import type { Edit, Fix } from '../../../findings/types.js';
import type { FunctionSymbol } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';

const ANSWER = '"Internal server error"';

/** The fix, or null where the exception can't be logged with a plain edit. */
export function logFix(model: ProjectModel, path: string, inside: FunctionSymbol, handler: ExceptHandler | null, leak: Span): Fix | null {
  const log = logs(handler?.body ?? inside.node.body) ? [] : logEdits(model, path, inside, handler);
  if (log === null) return null;
  const answer: Edit = { kind: 'replace', path, range: rangeOf(leak), text: ANSWER };
  return { title: 'Log the exception and answer in general', safety: 'unsafe', edits: [...log, answer] };
}

function logs(body: ExceptHandler['body']): boolean {
  let found = false;
  walkStatements(body, (statement) => {
    for (const expression of expressionsOf(statement)) walkExpressions(expression, (inner) => {
      if (inner.kind === 'call' && /(^|\.)(exception|error|critical|captureException|capture_exception)$/.test(dottedName(inner.callee) ?? '')) found = true;
    });
  });
  return found;
}

function logEdits(model: ProjectModel, path: string, inside: FunctionSymbol, handler: ExceptHandler | null): readonly Edit[] | null {
  const first = handler?.body[0];
  if (handler === null || first === undefined) return null;
  const [line, column] = model.symbols.span(path, first);
  if (line === model.symbols.span(path, handler)[0]) return null;
  const logger = loggerOf(model, path);
  const imported = logger === undefined && !importsLogging(model, path) ? importEdit(model, path) : [];
  if (imported === null) return null;
  const text = `${logger ?? 'logging'}.exception("Unexpected error in ${inside.node.name}")\n${' '.repeat(column - 1)}`;
  return [...imported, { kind: 'replace', path, range: emptyAt(line, column), text }];
}

/** The module's own logger: `logger = logging.getLogger(__name__)`. */
function loggerOf(model: ProjectModel, path: string): string | undefined {
  for (const statement of model.symbols.code(path)?.body ?? []) {
    if (statement.kind !== 'assign' || statement.value?.kind !== 'call') continue;
    const [target] = statement.targets;
    if (target?.kind === 'name' && isGetLogger(model, path, statement.value.callee)) return target.id;
  }
  return undefined;
}

function isGetLogger(model: ProjectModel, path: string, callee: Expression): boolean {
  const resolved = dottedName(callee) === undefined ? undefined : model.symbols.resolveExpression(path, callee);
  return resolved?.kind === 'external' && /^(logging\.getLogger|structlog\.(stdlib\.)?get_logger)$/.test(resolved.dotted);
}

function importsLogging(model: ProjectModel, path: string): boolean {
  const resolved = model.symbols.resolve(path, 'logging');
  return resolved.kind === 'external' && resolved.dotted === 'logging';
}

/** Before the first import that is none of `__future__`. */
function importEdit(model: ProjectModel, path: string): readonly Edit[] | null {
  const first = model.symbols.code(path)?.body.find((statement) => statement.kind === 'import' && statement.module !== '__future__');
  if (first === undefined) return null;
  const [line, column] = model.symbols.span(path, first);
  return column === 1 ? [{ kind: 'replace', path, range: emptyAt(line, column), text: 'import logging\n' }] : null;
}

function emptyAt(line: number, column: number): { start: { line: number; column: number }; end: { line: number; column: number } } {
  return { start: { line, column }, end: { line, column } };
}
