/**
 * What a page is made of: elements as plain data. The server writes them as text (`serialise.ts`), the page's own script makes
 * nodes of them (`client/dom.ts`); so each thing is drawn by one function, and no text ever becomes markup. Pure.
 */

export interface Element {
  readonly tag: string;
  /** Only those that are set. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Element | string)[];
}

export type Child = Element | string | number | null | false | readonly Child[];

/** null, undefined and false: left out; true: an attribute without a value. */
export type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Characters that show nothing or change how their neighbours show; see `visible`. Tabs and newlines stay. */
const INVISIBLE = /(?!\t|\n|\uFE0E|\uFE0F)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const TAG = /^[a-z][a-z0-9]*$/i;
const NAME = /^(?!on|style$|srcdoc$)[a-z][a-z-]*$/i;
const ADDRESSES = new Set(['href', 'src', 'action']);

/**
 * An element. Texts show every invisible character spelt out; an address with another scheme than http(s) is left out.
 * @throws Error for elements and attributes that would be run (`script`, `style`, `on…`): a fault of this program, as names never come from a repository
 */
export function h(tag: string, attributes: Attributes, ...children: Child[]): Element {
  if (!TAG.test(tag) || tag === 'script' || tag === 'style') throw new Error(`no element "${tag}" in pages`);
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (!NAME.test(name)) throw new Error(`no attribute "${name}" in pages`);
    const text = value === true ? '' : shown(String(value));
    if (!ADDRESSES.has(name) || isAddress(text)) kept[name] = text;
  }
  return { tag, attributes: kept, children: flat(children) };
}

/** The text with every invisible character spelt out, e.g. `\u{202E}`; a carriage return before a newline is left out. */
export function shown(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(INVISIBLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}}`);
}

/** A sentence that may hold code between single back-ticks, as messages of rules do. */
export function prose(text: string): Child[] {
  const parts = text.trim().split('`');
  // An odd number of back-ticks: the pairing can't be trusted.
  if (parts.length % 2 === 0) return [text.trim()];
  return parts.map((part, index) => (index % 2 === 1 ? h('code', {}, part) : part));
}

/** A relative address, or one of the web. */
function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) || !/^[^/?#]*:|^\/[/\\]|^\s/.test(text);
}

function flat(children: readonly Child[]): (Element | string)[] {
  return children.flatMap((child) => {
    if (child === null || child === false || child === '') return [];
    if (typeof child === 'number') return [String(child)];
    if (typeof child === 'string') return [shown(child)];
    return 'tag' in child ? [child] : flat(child);
  });
}
