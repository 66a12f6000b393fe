/** Rows of a queryset and what is reached from them. */
import type { Expression, Located } from '../../../facts/python/code/nodes.js';
import type { Span } from '../../../facts/types.js';
import type { Loaded, ModelClass, ModelField } from '../../../project/django/types.js';

/** A place in Python code or in a template. */
export interface Spot {
  readonly path: string;
  readonly at: Located | { readonly span: Span };
}

/** The expression where a queryset begins. */
export interface Source {
  readonly path: string;
  readonly origin: Expression;
}

/** One row after another: what a loop, a list view or an admin list goes through; or a single row. */
export interface Root {
  readonly model: ModelClass;
  readonly loaded: Loaded;
  /** False for a single row: its relations are read once. */
  readonly repeated: boolean;
  /** Where the rows are gone through, with the words for it: "the loop in line 12". */
  readonly where: Spot;
  readonly words: string;
  readonly source: Source | null;
  /** The relation back to the object that the rows came from, which Django fills in itself. */
  readonly back: string | null;
  /** Relations that the loop sets itself, as paths. */
  readonly assigned: Set<string>;
  /** The function body that goes through the rows. */
  readonly frame: object | null;
}

export interface Row {
  readonly kind: 'row';
  readonly root: Root;
  /** The relations from the root's rows to this one. */
  readonly path: readonly string[];
  /** null for a model that is not of the repository. */
  readonly model: ModelClass | null;
  /** The path leads over a relation to many. */
  readonly many: boolean;
  readonly back: string | null;
}

/** The manager of the rows that a relation leads to, or a queryset made of it. */
export interface Related {
  readonly kind: 'related';
  readonly row: Row;
  readonly name: string;
  readonly field: ModelField;
  readonly target: ModelClass | null;
  /** Filtered or ordered, so that it is a query of its own even when the relation is loaded. */
  readonly refined: boolean;
}

export type Value = Row | Related | undefined;

/** A step from the loop to the read in other code. */
export interface Via {
  readonly spot: Spot;
  readonly label: string;
}

/** A relation that is read for each row. */
export interface Read {
  readonly root: Root;
  /** `customer__company` */
  readonly path: string;
  /** How it would be loaded with the rows; `counted`: by an annotation; `refined`: by no name alone. */
  readonly form: 'select' | 'prefetch' | 'counted' | 'refined';
  readonly field: ModelField;
  readonly spot: Spot;
  readonly via: readonly Via[];
}

/** What a name of a model leads to. */
export type Member =
  | { readonly kind: 'one' | 'many'; readonly field: ModelField; readonly target: ModelClass | null; readonly back: string | null }
  | undefined;

/** The relation of a model by the name of its attribute. */
export function memberOf(model: ModelClass, name: string): Member {
  const field = model.fields.find((one) => one.name === name);
  const relation = field?.relation;
  if (field !== undefined) {
    if (relation === undefined || relation.form === 'generic') return undefined;
    const target = 'fields' in relation.target ? relation.target : null;
    if (relation.form === 'many-to-many') return { kind: 'many', field, target, back: null };
    return { kind: 'one', field, target, back: relation.form === 'one-to-one' ? (relation.accessor ?? null) : null };
  }
  const reverse = reverseOf(model).find(({ accessor }) => accessor === name);
  if (reverse === undefined || reverse.field.relation?.form === 'generic') return undefined;
  const one = reverse.field.relation?.form === 'one-to-one';
  return { kind: one ? 'one' : 'many', field: reverse.field, target: reverse.from, back: reverse.field.relation?.form === 'many-to-many' ? null : reverse.field.name };
}

function reverseOf(model: ModelClass): ModelClass['reverse'] {
  return [...model.reverse, ...model.parents.flatMap(reverseOf)];
}

export function pathOf(row: Row, name: string): string {
  return [...row.path, name].join('__');
}

/** Whether the rows bring along what a path leads to. */
export function isLoaded({ loaded }: Root, path: string): boolean {
  return loaded.select.includes(path) || loaded.prefetch.includes(path);
}
