/** Failures that are caught and forgotten. */
import type { Node } from 'web-tree-sitter';
import { spanOf } from '../nodes.js';
import type { FunctionTable } from './functions.js';
import type { EmptyCatch } from './types.js';
import { dotted, isFunction } from './values.js';

const CLAUSE = /\bcatch\s*(?:\(\s*[\w$]+\s*(?::\s*\w+\s*)?\)\s*)?\{(?=\s*(?:\}|\/[/*]))/g;
/** `.catch(() => {})`, comments in it or not. */
const REJECTION = /\.\s*catch\s*\(\s*(?:async\s*)?(?:function\s*\(\s*[\w$]*\s*\)|(?:\(\s*[\w$]*\s*(?::\s*\w+\s*)?\)|[\w$]+)\s*=>)\s*\{(?=\s*(?:\}|\/[/*]))/g;

/** `catch` clauses and handlers of rejections without statements, in order of their kinds. */
export function readEmptyCatches(source: string, root: Node, table: FunctionTable): EmptyCatch[] {
  const found: EmptyCatch[] = [];
  for (const match of source.matchAll(CLAUSE)) {
    const hit = root.descendantForIndex(match.index);
    const clause = hit?.type === 'catch' ? hit.parent : null;
    const body = clause?.childForFieldName('body');
    if (!hit || clause?.type !== 'catch_clause' || !body || !isEmpty(body)) continue;
    const block = clause.parent?.childForFieldName('body');
    found.push({
      form: 'clause',
      span: spanOf(hit),
      within: table.around(hit),
      isExplained: body.namedChildCount > 0 || commentFollows(source, clause),
      tried: block ? calleesIn(block) : [],
      ...(block && leaves(block) && goesOn(clause) ? { leaves: true as const } : {}),
      ...(block && setsAnew(block) ? { hasFallback: true as const } : {}),
    });
  }
  for (const match of source.matchAll(REJECTION)) {
    const hit = root.descendantForIndex(match.index + match[0].indexOf('catch'));
    const call = hit?.type === 'property_identifier' ? hit.parent?.parent : null;
    const body = call?.childForFieldName('arguments')?.firstNamedChild?.childForFieldName('body');
    const promise = hit?.parent?.childForFieldName('object');
    if (!hit || call?.type !== 'call_expression' || !body || !promise || !isEmpty(body)) continue;
    found.push({ form: 'rejection', span: spanOf(hit), within: table.around(hit), isExplained: body.namedChildCount > 0 || commentFollows(source, call) || commentBefore(source, call), tried: calleesIn(promise) });
  }
  return found;
}

function isEmpty(body: Node): boolean {
  return body.type === 'statement_block' && body.namedChildren.every((child) => child.type === 'comment');
}

/** A comment behind the node on its last line. */
function commentFollows(source: string, node: Node): boolean {
  return /^[ \t;)]*\/[/*]/.test(source.slice(node.endIndex, node.endIndex + 40));
}

/** A comment on the line above the statement. */
function commentBefore(source: string, node: Node): boolean {
  const lineStart = source.lastIndexOf('\n', node.startIndex) + 1;
  const above = source.slice(source.lastIndexOf('\n', lineStart - 2) + 1, lineStart).trim();
  return /^\/[/*]|\*\/$|^\*/.test(above);
}

/** Callees in a block, those in its nested functions left out; at most twelve. */
function calleesIn(block: Node): string[] {
  const found: string[] = [];
  const queue: Node[] = [block];
  for (let at = queue.pop(), steps = 0; at !== undefined && steps < 200 && found.length < 12; at = queue.pop(), steps += 1) {
    const callee = at.type === 'call_expression' || at.type === 'new_expression' ? (at.childForFieldName('function') ?? at.childForFieldName('constructor')) : null;
    if (callee !== null) found.push(dotted(callee));
    for (const child of at.namedChildren) if (!isFunction(child)) queue.push(child);
  }
  return found;
}

/** Something comes after the clause, or it stands in a loop. */
function goesOn(clause: Node): boolean {
  for (let at = clause.parent; at !== null && !isFunction(at); at = at.parent) {
    if (/^(for|for_in|while|do)_statement$/.test(at.type)) return true;
    if (at.type.endsWith('statement') && sibling(at, 'nextNamedSibling') !== null) return true;
  }
  return false;
}

/** The nearest sibling in a direction that is no comment. */
function sibling(node: Node, direction: 'nextNamedSibling' | 'previousNamedSibling'): Node | null {
  let at = node[direction];
  while (at?.type === 'comment') at = at[direction];
  return at;
}

/** The block of a `try` is one assignment to a variable that the statement right before the `try` gives a value. */
function setsAnew(block: Node): boolean {
  const [statement, ...others] = block.namedChildren.filter((child) => child.type !== 'comment');
  const assignment = others.length === 0 && statement?.type === 'expression_statement' ? statement.firstNamedChild : null;
  const target = assignment?.type === 'assignment_expression' ? assignment.childForFieldName('left') : null;
  const before = target?.type === 'identifier' && block.parent !== null ? sibling(block.parent, 'previousNamedSibling') : null;
  if (target === null || before === null) return false;
  if (before.type === 'expression_statement') return before.firstNamedChild?.type === 'assignment_expression' && before.firstNamedChild.childForFieldName('left')?.text === target.text;
  return before.namedChildren.some((child) => child.type === 'variable_declarator' && child.childForFieldName('name')?.text === target.text && child.childForFieldName('value') !== null);
}

/** `return`, `break` or `continue` stands in the block. */
function leaves(block: Node): boolean {
  const queue: Node[] = [block];
  for (let at = queue.pop(), steps = 0; at !== undefined && steps < 200; at = queue.pop(), steps += 1) {
    if (/^(return|break|continue)_statement$/.test(at.type)) return true;
    for (const child of at.namedChildren) if (!isFunction(child) && /statement|clause|switch/.test(child.type)) queue.push(child);
  }
  return false;
}
