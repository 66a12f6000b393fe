import type { Node } from 'web-tree-sitter';
import type { PythonImport } from '../types.js';
import { contextOf } from './context.js';
import { argumentsOf, callOf, identifierAt, literalOf, offsetsOf, receiverOf, spanOf, textOf, type PythonSource } from './source.js';

const MODULE_NAME = /^\.*[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u;
const IMPORTLIB_MODULES: ReadonlySet<string> = new Set(['importlib', 'django.utils.importlib']);

/**
 * `importlib.import_module("…")` and `__import__("…")` with a literal name, through whatever names `statements` bind
 * them to. A relative name counts when its package is told: a literal package makes it absolute, `__package__` and
 * `__name__` keep it relative.
 */
export function collectDynamicImports(source: PythonSource, statements: readonly PythonImport[]): readonly PythonImport[] {
  const found: PythonImport[] = [];
  for (const offset of offsetsOf(source.text, /\b__import__\b/g)) {
    const call = calledAt(source, offset, ['', 'builtins', '__builtin__']);
    if (call) found.push(...builtinImport(source, call));
  }
  const functions = namesOfImportModule(statements);
  const modules = [...namesOfImportlib(statements)];
  for (const name of new Set(['import_module', ...functions])) {
    for (const offset of offsetsOf(source.text, new RegExp(String.raw`(?<![\p{L}\p{N}_])${name}(?![\p{L}\p{N}_])`, 'gu'))) {
      const receivers = [...(functions.has(name) ? [''] : []), ...(name === 'import_module' ? modules : [])];
      const call = calledAt(source, offset, receivers);
      if (call) found.push(...importModule(source, call));
    }
  }
  return found;
}

function calledAt(source: PythonSource, offset: number, receivers: readonly string[]): Node | undefined {
  const identifier = identifierAt(source, offset);
  if (!identifier || !receivers.includes(receiverOf(source, identifier))) return undefined;
  return callOf(identifier);
}

function namesOfImportModule(statements: readonly PythonImport[]): ReadonlySet<string> {
  const names = statements
    .filter((statement) => IMPORTLIB_MODULES.has(statement.module) && statement.level === 0)
    .flatMap((statement) => statement.names ?? [])
    .flatMap(({ name, alias }) => (name === 'import_module' || name === '*' ? [alias ?? 'import_module'] : []));
  return new Set(names);
}

function namesOfImportlib(statements: readonly PythonImport[]): ReadonlySet<string> {
  const names = new Set(IMPORTLIB_MODULES);
  for (const { module, alias, names: imported } of statements) {
    if (IMPORTLIB_MODULES.has(module) && alias !== undefined) names.add(alias);
    for (const part of imported ?? []) if (part.name === 'importlib') names.add(part.alias ?? 'importlib');
  }
  return names;
}

function builtinImport(source: PythonSource, call: Node): readonly PythonImport[] {
  const { positional, keywords } = argumentsOf(source, call);
  const level = positional[4] ?? keywords.get('level');
  const dots = level ? Number(textOf(source, level)) : 0;
  if (!Number.isInteger(dots) || dots < 0) return [];
  const literal = literalOf(source, positional[0] ?? keywords.get('name'));
  if (!literal || !MODULE_NAME.test(literal.value) || literal.value.startsWith('.')) return [];
  return [entry(source, call, literal, literal.value, dots)];
}

function importModule(source: PythonSource, call: Node): readonly PythonImport[] {
  const { positional, keywords } = argumentsOf(source, call);
  const literal = literalOf(source, positional[0] ?? keywords.get('name'));
  if (!literal || !MODULE_NAME.test(literal.value)) return [];
  const module = literal.value.replace(/^\.+/, '');
  const level = literal.value.length - module.length;
  if (level === 0) return [entry(source, call, literal, module, 0)];
  const anchor = positional[1] ?? keywords.get('package');
  if (!anchor) return [];
  const anchorName = literalOf(source, anchor)?.value;
  if (anchorName !== undefined) {
    const absolute = anchorName.split('.').slice(0, anchorName.split('.').length - level + 1);
    return absolute.length === 0 || absolute[0] === '' ? [] : [entry(source, call, literal, [...absolute, module].join('.'), 0)];
  }
  return ['__package__', '__name__'].includes(textOf(source, anchor)) ? [entry(source, call, literal, module, level)] : [];
}

function entry(source: PythonSource, call: Node, literal: { start: number; end: number }, module: string, level: number): PythonImport {
  return {
    module,
    level,
    names: null,
    form: 'dynamic',
    ...contextOf(source, call),
    span: spanOf(source, call),
    moduleSpan: source.lines.span(literal.start, literal.end),
  };
}
