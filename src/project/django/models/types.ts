/** The models of a repository: contract of the part. */
import type { CallExpression, Expression } from '../../../facts/python/code/nodes.js';
import type { ClassSymbol } from '../../python/symbols-types.js';
import type { Place } from '../types.js';

export interface ModelField {
  readonly name: string;
  /** Resolved class of the field: `django.db.models.CharField`; for a class of the repository `path:symbol`; '' when unknown. */
  readonly type: string;
  /** The last part of `type`: `CharField`, `ForeignKey`. For a local subclass of a known field: the local name. */
  readonly typeName: string;
  readonly call: CallExpression;
  readonly place: Place;
  /** The class whose body holds it (an abstract base for inherited ones). */
  readonly owner: ClassSymbol;
  readonly relation?: Relation;
  /** What Django's own options say, where they are literal. */
  readonly unique: boolean;
  readonly indexed: boolean;
  readonly null: boolean;
  readonly primaryKey: boolean;
}

export interface Relation {
  readonly form: 'foreign-key' | 'one-to-one' | 'many-to-many' | 'generic';
  /** The related model, or why it can't be told. */
  readonly target: ModelClass | { readonly external: string } | { readonly unknown: string };
  /** Name of the reverse accessor on the target (`order_set`, `items`), null when there is none (`+`), undefined when it can't be told. */
  readonly accessor: string | null | undefined;
  /** Name of the reverse lookup in queries (related_query_name, related_name or the model's name). */
  readonly query: string | null | undefined;
  readonly through?: string;
}

export interface ModelClass extends ClassSymbol {
  readonly name: string;
  /** The app's label; '' when the app is unknown. */
  readonly app: string;
  readonly abstract: boolean;
  readonly proxy: boolean;
  readonly managed: boolean;
  readonly swappable: boolean;
  /** Own and inherited fields in order of definition, without those that a subclass sets to None; with the implicit `id` left out. */
  readonly fields: readonly ModelField[];
  /** Of these, the ones in the model's own table: its own and those of abstract bases; with the link to each parent's table. None for a proxy. */
  readonly local: readonly ModelField[];
  /** Relations of other models that point here: name of the accessor and of the query lookup. */
  readonly reverse: readonly { readonly field: ModelField; readonly from: ModelClass; readonly accessor: string | null | undefined; readonly query: string | null | undefined }[];
  /** Managers: attribute name -> class (`objects` is Django's own when none is set). */
  readonly managers: readonly { readonly name: string; readonly value: Expression; readonly place: Place }[];
  /** Meta as written, inherited Meta included: option -> expression and place. */
  readonly meta: ReadonlyMap<string, { readonly value: Expression; readonly place: Place }>;
  /** Why Meta may hold options that can't be seen; null when all are seen. */
  readonly metaOpen: string | null;
  /** Models it inherits tables from. */
  readonly parents: readonly ModelClass[];
  /** Why fields may exist that can't be seen: a base that can't be resolved, a class decorator, `add_to_class`, a metaclass. null when all are seen. */
  readonly open: string | null;
}

export interface ModelIndex {
  /** Every model class of the repository, abstract ones too, sorted by path and place. */
  readonly models: readonly ModelClass[];
  at(path: string, symbol: string): ModelClass | undefined;
  /** The models of a file, in the order of their place. */
  inFile(path: string): readonly ModelClass[];
  /** Whether the file is imported, directly or through others, when Django starts: by models modules, AppConfigs, admin modules and urlconfs. */
  isLoaded(path: string): boolean;
  /** By `app.Model` (case-insensitive), or by bare name where it is unique. */
  byName(name: string): ModelClass | undefined;
  of(symbol: ClassSymbol): ModelClass | undefined;
  /** A well-known concrete model of Django by its dotted name (`django.contrib.auth.models.User`, Group, Permission, ContentType, Session, Site); its path is ''. */
  external(dotted: string): ModelClass | undefined;
  /** What `settings.AUTH_USER_MODEL` means to a file. */
  userModel(path: string): Relation['target'];
  /** A field or relation by its name: own, inherited, `pk`, `id`, `x_id`; a way back by its query name or its accessor. */
  field(model: ModelClass, name: string): FieldAnswer;
}

export type FieldAnswer =
  | { readonly kind: 'field'; readonly field: ModelField }
  | { readonly kind: 'reverse'; readonly from: ModelClass; readonly field: ModelField }
  /** `pk`, `id`, `fk_id`: a column without a field of its own. */
  | { readonly kind: 'column'; readonly field: ModelField | null }
  | { readonly kind: 'no'; readonly nearest: readonly string[] }
  | { readonly kind: 'unknown'; readonly reason: string };
