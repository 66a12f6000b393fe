import type { Node } from 'web-tree-sitter';
import type { ImportedName, PythonImport, Span } from '../types.js';
import { contextOf, type Context } from './context.js';
import { collectDynamicImports } from './dynamic-imports.js';
import { compact, identifierAt, callOf, argumentsOf, leafAt, literalOf, offsetsOf, spanOf, textOf, type PythonSource } from './source.js';

/** Every import of the file at any depth: statements, then dynamic ones with a literal, sorted by place. */
export function collectImports(source: PythonSource): readonly PythonImport[] {
  const statements = offsetsOf(source.text, /\bimport\b/g).flatMap((offset) => statementAt(source, offset));
  const all = [...statements, ...collectDynamicImports(source, statements)];
  const tested = skippedUnlessInstalled(source);
  const guarded = tested.size === 0 ? all : all.map((found) => relax(found, tested));
  return guarded.toSorted(byPlace);
}

function statementAt(source: PythonSource, offset: number): readonly PythonImport[] {
  const keyword = leafAt(source, offset);
  const statement = keyword?.type === 'import' ? keyword.parent : null;
  switch (statement?.type) {
    case 'import_statement':
      return plainImports(source, statement);
    case 'import_from_statement':
    case 'future_import_statement':
      return fromImport(source, statement);
    default:
      return [];
  }
}

interface Shared extends Context {
  readonly form: 'statement';
  readonly unchecked?: true;
  readonly span: Span;
}

/** What people write beside an import that mypy, pyright, pytype, ty or pylint can't follow. */
const UNCHECKED =
  /#.*(\btype:\s*ignore(?!\[)|\btype:\s*ignore\[[^\]]*(import|attr-defined)|\b(pyright|ty|mypy):\s*ignore|\bpytype:\s*disable=[^#]*(import-error|module-attr)|\bpylint:\s*disable=[^#]*(import-error|no-name-in-module|E0401|E0611))/;

function sharedOf(source: PythonSource, statement: Node): Shared {
  const end = source.text.indexOf('\n', statement.endIndex);
  const lines = source.text.slice(statement.startIndex, end === -1 ? undefined : end);
  const unchecked = UNCHECKED.test(lines) ? { unchecked: true as const } : {};
  return { form: 'statement', ...contextOf(source, statement), ...unchecked, span: spanOf(source, statement) };
}

/** One entry for each module of `import a, b.c as d`. */
function plainImports(source: PythonSource, statement: Node): readonly PythonImport[] {
  const shared = sharedOf(source, statement);
  const found: PythonImport[] = [];
  for (const part of statement.childrenForFieldName('name')) {
    const name = importedName(source, part);
    if (!name) continue;
    const alias = name.alias === undefined ? {} : { alias: name.alias };
    found.push({ module: name.name, level: 0, names: null, ...alias, ...shared, moduleSpan: name.span });
  }
  return found;
}

function fromImport(source: PythonSource, statement: Node): readonly PythonImport[] {
  const origin = originOf(source, statement);
  if (!origin) return [];
  const names: ImportedName[] = [];
  for (const part of statement.namedChildren) {
    if (part.type === 'wildcard_import') names.push({ name: '*', span: spanOf(source, part) });
  }
  for (const part of statement.childrenForFieldName('name')) {
    const name = importedName(source, part);
    if (name) names.push(name);
  }
  return [{ ...origin, names, ...sharedOf(source, statement) }];
}

function originOf(source: PythonSource, statement: Node): Pick<PythonImport, 'module' | 'level' | 'moduleSpan'> | undefined {
  if (statement.type === 'future_import_statement') {
    const start = source.text.indexOf('__future__', statement.startIndex);
    return { module: '__future__', level: 0, moduleSpan: source.lines.span(start, start + '__future__'.length) };
  }
  const name = statement.childForFieldName('module_name');
  const text = name ? compact(textOf(source, name)) : '';
  if (!name || text === '') return undefined;
  const module = text.replace(/^\.+/, '');
  return { module, level: text.length - module.length, moduleSpan: spanOf(source, name) };
}

/** undefined for the empty names that the parser makes up to repair a broken statement. */
function importedName(source: PythonSource, part: Node): ImportedName | undefined {
  const aliased = part.type === 'aliased_import';
  const name = aliased ? part.childForFieldName('name') : part;
  const text = name ? compact(textOf(source, name)) : '';
  if (!name || text === '') return undefined;
  const alias = aliased ? part.childForFieldName('alias') : null;
  return { name: text, ...(alias ? { alias: textOf(source, alias) } : {}), span: spanOf(source, name) };
}

/** Top-level packages that `pytest.importorskip("x")` asks for: their absence skips the file. */
function skippedUnlessInstalled(source: PythonSource): ReadonlySet<string> {
  const packages = new Set<string>();
  for (const offset of offsetsOf(source.text, /\bimportorskip\b/g)) {
    const identifier = identifierAt(source, offset);
    const call = identifier && callOf(identifier);
    const literal = call && literalOf(source, argumentsOf(source, call).positional[0]);
    if (literal) packages.add(topLevel(literal.value));
  }
  return packages;
}

function relax(found: PythonImport, tested: ReadonlySet<string>): PythonImport {
  if (found.level > 0 || found.guard === 'type-checking' || !tested.has(topLevel(found.module))) return found;
  return { ...found, guard: 'optional' };
}

function topLevel(module: string): string {
  return module.split('.', 1)[0] ?? module;
}

function byPlace(left: PythonImport, right: PythonImport): number {
  return left.moduleSpan[0] - right.moduleSpan[0] || left.moduleSpan[1] - right.moduleSpan[1];
}
