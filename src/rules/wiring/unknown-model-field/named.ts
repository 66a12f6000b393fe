/** Names of fields as they stand in code. Pure. */
import type { Expression, Keyword, StringExpression } from '../../../facts/python/code/nodes.js';
import type { Added, ModelClass } from '../../../project/django/types.js';

/** What a name may be at its place. */
export type Form =
  /** A lookup path with lookups and transforms: `filter(date__year=…)`. */
  | 'lookup'
  /** A path of fields: `only('customer__name')`, `select_related`. */
  | 'path'
  /** Anything that an instance has: `list_display`, a serializer's `fields`, `source`, keywords of the constructor. */
  | 'attribute'
  /** A field alone: `update(name=…)`, a form's `fields`. */
  | 'field';

export interface Named {
  readonly model: ModelClass;
  readonly form: Form;
  /** Without `-`, `^` and the like. */
  readonly path: string;
  /** 0-based offset of the path's first character; null where the literal is not written in one piece. */
  readonly offset: number | null;
  readonly node: Expression | Keyword;
  /** Dotted function or class around it. */
  readonly symbol: string;
  /** As the message calls the place: `filter()`, `list_display`. */
  readonly place: string;
  /** Names that the query itself adds. */
  readonly aliases: readonly string[];
  readonly added: Added | null;
  /** Why a name may be answered by something that can't be seen; null when all is seen. */
  readonly open: string | null;
}

/** What all names of one place have in common. */
export type Setting = Omit<Named, 'path' | 'offset' | 'node'>;

/** The name that a string literal holds; `prefix` is what may stand before it. */
export function namedByString(setting: Setting, node: StringExpression, prefix: RegExp | null = null): Named {
  const lead = prefix === null ? 0 : (prefix.exec(node.value)?.[0].length ?? 0);
  const quotes = node.end - node.start - node.value.length;
  return { ...setting, node, path: node.value.slice(lead), offset: quotes === 2 ? node.start + 1 + lead : null };
}

/** The name that a keyword argument is. */
export function namedByKeyword(setting: Setting, keyword: Keyword): Named[] {
  return keyword.name === null ? [] : [{ ...setting, node: keyword, path: keyword.name, offset: keyword.start }];
}

/** Every string literal of lists and tuples, nested ones and concatenations too; other items are passed over. */
export function stringsIn(expression: Expression | null | undefined): readonly StringExpression[] {
  switch (expression?.kind) {
    case 'string':
      return expression.bytes === true || expression.cut === true ? [] : [expression];
    case 'list':
    case 'tuple':
    case 'set':
      return expression.items.flatMap(stringsIn);
    case 'binary':
      return expression.operator === '+' ? [...stringsIn(expression.left), ...stringsIn(expression.right)] : [];
    default:
      return [];
  }
}
