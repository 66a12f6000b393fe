/** URL patterns as text that people read and as regular expressions that match. Pure. */

/** A pattern, or a piece of one. */
export interface Pattern {
  /** Without the leading slash: `orders/{pk}/`; `{*}` is what can't be told. */
  readonly text: string;
  /** Source of a regular expression over the URL without its leading slash. Parameters match `{…}` too. */
  readonly source: string;
  readonly parameters: readonly string[];
  /** Why the text is not the whole truth; null when it is. */
  readonly open: string | null;
}

/** The pattern of the root. */
export const EMPTY_PATTERN: Pattern = { text: '', source: '', parameters: [], open: null };

/** A placeholder of a pattern that is matched against another: `{pk}`, `{*}`. */
const PLACEHOLDER = '\\{[^{}/]*\\}';
/** Django's own converters (docs.djangoproject.com, "Path converters"); others may match anything. */
const CONVERTERS: ReadonlyMap<string, string> = new Map([
  ['str', '[^/]+'],
  ['int', '[0-9]+'],
  ['slug', '[-a-zA-Z0-9_]+'],
  ['uuid', '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'],
  ['path', '.+'],
]);

/** One after the other. */
export function joinPatterns(left: Pattern, right: Pattern): Pattern {
  return { text: left.text + right.text, source: left.source + right.source, parameters: [...left.parameters, ...right.parameters], open: left.open ?? right.open };
}

/** A pattern that can't be read. */
export function openPattern(reason: string): Pattern {
  return { text: '{*}', source: '.*', parameters: [], open: reason };
}

/** A language prefix of `i18n_patterns`: optional where the default language has none. */
export function languagePattern(always: boolean): Pattern {
  return { text: '{*}/', source: `(?:(?:[a-z]{2,3}(?:-[a-zA-Z]+)*|${PLACEHOLDER})/)${always ? '' : '?'}`, parameters: [], open: null };
}

/** The route of `path()`: `orders/<int:pk>/`. */
export function readPathPattern(route: string): Pattern {
  let text = '';
  let source = '';
  const parameters: string[] = [];
  let from = 0;
  for (const found of route.matchAll(/<(?:([^<>:]+):)?([^<>:]+)>/g)) {
    const literal = route.slice(from, found.index);
    const name = (found[2] as string).trim();
    text += `${literal}{${name}}`;
    source += `${escapeRegExp(literal)}(?:${CONVERTERS.get(found[1]?.trim() ?? 'str') ?? '.+'}|${PLACEHOLDER})`;
    parameters.push(name);
    from = found.index + found[0].length;
  }
  return { text: text + route.slice(from), source: source + escapeRegExp(route.slice(from)), parameters, open: null };
}

/**
 * The regular expression of `re_path()`, `url()` or a router's prefix, simplified: `^orders/(?P<pk>\d+)/$` is `orders/{pk}/`.
 * @param endpoint nothing is included below it, so that what follows it does not matter unless it ends with `$`.
 */
