import type { Node } from 'web-tree-sitter';
import type { Guard, PythonImport } from '../types.js';
import { compact, textOf, type PythonSource } from './source.js';

/** Where a statement or call stands. */
export type Context = Pick<PythonImport, 'guard' | 'scope' | 'symbol'>;

/** What an `if` asks. `main`: whether the module is run as a script, which says nothing about what is installed. */
type Condition = 'type-checking' | 'type-checking-and-more' | 'not-type-checking' | 'main' | 'other';

/** How little a failing import matters; the strongest guard around a statement counts. */
const STRENGTH: Readonly<Record<Guard, number>> = { none: 0, conditional: 1, fallback: 2, optional: 3, 'type-checking': 4 };

const CATCHES_IMPORTS: ReadonlySet<string> = new Set(['ImportError', 'ModuleNotFoundError', 'Exception', 'BaseException']);

/**
 * The guards, the scope and the enclosing symbol of a node, read from its ancestors. Guards reach into functions: a function
 * that is defined under `try: import x` only exists when x does. Decorators, bases and defaults belong to the outer scope.
 */
export function contextOf(source: PythonSource, node: Node): Context {
  let guard: Guard = 'none';
  let scope: Context['scope'] = 'module';
  const names: string[] = [];
  let grandchild: Node | null = null;
  let child = node;
  for (let parent = node.parent; parent; parent = parent.parent) {
    const type = parent.type;
    if (isBody(type, child)) {
      names.push(nameOf(source, parent));
      if (type === 'function_definition') scope = 'function';
      else if (scope === 'module') scope = 'class';
    } else if (type === 'lambda') scope = 'function';
    else guard = stronger(guard, guardOf(source, parent, child, grandchild));
    grandchild = child;
    child = parent;
  }
  return { guard, scope, symbol: names.toReversed().join('.') };
}

function isBody(type: string, child: Node): boolean {
  return (type === 'function_definition' || type === 'class_definition') && child.type === 'block';
}

function nameOf(source: PythonSource, definition: Node): string {
  const name = definition.childForFieldName('name');
  return name ? textOf(source, name) : '';
}

function stronger(left: Guard, right: Guard): Guard {
  return STRENGTH[right] > STRENGTH[left] ? right : left;
}

function guardOf(source: PythonSource, parent: Node, child: Node, grandchild: Node | null): Guard {
  switch (parent.type) {
    case 'if_statement':
      return ifGuard(source, parent, child, grandchild);
    case 'try_statement':
      return tryGuard(source, parent, child);
    case 'with_statement':
      return child.type === 'block' && toleratesImportErrors(source, parent) ? 'conditional' : 'none';
    case 'conditional_expression':
    case 'boolean_operator':
    case 'case_clause':
      return 'conditional';
    default:
      return 'none';
  }
}

function ifGuard(source: PythonSource, statement: Node, child: Node, grandchild: Node | null): Guard {
  if (child.type === 'block') return branchGuard(conditionOf(source, statement));
  if (child.type === 'elif_clause') {
    return grandchild?.type === 'block' ? stronger('conditional', branchGuard(conditionOf(source, child))) : 'conditional';
  }
  if (child.type !== 'else_clause') return 'none';
  if (statement.namedChildren.some((part) => part.type === 'elif_clause')) return 'conditional';
  const condition = conditionOf(source, statement);
  if (condition === 'not-type-checking') return 'type-checking';
  return condition === 'type-checking' ? 'none' : 'conditional';
}

function branchGuard(condition: Condition): Guard {
  if (condition === 'type-checking' || condition === 'type-checking-and-more') return 'type-checking';
  return condition === 'other' ? 'conditional' : 'none';
}

const CHECKING = String.raw`(?:[\w.]+\.)?(?:TYPE_CHECKING|MYPY)`;
const TYPE_CHECKING = new RegExp(`^(?:${CHECKING}|False|0)$`);
const NOT_TYPE_CHECKING = new RegExp(`^not\\s*\\(?\\s*${CHECKING}\\s*\\)?$`);
const MAIN = /^(?:__name__\s*==\s*["']__main__["']|["']__main__["']\s*==\s*__name__)$/;

function conditionOf(source: PythonSource, clause: Node): Condition {
  const condition = clause.childForFieldName('condition');
  const text = condition ? unwrap(textOf(source, condition)) : '';
  if (TYPE_CHECKING.test(text)) return 'type-checking';
  if (NOT_TYPE_CHECKING.test(text)) return 'not-type-checking';
  if (MAIN.test(text)) return 'main';
  if (/\bor\b/.test(text)) return 'other';
  return text.split(/\band\b/).some((part) => TYPE_CHECKING.test(unwrap(part))) ? 'type-checking-and-more' : 'other';
}

function unwrap(text: string): string {
  const trimmed = text.trim();
  return /^\([^()]*\)$/.test(trimmed) ? trimmed.slice(1, -1).trim() : trimmed;
}

function tryGuard(source: PythonSource, statement: Node, child: Node): Guard {
  if (child.type !== 'block' && child.type !== 'except_clause' && child.type !== 'else_clause') return 'none';
  const tolerant = statement.namedChildren.some((clause) => clause.type === 'except_clause' && catchesImports(source, clause));
  if (!tolerant) return 'none';
  return child.type === 'except_clause' ? 'fallback' : 'optional';
}

function catchesImports(source: PythonSource, clause: Node): boolean {
  const values = clause.childrenForFieldName('value');
  if (values.length === 0) return true;
  return values.some((value) => exceptionNames(source, value).some(mayCatchImports));
}

function exceptionNames(source: PythonSource, value: Node): readonly string[] {
  const caught = value.type === 'as_pattern' ? value.namedChild(0) : value;
  if (!caught) return [];
  return textOf(source, caught).split(/[(),\s]+/).filter((name) => name !== '');
}

/** A name that is not written like a class (`import_errors`, `_ERRORS`) can hold anything, so ImportError too. */
function mayCatchImports(name: string): boolean {
  const last = name.slice(name.lastIndexOf('.') + 1);
  return CATCHES_IMPORTS.has(last) || !/^_*[A-Z]\w*[a-z]/.test(last);
}

/** `with suppress(ImportError):`, `with pytest.raises(ImportError):` and the like. */
function toleratesImportErrors(source: PythonSource, statement: Node): boolean {
  const clause = statement.namedChildren.find((part) => part.type === 'with_clause');
  const text = clause ? compact(textOf(source, clause)) : '';
  if (/\b(?:ImportError|ModuleNotFoundError)\b/.test(text)) return true;
  return /\b(?:suppress|raises|assertRaises\w*)\([^)]*\b(?:Exception|BaseException)\b/.test(text);
}
