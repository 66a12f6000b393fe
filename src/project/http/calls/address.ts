/** What an address expression may be, with marks for the pieces that can't be told. Pure. */
import type { Value } from '../../../facts/javascript/uses/types.js';

/** One piece between slashes. */
export const ONE = '\uE000';
/** Anything: part of a piece, several pieces, a query. */
export const ANY = '\uE001';
const OPEN = '\uE010';
const CLOSE = '\uE011';
const PARAMETER = /\uE010([^\uE011]*)\uE011/g;
/** Alternatives of one address that are told apart. */
const MOST_VARIANTS = 6;

/** A parameter of a function: which, and what of it where it is an object or taken apart. */
export interface ParameterMark {
  readonly functionIndex: number;
  readonly index: number;
  readonly key: string;
  readonly name: string;
}

/** The mark that stands for a parameter in a text. */
export function markOf({ functionIndex, index, key, name }: ParameterMark): string {
  return `${OPEN}${functionIndex}|${index}|${key}|${name}${CLOSE}`;
}

/** The marks in a text, in order. */
export function marksIn(text: string): readonly ParameterMark[] {
  return [...text.matchAll(PARAMETER)].map((match) => {
    const [functionIndex, index, key = '', name = ''] = (match[1] ?? '').split('|');
    return { functionIndex: Number(functionIndex), index: Number(index), key, name };
  });
}

/** The text with marks replaced by what `instead` says. */
export function withMarks(text: string, instead: (mark: ParameterMark) => string): string {
  return text.replace(PARAMETER, (mark) => instead(marksIn(mark)[0] as ParameterMark));
}

/** Names of what is one piece of a path. */
const ONE_PIECE = /(^|[._])(\w*(id|ID|Id|uuid|Uuid|UUID|slug|Slug|token|Token|code|Code|pk|number|Number|hash|Hash|username|userName|email|year|month|day|date|index|version|lang|language|locale))$/;

/** A piece whose value can't be told, by its name. */
export function unknownPiece(name: string): string {
  return ONE_PIECE.test(name) ? ONE : ANY;
}

/** What names stand for. */
export interface Scope {
  /** The value of a name, evaluated; undefined where nothing is known of it. */
  name(name: string): readonly string[] | undefined;
}

/** The texts that an expression may make, at least one. */
export function addressesOf(value: Value | undefined, scope: Scope, depth = 0): readonly string[] {
  if (value === undefined || depth > 8) return [ANY];
  switch (value.kind) {
    case 'string':
      return [value.text];
    case 'template':
    case 'concat':
      return product(value.parts.map((part) => (typeof part === 'string' ? [part] : addressesOf(part, scope, depth + 1))));
    case 'name':
      return scope.name(value.name) ?? [unknownPiece(value.name)];
    case 'literal':
      return [/^\d+$/.test(value.text) ? value.text : /^(undefined|null|false)$/.test(value.text) ? '' : ANY];
    case 'either':
      return [...new Set(value.options.flatMap((one) => addressesOf(one, scope, depth + 1)))].slice(0, MOST_VARIANTS);
    case 'call':
      return addressesOfCall(value, scope, depth);
    default:
      return [ANY];
  }
}

function addressesOfCall({ callee, args, on, isNew }: Extract<Value, { kind: 'call' }>, scope: Scope, depth: number): readonly string[] {
  if (callee === 'encodeURIComponent') return [ONE];
  if (callee === 'encodeURI' || callee === 'String') return addressesOf(args[0], scope, depth + 1);
  if (callee === 'URL' && isNew) return args.length === 1 ? addressesOf(args[0], scope, depth + 1) : product([addressesOf(args[1], scope, depth + 1), addressesOf(args[0], scope, depth + 1)]);
  const object = /^(.+)\.(toString|trim|toLowerCase)$/.exec(callee)?.[1];
  if (object !== undefined) return on === undefined ? addressesOf({ kind: 'name', name: object }, scope, depth + 1) : addressesOf(on, scope, depth + 1);
  // `apiUrl('/orders')`: what it puts before can't be told.
  const [only] = args;
  return only !== undefined && args.length === 1 && /(^|\.)\w*(url|Url|URL|path|Path|endpoint|Endpoint)$/.test(callee) ? addressesOf(only, scope, depth + 1).map((text) => `${ANY}${text}`) : [ANY];
}

