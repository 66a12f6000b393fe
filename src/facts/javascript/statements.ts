/** Static `import` and `export` statements and TypeScript's ambient declarations. */
import type { Node } from 'web-tree-sitter';
import type { Definition, ImportedName, JavaScriptImport } from '../types.js';
import { declaredNames, localKinds } from './declarations.js';
import { childOf, innerSpan, keyText, literalText, named, spanOf } from './nodes.js';

/** What the statements of a module say. The arrays are filled while reading. */
export interface StatementFacts {
  readonly imports: JavaScriptImport[];
  readonly exports: Definition[];
  readonly starExports: string[];
  readonly ambientModules: string[];
  /** `declare module 'x'` in a module, or `declare global`. */
  augments: boolean;
  /** `export = …`: the exports are the members of a value. */
  exportAssignment: boolean;
  /** The file has an import or export statement, so `declare module 'x'` in it adds to a module and does not declare one. */
  isModule: boolean;
}

/** Reads the top-level statements of a parsed file, also those inside regions that did not parse. */
export function readStatements(root: Node): StatementFacts {
  const facts: StatementFacts = { imports: [], exports: [], starExports: [], ambientModules: [], augments: false, exportAssignment: false, isModule: false };
  const statements = flatten(root);
  const kinds = localKinds(statements);
  const ambient: string[] = [];
  for (const statement of statements) {
    if (statement.type === 'import_statement') readImport(statement, facts);
    else if (statement.type === 'export_statement') readExport(statement, facts, kinds);
    else if (statement.type === 'ambient_declaration') readAmbient(statement, facts, ambient);
  }
  facts.ambientModules.push(...ambient.filter((name) => !facts.isModule || name.includes('*') || name.startsWith('.')));
  facts.augments ||= ambient.length > facts.ambientModules.length;
  return facts;
}

function flatten(root: Node): Node[] {
  return root.namedChildren.flatMap((child) => (child.type === 'ERROR' ? flatten(child) : [child]));
}

function readImport(statement: Node, facts: StatementFacts): void {
  facts.isModule = true;
  const required = childOf(statement, 'import_require_clause');
  const source = (required ?? statement).childForFieldName('source');
  const specifier = literalText(source);
  if (!source || specifier === undefined || source.isMissing) return;
  facts.imports.push({
    specifier,
    form: 'import',
    names: required ? null : importedNames(statement),
    typeOnly: isTypeOnly(statement),
    guard: 'none',
    symbol: '',
    span: spanOf(statement),
    specifierSpan: innerSpan(source),
  });
}

/** `import type …` and `export type …`, and a clause whose every name is `type`. */
function isTypeOnly(statement: Node): boolean {
  const keyword = statement.child(1);
  if (keyword?.type === 'type' || keyword?.type === 'typeof') return true;
  const clause = childOf(statement, 'import_clause', 'export_clause');
  const list = clause?.type === 'import_clause' ? childOf(clause, 'named_imports') : clause;
  if (!clause || !list || (list !== clause && named(clause).length > 1)) return false;
  const specifiers = named(list);
  return specifiers.length > 0 && specifiers.every((one) => one.child(0)?.type === 'type' && one.childCount > 1);
}

function importedNames(statement: Node): ImportedName[] {
  const clause = childOf(statement, 'import_clause');
  if (!clause) return [];
  return named(clause).flatMap((part): ImportedName[] => {
    if (part.type === 'identifier') return [{ name: 'default', alias: part.text, span: spanOf(part) }];
    if (part.type === 'namespace_import') return [{ name: '*', alias: childOf(part, 'identifier')?.text, span: spanOf(part) }];
    return part.type === 'named_imports' ? named(part).flatMap(specifierName) : [];
  });
}

function specifierName(specifier: Node): ImportedName[] {
  if (specifier.type !== 'import_specifier' && specifier.type !== 'export_specifier') return [];
  const name = specifier.childForFieldName('name');
  const text = keyText(name);
  if (!name || text === undefined) return [];
  const alias = keyText(specifier.childForFieldName('alias'));
  return [alias === undefined ? { name: text, span: spanOf(name) } : { name: text, alias, span: spanOf(name) }];
}

