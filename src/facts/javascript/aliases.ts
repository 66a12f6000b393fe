/** Alias tables in bundler, Babel and test configuration, read as far as literals go. */
import type { Node } from 'web-tree-sitter';
import { keyText, literalText, named } from './nodes.js';

export interface AliasEntry {
  readonly key: string;
  readonly targets: readonly string[];
}

/** Reads the table that the word `alias`, `aliases` or `moduleNameMapper` at `hit` names. Empty when there is none. */
export function readAliases(hit: Node): AliasEntry[] {
  const holder = hit.type === 'string_fragment' ? hit.parent?.parent : hit.parent;
  if (!holder) return [];
  if (holder.type === 'pair') return readTable(holder.childForFieldName('value'));
  if (holder.type === 'variable_declarator') return readTable(holder.childForFieldName('value'));
  if (holder.type === 'member_expression') return readMember(holder);
  return [];
}

/** `resolve.alias = {…}`, `resolve.alias['@'] = …`, `resolve.alias.set('@', …)`. */
function readMember(member: Node): AliasEntry[] {
  const parent = member.parent;
  if (parent?.type === 'assignment_expression') return readTable(parent.childForFieldName('right'));
  if (parent?.type === 'subscript_expression' || parent?.type === 'member_expression') {
    const grand = parent.parent;
    const key = parent.type === 'subscript_expression' ? literalText(parent.childForFieldName('index')) : parent.childForFieldName('property')?.text;
    if (grand?.type === 'assignment_expression' && key !== undefined) return entry(key, grand.childForFieldName('right'));
    if (grand?.type === 'call_expression' && key === 'set') {
      const [first, second] = named(grand.childForFieldName('arguments') ?? grand);
      const name = literalText(first);
      return name === undefined ? [] : entry(name, second ?? null);
    }
  }
  return [];
}

function readTable(value: Node | null): AliasEntry[] {
  if (!value) return [];
  if (/^(?:as_expression|satisfies_expression|parenthesized_expression)$/.test(value.type)) return readTable(value.namedChild(0));
  if (value.type === 'array') return named(value).flatMap(readFindReplacement);
  if (value.type !== 'object') return [];
  return named(value).flatMap((property) => {
    if (property.type === 'spread_element') return readTable(property.namedChild(0));
    if (property.type !== 'pair') return [];
    const key = keyText(property.childForFieldName('key'));
    return key === undefined ? [] : entry(key, property.childForFieldName('value'));
  });
}

/** Vite's and Rollup's `{ find, replacement }`. */
function readFindReplacement(item: Node): AliasEntry[] {
  if (item.type !== 'object') return [];
  const values = new Map(named(item).map((pair) => [keyText(pair.childForFieldName('key')), pair.childForFieldName('value')]));
  const find = values.get('find');
  const key = find?.type === 'regex' ? find.childForFieldName('pattern')?.text : literalText(find);
  return key === undefined ? [] : entry(key, values.get('replacement') ?? null);
}

function entry(key: string, value: Node | null): AliasEntry[] {
  const literals = value ? [value, ...value.descendantsOfType(['string', 'template_string'])] : [];
  const targets = literals.flatMap((one) => (one ? (literalText(one) ?? []) : []));
  return [{ key, targets: [...new Set(targets)] }];
}
