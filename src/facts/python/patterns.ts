import type { Node } from 'web-tree-sitter';
import { DEEPEST_NESTING } from './source.js';

/** Identifiers that an assignment, `for`, `with … as` or `del` target names, in order. Attributes and subscripts bind nothing. */
export function targetNames(target: Node | null, depth = 0): readonly Node[] {
  if (!target || depth > DEEPEST_NESTING) return [];
  switch (target.type) {
    case 'identifier':
      return [target];
    case 'pattern_list':
    case 'tuple_pattern':
    case 'list_pattern':
    case 'list_splat_pattern':
    case 'as_pattern_target':
    case 'tuple':
    case 'list':
    case 'list_splat':
    case 'expression_list':
    case 'parenthesized_expression':
      return target.namedChildren.flatMap((part) => targetNames(part, depth + 1));
    default:
      return [];
  }
}

/** Identifiers that a `case` pattern captures. Dotted names are values, a class pattern's first name is its class, `_` binds nothing. */
export function capturedNames(pattern: Node, depth = 0): readonly Node[] {
  if (depth > DEEPEST_NESTING) return [];
  const parts = pattern.namedChildren;
  switch (pattern.type) {
    case 'identifier':
      return [pattern];
    case 'dotted_name':
      return parts.length === 1 ? parts : [];
    case 'class_pattern':
    case 'keyword_pattern':
      return parts.slice(1).flatMap((part) => capturedNames(part, depth + 1));
    case 'string':
    case 'concatenated_string':
      return [];
    default:
      return parts.flatMap((part) => capturedNames(part, depth + 1));
  }
}