function readExport(statement: Node, facts: StatementFacts, kinds: ReadonlyMap<string, Definition['kind']>): void {
  facts.isModule = true;
  const source = statement.childForFieldName('source');
  if (source) {
    readReexport(statement, source, facts);
    return;
  }
  const declaration = statement.childForFieldName('declaration');
  if (isDefault(statement)) {
    const kind = defaultKind(declaration ?? statement.childForFieldName('value'), kinds);
    facts.exports.push({ name: 'default', kind, span: spanOf(declaration?.childForFieldName('name') ?? defaultKeyword(statement)) });
    return;
  }
  if (declaration) {
    facts.exports.push(...declaredNames(declaration));
    return;
  }
  const clause = childOf(statement, 'export_clause');
  if (clause) facts.exports.push(...named(clause).flatMap((one) => exportedName(one, kinds)));
  else if (statement.children.some((child) => child.type === '=')) facts.exportAssignment = true;
}

function readReexport(statement: Node, source: Node, facts: StatementFacts): void {
  const specifier = literalText(source);
  if (specifier === undefined || source.isMissing) return;
  const namespace = childOf(statement, 'namespace_export');
  const clause = childOf(statement, 'export_clause');
  const names = clause ? named(clause).flatMap(specifierName) : [{ name: '*', alias: namespace?.namedChild(0)?.text, span: spanOf(namespace ?? source) }];
  if (clause) facts.exports.push(...named(clause).flatMap((one) => exportedName(one, new Map()).map((name) => ({ ...name, kind: 'import' as const }))));
  else if (namespace) facts.exports.push(...named(namespace).map((name): Definition => ({ name: keyText(name) ?? name.text, kind: 'import', span: spanOf(name) })));
  else facts.starExports.push(specifier);
  facts.imports.push({
    specifier,
    form: 'reexport',
    names,
    typeOnly: isTypeOnly(statement) || /^export\s+type\b/.test(statement.text.slice(0, 40)),
    guard: 'none',
    symbol: '',
    span: spanOf(statement),
    specifierSpan: innerSpan(source),
  });
}

function exportedName(specifier: Node, kinds: ReadonlyMap<string, Definition['kind']>): Definition[] {
  const local = specifier.childForFieldName('name');
  const shown = specifier.childForFieldName('alias') ?? local;
  const name = keyText(shown);
  if (!shown || name === undefined) return [];
  return [{ name, kind: kinds.get(local?.text ?? '') ?? 'variable', span: spanOf(shown) }];
}

function isDefault(statement: Node): boolean {
  return statement.children.some((child) => child.type === 'default');
}

function defaultKeyword(statement: Node): Node {
  return statement.children.find((child) => child.type === 'default') ?? statement;
}

function defaultKind(value: Node | null, kinds: ReadonlyMap<string, Definition['kind']>): Definition['kind'] {
  if (!value) return 'variable';
  if (value.type === 'identifier') return kinds.get(value.text) ?? 'variable';
  if (/function/.test(value.type)) return 'function';
  return /class/.test(value.type) ? 'class' : 'variable';
}

function readAmbient(statement: Node, facts: StatementFacts, ambient: string[]): void {
  facts.augments ||= statement.child(1)?.type === 'global';
  const module = childOf(statement, 'module');
  const name = literalText(module?.childForFieldName('name'));
  if (!module || name === undefined) return;
  ambient.push(name);
  const body = module.childForFieldName('body');
  if (!body) return;
  for (const inner of body.namedChildren) {
    if (inner.type !== 'import_statement' && !(inner.type === 'export_statement' && inner.childForFieldName('source'))) continue;
    const nested: StatementFacts = { imports: [], exports: [], starExports: [], ambientModules: [], augments: false, exportAssignment: false, isModule: false };
    if (inner.type === 'import_statement') readImport(inner, nested);
    else readExport(inner, nested, new Map());
    facts.imports.push(...nested.imports.map((one) => ({ ...one, typeOnly: true, guard: 'type-checking' as const })));
  }
}