function product(parts: readonly (readonly string[])[]): readonly string[] {
  let texts: readonly string[] = [''];
  for (const part of parts) texts = texts.flatMap((before) => part.map((piece) => `${before}${piece}`)).slice(0, MOST_VARIANTS);
  return texts;
}

/** Base and address as clients put them together: an address with a scheme or on another host stands for itself. */
export function combined(base: string, address: string): string {
  if (base === '' || /^([a-z][\w+.-]*:)?\/\//i.test(address)) return address;
  return `${base.replace(/\/+$/, '')}/${address.replace(/^\/+/, '')}`;
}

const LOCAL_HOST = /^(localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]|host\.docker\.internal)?(:(\d+|\uE000|\uE001))?$/;

/** A path on this repository's server; `outside` for other hosts. `open`: what stands before it can't be told. */
export type Location = { readonly kind: 'path'; readonly text: string; readonly open: boolean } | { readonly kind: 'outside' };

/** Where an address leads. */
export function locationOf(address: string): Location {
  const whole = withMarks(address, ({ name, key }) => unknownPiece(key === '' ? name : key)).replace(/[?#].*$/s, '');
  const absolute = /^(?:[a-z][\w+.-]*:|[\uE000\uE001]+:?)?\/\/([^/]*)(.*)$/is.exec(whole);
  if (absolute !== null) {
    const [, host = '', path = ''] = absolute;
    if (!/[\uE000\uE001]/.test(host.replace(/:.*/s, ''))) return LOCAL_HOST.test(host) ? { kind: 'path', text: path === '' ? '/' : path, open: false } : { kind: 'outside' };
    return { kind: 'path', text: path, open: true };
  }
  if (/^(data|blob|mailto|file|chrome|javascript|about|tauri|app)[\w-]*:/i.test(whole)) return { kind: 'outside' };
  if (whole.startsWith('/')) return { kind: 'path', text: whole, open: false };
  return { kind: 'path', text: `/${whole.replace(/^[\uE000\uE001]+/, '').replace(/^(\.{1,2}\/)+/, '').replace(/^\//, '')}`, open: true };
}

/** The patterns that a path with marks may be: a mark behind a piece may be a query, a part of the piece, or further pieces. */
export function patternsFor(text: string, open: boolean): readonly string[] {
  const pieces = text.split('/').filter(Boolean);
  const [last] = pieces.slice(-1);
  const before = pieces.slice(0, -1).map((piece) => pieceOf(piece));
  const prefix = open ? '/{*}' : '';
  const ends = last === undefined ? [''] : endsOf(last);
  const slash = text.endsWith('/') && pieces.length > 0 ? '/' : '';
  return ends.map((end) => `${prefix}/${[...before, end].filter(Boolean).join('/')}${slash}`);
}

function endsOf(piece: string): readonly string[] {
  const stem = /^([^\uE000\uE001]+)\uE001+$/.exec(piece)?.[1];
  return stem === undefined ? [pieceOf(piece)] : [stem, `${stem}{x}`, `${stem}/{*}`];
}

function pieceOf(piece: string): string {
  if (/^\uE000+$/.test(piece)) return '{x}';
  if (/^[\uE000\uE001]*\uE001[\uE000\uE001]*$/.test(piece)) return '{*}';
  // A mark that may be anything beside text may hold slashes.
  return piece.includes(ANY) ? '{*}' : piece.replace(/\uE000+/g, '{x}');
}
