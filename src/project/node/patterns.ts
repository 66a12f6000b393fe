/** Path patterns of Express, Koa, Fastify, Hono and Next to `{name}`, `{name:path}` and `{*}`. Pure. */
import type { Value } from '../../facts/javascript/uses/types.js';

/**
 * The patterns that a written path stands for, usually one; an optional parameter makes two. undefined where the path is an expression
 * that says more than paths of segments can tell. A parameter that an expression narrows is `{name:narrowed}`.
 */
export function patternsOf(written: string): readonly string[] | undefined {
  let variants: readonly string[] = [''];
  for (const segment of withOptionalGroups(written).split('/').filter(Boolean)) {
    const read = segmentOf(segment);
    if (read === undefined) return undefined;
    variants = variants.flatMap((before) => (read.optional ? [before, `${before}/${read.text}`] : [`${before}/${read.text}`]));
  }
  return variants.map((one) => (one === '' ? '/' : one));
}

/** Express 5 and Koa: `/users{/:id}` is `/users/:id?`. */
function withOptionalGroups(written: string): string {
  return written.replace(/\{\/([^{}/]+)\}/g, '/$1?');
}

function segmentOf(segment: string): { readonly text: string; readonly optional: boolean } | undefined {
  if (/^(\*\w*|\(\.\*\)|\{\*\w+\}|:\w+\*|:\w+\(\.\*\)\??|:\w+\{\.[+*]\}|:\w+\(\*\)|:\w+\+)$/.test(segment)) return { text: '{*}', optional: false };
  const whole = /^:(\w+)(\([^()]*\)|\{[^{}]*\})?(\??)$/.exec(segment);
  if (whole !== null) return { text: `{${whole[1] ?? ''}${whole[2] === undefined ? '' : ':narrowed'}}`, optional: whole[3] === '?' };
  const plain = segment.replace(/:(\w+)(?:\([^()]*\))?/g, '{$1}');
  if (/^[^*?+()]*$/.test(plain)) return { text: plain, optional: false };
  return /^[^*?+()]*\*$/.test(plain) ? { text: plain.replace(/\*$/, '{*}'), optional: false } : undefined;
}

/** Prefix and path as one; undefined where either can't be told. */
export function joined(prefix: string | undefined, path: string | undefined): string | undefined {
  if (prefix === undefined || path === undefined) return undefined;
  const whole = `${prefix.replace(/\/$/, '')}/${path.replace(/^\//, '')}`;
  return whole === '/' ? '/' : whole.replace(/\/$/, '');
}

/** The paths that an argument names; null where it names none, undefined in place of those that can't be told. */
export function pathsIn(value: Value | undefined, textOf: (value: Value) => string | undefined): readonly (string | undefined)[] | null {
  if (value === undefined || value.kind === 'function') return null;
  if (value.kind === 'array') {
    const looksLikePaths = value.items.some((one) => one.kind === 'string' || one.kind === 'template' || (one.kind === 'literal' && one.text.startsWith('/')));
    return looksLikePaths ? value.items.flatMap((one) => pathsIn(one, textOf) ?? [undefined]) : null;
  }
  if (value.kind === 'literal') return value.text.startsWith('/') ? [undefined] : null;
  const text = textOf(value);
  if (text !== undefined) return patternsOf(text) ?? [undefined];
  return value.kind === 'template' || value.kind === 'concat' || value.kind === 'string' ? [undefined] : null;
}
