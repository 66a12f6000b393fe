/** What names of JavaScript code hold, as far as one file tells. Pure. */
import type { JavaScriptUses, Value } from '../../../facts/javascript/uses/types.js';

export type NamedValue =
  /** A variable, with all that it is given. */
  | { readonly kind: 'variable'; readonly values: readonly Value[]; readonly within: number }
  /** A parameter, with its type as written, '' without one, and what else it is given. */
  | { readonly kind: 'parameter'; readonly type: string; readonly values: readonly Value[]; readonly within: number }
  /** A variable of the module. */
  | { readonly kind: 'module'; readonly value: Value }
  | { readonly kind: 'unknown' };

/** What a plain name means inside a function; `within` is the function's index, -1 at the top. */
export function named(uses: JavaScriptUses, name: string, within: number): NamedValue {
  for (let at = within; at !== -1; at = uses.functions[at]?.parent ?? -1) {
    const local = uses.locals?.find((one) => one.within === at && one.name === name);
    if (local === undefined) continue;
    const shared = { values: local.values, within: at };
    return local.parameter === undefined ? { kind: 'variable', ...shared } : { kind: 'parameter', type: local.parameter, ...shared };
  }
  const value = uses.values.find((one) => one.name === name)?.value;
  return value === undefined ? { kind: 'unknown' } : { kind: 'module', value };
}

/** The one value that a value stands for: itself, or what the only assignment to its name gives. */
export function followed(uses: JavaScriptUses, value: Value | undefined, within: number, depth = 0): Value | undefined {
  if (value?.kind !== 'name' || value.name.includes('.') || depth > 3) return value;
  const found = named(uses, value.name, within);
  if (found.kind === 'module') return followed(uses, found.value, -1, depth + 1);
  const [only, ...others] = found.kind === 'variable' ? found.values : [];
  return only === undefined || others.length > 0 ? value : followed(uses, only, within, depth + 1);
}

/** The value of an object's key; undefined where it has none, `open` where that can't be told. */
export function entryOf(value: Value | undefined, key: string): Value | undefined | 'open' {
  if (value?.kind !== 'object') return 'open';
  return value.entries.find((entry) => entry.key === key)?.value ?? (value.open ? 'open' : undefined);
}
