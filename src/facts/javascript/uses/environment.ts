/** Environment variables that code reads. */
import type { Node } from 'web-tree-sitter';
import { spanOf } from '../nodes.js';
import type { FunctionTable } from './functions.js';
import type { EnvironmentRead } from './types.js';

const READ = /\b(?:process\s*\.\s*env|import\s*\.\s*meta\s*\.\s*env)\s*(?:\.\s*([A-Z][A-Z0-9_]*)\b|\[\s*(["'])([A-Z][A-Z0-9_]*)\2\s*\])/g;
/** `const { A, B: b } = …` */
const UNPACKED = /\{([^{}]*)\}\s*=\s*(?:process\s*\.\s*env|import\s*\.\s*meta\s*\.\s*env)\b(?!\s*[.[])/g;

/** Reads of single variables, in order. Names that are taken out of the whole environment are `kept`, a default among them `tolerated`. */
export function readEnvironment(source: string, root: Node, table: FunctionTable): EnvironmentRead[] {
  const found: EnvironmentRead[] = [];
  for (const match of source.matchAll(READ)) {
    const read = memberAt(root.descendantForIndex(match.index), match[0].length);
    const name = match[1] ?? match[3];
    if (read !== undefined && name !== undefined) found.push({ name, form: match[0].replace(/\s/g, ''), use: useOf(read), span: spanOf(read), within: table.around(read) });
  }
  for (const match of source.matchAll(UNPACKED)) {
    const hit = root.descendantForIndex(match.index);
    if (hit === null || hit.type === 'comment' || hit.type.startsWith('string')) continue;
    for (const [, name, given] of (match[1] ?? '').matchAll(/(?:^|,)\s*([A-Z][A-Z0-9_]*)\s*(?::\s*[\w$]+\s*)?(=)?/g)) {
      if (name !== undefined) found.push({ name, form: match[0].slice(match[0].lastIndexOf('=') + 1).replace(/\s/g, ''), use: given === undefined ? 'kept' : 'tolerated', span: spanOf(hit), within: table.around(hit) });
    }
  }
  return found;
}

/** The member expression that the match stands for, when the hit is code. */
function memberAt(hit: Node | null, length: number): Node | undefined {
  if (hit === null || !/^(identifier|import|meta_property)$/.test(hit.type)) return undefined;
  const end = hit.startIndex + length;
  for (let at: Node | null = hit; at !== null && at.endIndex <= end; at = at.parent) if (at.endIndex === end && /^(member|subscript)_expression$/.test(at.type)) return at;
  return undefined;
}

function useOf(read: Node): EnvironmentRead['use'] {
  const parent = read.parent;
  switch (parent?.type) {
    case 'non_null_expression':
      return isGuarded(parent) ? 'tolerated' : 'needed';
    case 'as_expression':
      return parent.parent?.type === 'binary_expression' ? 'tolerated' : 'kept';
    case 'template_substitution':
    case 'arguments':
    case 'pair':
      return isGuarded(parent) ? 'tolerated' : parent.type === 'template_substitution' ? 'needed' : 'given';
    case 'variable_declarator':
      return 'kept';
    case 'assignment_expression':
      return parent.childForFieldName('left')?.id === read.id ? 'tolerated' : 'kept';
    default:
      return 'tolerated';
  }
}

/** A condition, a default or an attempt stands around it in its function. */
function isGuarded(node: Node): boolean {
  for (let at: Node | null = node; at !== null; at = at.parent) {
    if (/^(if_statement|ternary_expression|binary_expression|switch_statement|try_statement|while_statement)$/.test(at.type)) return true;
  }
  return false;
}
