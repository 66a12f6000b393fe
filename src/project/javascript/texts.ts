/** Texts that expressions of JavaScript code make, as far as constants tell them. Pure. */
import type { Value } from '../../facts/javascript/uses/types.js';
import type { Bindings } from './bindings.js';

/** The text of an expression at the top of a file's scope; undefined where it can't be told. */
export function textOf(bindings: Bindings, path: string, value: Value | undefined, steps = 0): string | undefined {
  if (value === undefined || steps > 8) return undefined;
  if (value.kind === 'string') return value.text;
  if (value.kind === 'template' || value.kind === 'concat') {
    const parts = value.parts.map((part) => (typeof part === 'string' ? part : textOf(bindings, path, part, steps + 1)));
    return parts.includes(undefined) ? undefined : parts.join('');
  }
  if (value.kind !== 'name') return undefined;
  const found = valueAt(bindings, path, value.name);
  return found === undefined ? undefined : textOf(bindings, found.path, found.value, steps + 1);
}

/** The value that a dotted name stands for, and the module it is written in; undefined where none is kept. */
export function valueAt(bindings: Bindings, path: string, dotted: string): { readonly path: string; readonly value: Value } | undefined {
  const origin = bindings.resolve(path, dotted);
  if (origin.kind !== 'local') return undefined;
  let value = bindings.value(origin.path, origin.name);
  for (const member of origin.members === '' ? [] : origin.members.split('.')) {
    value = value?.kind === 'object' ? value.entries.find(({ key }) => key === member)?.value : undefined;
  }
  if (value?.kind === 'call' && /^Object\.freeze$/.test(value.callee)) [value] = value.args;
  return value === undefined ? undefined : { path: origin.path, value };
}