export function readRegexPattern(regex: string, endpoint: boolean): Pattern {
  const anchored = /^(\(\?[a-z]+\))?(\^|\\A)/.exec(regex);
  const ended = /(?<!\\)\$$|\\Z$/i.exec(regex);
  const body = regex.slice(anchored?.[0].length ?? 0, ended === null ? undefined : ended.index);
  const read = new RegexReader(body).read();
  const source = `${anchored === null ? '.*?' : ''}${read.source}${ended === null && endpoint ? '.*' : ''}`;
  if (!isRegExp(source) || /\(\?P=/.test(body)) return { ...openPattern('its regular expression can\'t be read'), parameters: read.parameters };
  return { text: read.text.replace(/(\{\*\})+/g, '{*}'), source, parameters: read.parameters, open: null };
}

/** Whether a regular expression of this source can be made. */
function isRegExp(source: string): boolean {
  try {
    return new RegExp(source) instanceof RegExp;
  } catch {
    return false;
  }
}

export function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

interface Atom {
  readonly text: string;
  readonly source: string;
  /** The atom is one character that stands for itself. */
  readonly literal?: true;
}

/** Walks over a regular expression of Python once, writing it anew as text and for JavaScript. */
class RegexReader {
  private at = 0;
  private readonly parameters: string[] = [];

  constructor(private readonly regex: string) {}

  read(): { text: string; source: string; parameters: readonly string[] } {
    const { text, source } = this.alternatives();
    return { text, source, parameters: this.parameters };
  }

  /** Up to the closing parenthesis or the end. */
  private alternatives(): { text: string; source: string; choice: boolean } {
    let text = '';
    let source = '';
    let choice = false;
    while (this.at < this.regex.length && this.regex[this.at] !== ')') {
      if (this.regex[this.at] === '|') {
        choice = true;
        source += '|';
        this.at += 1;
        continue;
      }
      const atom = this.atom();
      const quantifier = this.quantifier();
      source += atom.source + quantifier;
      text += quantified(atom, quantifier);
    }
    return choice ? { text: '{*}', source: `(?:${source})`, choice } : { text, source, choice };
  }

  private quantifier(): string {
    const found = /^(?:[*+?]|\{\d*,?\d*\})[?+]?/.exec(this.regex.slice(this.at));
    if (found === null) return '';
    this.at += found[0].length;
    return found[0].replace(/\++$/, (pluses) => pluses.slice(0, 1)).replace(/^\{,/, '{0,');
  }

  private atom(): Atom {
    const character = this.regex[this.at] as string;
    if (character === '(') return this.group();
    if (character === '[') return this.characterClass();
    this.at += 1;
    if (character === '\\') return this.escaped();
    if (character === '^' || character === '$') return { text: '', source: '' };
    // Dots of file names are seldom escaped.
    if (character === '.') return { text: '.', source: '.', literal: true };
    return { text: character, source: character === '{' || character === '}' ? `\\${character}` : character, literal: true };
  }

  private escaped(): Atom {
    const character = this.regex[this.at] ?? '';
    this.at += 1;
    if (/[dDwWsS]/.test(character)) return { text: '{*}', source: `\\${character}` };
    if (/[AZbB]/.test(character)) return { text: '', source: '' };
    return { text: character, source: `\\${character}`, literal: true };
  }

  private characterClass(): Atom {
    const found = /^\[\^?\]?(?:\\.|[^\]\\])*\]/s.exec(this.regex.slice(this.at));
    const source = found?.[0] ?? this.regex.slice(this.at);
    this.at += source.length;
    return { text: '{*}', source };
  }

  private group(): Atom {
    const opening = /^\((?:\?P<(\w+)>|\?<(\w+)>|\?:|\?=|\?!|\?<=|\?<!|\?[a-z]+\)|\?P=)?/.exec(this.regex.slice(this.at))?.[0] ?? '(';
    this.at += opening.length;
    if (/^\(\?[a-z]+\)$/.test(opening)) return { text: '', source: '' };
    const name = /<(\w+)>/.exec(opening)?.[1];
    if (name !== undefined) this.parameters.push(name);
    const inner = this.alternatives();
    this.at += 1;
    if (name !== undefined) return { text: `{${name}}`, source: `(?:${inner.source}|${PLACEHOLDER})` };
    if (opening === '(') return { text: '{*}', source: `(?:${inner.source}|${PLACEHOLDER})` };
    if (opening === '(?:') return { text: inner.text, source: `(?:${inner.source})` };
    return { text: '', source: `${opening}${inner.source})` };
  }
}

/** Once, or not at all, or many times: what a reader would see there. */
function quantified(atom: Atom, quantifier: string): string {
  if (quantifier === '' || atom.text.startsWith('{')) return atom.text;
  if (quantifier.startsWith('?')) return atom.literal === true ? atom.text : '';
  return '{*}';
}
