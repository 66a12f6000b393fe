/** Names of the way back over a relation, as Django makes them. Pure. */
import type { CallExpression, Expression } from '../../../facts/python/code/nodes.js';
import { keywordOf, literalString } from '../../../facts/python/code/walk.js';
import type { Relation } from '../types.js';

export interface NamingInput {
  readonly form: Relation['form'];
  readonly call: CallExpression;
  /** The model that holds the field, not the abstract base that defines it. */
  readonly model: string;
  readonly app: string;
  /** Meta.default_related_name as written. */
  readonly defaultName: Expression | undefined;
  /** The relation leads to the model itself. */
  readonly recursive: boolean;
  /** Options may be set that the call does not show. */
  readonly hidden: boolean;
}

/** Accessor and query name: null when there is none, undefined when it can't be told. */
export function reverseNames(input: NamingInput): Pick<Relation, 'accessor' | 'query'> {
  const own = option(input, 'related_name');
  const query = option(input, 'related_query_name');
  if (input.form === 'generic') return { accessor: null, query: query === null ? null : query };
  const related = own === null && input.defaultName !== undefined ? filled(literalString(input.defaultName), input) : own;
  const lower = input.model.toLowerCase();
  if (related === undefined) return { accessor: undefined, query: query ?? undefined };
  if (related?.endsWith('+') === true) return { accessor: null, query: query ?? null };
  if (input.form === 'many-to-many' && input.recursive && related === null) {
    const symmetrical = keywordOf(input.call, 'symmetrical')?.value;
    if (symmetrical === undefined && keywordOf(input.call, 'through') === undefined) return { accessor: null, query: query ?? null };
    if (symmetrical !== undefined && symmetrical.kind !== 'constant') return { accessor: undefined, query: query ?? undefined };
    if (symmetrical?.kind !== 'constant' || symmetrical.value === true) return { accessor: undefined, query: undefined };
  }
  if (query === undefined) return { accessor: related ?? accessorOf(input.form, lower), query: undefined };
  return { accessor: related ?? accessorOf(input.form, lower), query: query ?? related ?? lower };
}

function accessorOf(form: Relation['form'], lower: string): string {
  return form === 'one-to-one' ? lower : `${lower}_set`;
}

/** The literal of a naming option; null when it is not given, undefined when it is computed. */
function option(input: NamingInput, name: string): string | null | undefined {
  const keyword = keywordOf(input.call, name);
  if (keyword === undefined) return input.hidden || input.call.keywords.some((one) => one.name === null) ? undefined : null;
  if (keyword.value.kind === 'constant' && keyword.value.value === null) return null;
  return filled(literalString(keyword.value), input);
}

function filled(text: string | undefined, { model, app }: NamingInput): string | undefined {
  if (text === undefined) return undefined;
  if (text.includes('%(app_label)') && app === '') return undefined;
  return text.replaceAll('%(class)s', model.toLowerCase()).replaceAll('%(model_name)s', model.toLowerCase()).replaceAll('%(app_label)s', app.toLowerCase());
}
