/** Where a block of settings belongs in a settings module. Pure. */
import type { Statement } from '../../../facts/python/code/nodes.js';
import type { Edit } from '../../../findings/types.js';
import type { SettingsModule } from '../../../project/django/types.js';
import type { ProjectModel } from '../../../project/types.js';

/**
 * Writes settings at the end of the module, or under its `if not DEBUG` where DEBUG is not the same everywhere. Null where the
 * module can't take them.
 */
export function appendSettings(model: ProjectModel, module: SettingsModule, settings: readonly { readonly setting: string; readonly wanted: string }[]): Edit | null {
  const code = model.symbols.code(module.path);
  const last = code?.body.at(-1);
  if (code === undefined || code.hasErrors || last === undefined) return null;
  const lines = settings.map(({ setting, wanted }) => `${setting} = ${wanted}`);
  const debug = module.get('DEBUG');
  const varies = debug !== undefined && debug.kind !== 'boolean';
  const block = varies ? code.body.findLast(isNotDebug) : undefined;
  if (block?.kind === 'if') return intoBlock(model, module.path, block.body, lines, code.lineStarts.length);
  const text = varies ? ['if not DEBUG:', ...lines.map((line) => `    ${line}`)] : lines;
  const [, , lastLine, lastColumn] = model.symbols.span(module.path, last);
  if (code.lineStarts.length === lastLine) return insertion(module.path, lastLine, lastColumn, `\n\n${text.join('\n')}\n`);
  return insertion(module.path, code.lineStarts.length, 1, `\n${text.join('\n')}\n`);
}

function isNotDebug(statement: Statement): boolean {
  if (statement.kind !== 'if' || statement.orElse.length > 0) return false;
  const { test } = statement;
  return test.kind === 'unary' && test.operator === 'not' && test.operand.kind === 'name' && test.operand.id === 'DEBUG';
}

function intoBlock(model: ProjectModel, path: string, body: readonly Statement[], lines: readonly string[], lineCount: number): Edit | null {
  const [first, last] = [body[0], body.at(-1)];
  if (first === undefined || last === undefined) return null;
  const [, column] = model.symbols.span(path, first);
  const [, , lastLine, lastColumn] = model.symbols.span(path, last);
  const indented = lines.map((line) => `${' '.repeat(column - 1)}${line}`);
  if (lineCount === lastLine) return insertion(path, lastLine, lastColumn, `\n${indented.join('\n')}\n`);
  return insertion(path, lastLine + 1, 1, `${indented.join('\n')}\n`);
}

function insertion(path: string, line: number, column: number, text: string): Edit {
  const position = { line, column };
  return { kind: 'replace', path, range: { start: position, end: position }, text };
}
