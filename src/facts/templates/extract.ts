/** Template in, facts out. Pure; never throws for the content. */
import { indexLines, type LineIndex } from '../common/spans.js';
import type { Span } from '../types.js';
import { literalOfWord, variablesOf, wordsOfTag, type TagWord } from './expressions.js';
import { tokensOf, type TemplateToken } from './tokens.js';
import type { TemplateFacts, TemplateLoop, TemplateRead } from './types.js';

const JINJA_TAGS = /^(macro|endmacro|call|endcall|set|endset|import|from|do|raw|endraw|elif\b.*\bis\b)\b/;
const DJANGO_TAGS = /^(load|url|static|csrf_token|trans|translate|blocktrans|blocktranslate|ifequal|ifnotequal|ifchanged|cycle|firstof|now|regroup|widthratio|templatetag|verbatim|comment|empty|get_current_language|get_static_prefix|spaceless|autoescape (on|off))\b/;

type Writable<T> = { -readonly [Key in keyof T]: T[Key] extends readonly (infer Item)[] ? Item[] : T[Key] };

/** Reads one template file. */
export function extractTemplate(text: string): TemplateFacts {
  const reader = new Reader(indexLines(text));
  for (const token of tokensOf(text)) reader.read(token);
  return reader.facts;
}

class Reader {
  readonly facts: Writable<TemplateFacts> = { dialect: 'either', uses: [], urls: [], statics: [], libraries: [], loops: [], reads: [], blocks: [] };
  private readonly openLoops: number[] = [];
  private readonly withs: { name: string; path: string | null }[][] = [];
  private readonly escapes: boolean[] = [];

  constructor(private readonly lines: LineIndex) {}

  read(token: TemplateToken): void {
    if (token.kind === 'output') {
      this.readJinjaCalls(token);
      this.addReads(token, token.content, 0, 'output');
      return;
    }
    const words = wordsOfTag(token.content);
    const [name, ...rest] = words;
    if (name === undefined) return;
    if (JINJA_TAGS.test(token.content)) this.facts.dialect = 'jinja';
    else if (DJANGO_TAGS.test(token.content) && this.facts.dialect === 'either') this.facts.dialect = 'django';
    this.readTag(token, name.text, rest);
  }

  private readTag(token: TemplateToken, name: string, words: readonly TagWord[]): void {
    const span = this.spanOf(token);
    const [first] = words;
    const literal = literalOfWord(first?.text);
    switch (name) {
      case 'extends':
      case 'include':
      case 'import':
      case 'from':
        this.facts.uses.push({ form: name === 'extends' || name === 'include' ? name : 'import', name: literal, ...(/\bignore missing\b|^[[(]/.test(words.map((word) => word.text).join(' ')) ? { optional: true as const } : {}), span });
        break;
      case 'url':
        this.facts.urls.push({ name: literal, ...(words.at(-2)?.text === 'as' ? { variable: true as const } : {}), span });
        break;
      case 'static':
        this.facts.statics.push({ name: literal, span });
        break;
      case 'load': {
        const names = words.map((word) => word.text);
        this.facts.libraries.push(...(names.at(-2) === 'from' ? names.slice(-1) : names));
        return;
      }
      case 'block':
        if (first !== undefined) this.facts.blocks.push(first.text);
        return;
      case 'for':
        this.openLoop(token);
        return;
      case 'endfor':
        this.openLoops.pop();
        return;
      case 'with':
        this.withs.push(bindingsOf(words));
        break;
      case 'endwith':
        this.withs.pop();
        return;
      case 'autoescape':
        this.escapes.push(first?.text === 'off' || first?.text === 'false');
        return;
      case 'endautoescape':
        this.escapes.pop();
        return;
      default:
    }
    if (first === undefined) return;
    this.addReads(token, token.content.slice(first.start), first.start, name === 'if' || name === 'elif' ? 'test' : 'tag');
  }

  private openLoop(token: TemplateToken): void {
    const divider = /\sin\s/.exec(token.content)?.index ?? 0;
    const names = /^for\s([\w,\s()]+)$/.exec(token.content.slice(0, divider))?.[1]?.trim() ?? '';
    const iterable = names === '' ? '' : token.content.slice(divider + 4).trimStart();
    const offset = token.content.length - iterable.length;
    // The loop's own source is read outside of it.
    this.addReads(token, iterable, offset, 'tag');
    const plain = /^[A-Za-z_]\w*(?:\(\))?(?:\.\w+(?:\(\))?)*/.exec(iterable)?.[0].replaceAll('()', '');
    const loop: TemplateLoop = {
      variables: names.split(/[\s,()]+/).filter(Boolean),
      iterable: plain ?? null,
      parent: this.openLoops.at(-1) ?? null,
      span: this.spanOf(token),
    };
    this.openLoops.push(this.facts.loops.push(loop) - 1);
  }

  private readJinjaCalls(token: TemplateToken): void {
    for (const match of token.content.matchAll(/\b(url|url_for|static)\(\s*(["'])([^"'\\]*)\2/g)) {
      const start = token.contentStart + match.index;
      const span = this.lines.span(start, start + match[0].length);
      if (match[1] === 'static') this.facts.statics.push({ name: match[3] as string, span });
      else if (match[1] === 'url') this.facts.urls.push({ name: match[3] as string, span });
    }
    if (/[\w\])]\(/.test(token.content.replace(/"[^"]*"|'[^']*'/g, '""')) || /\bis\b|\[/.test(token.content)) this.facts.dialect = 'jinja';
  }

  private addReads(token: TemplateToken, expression: string, offset: number, form: TemplateRead['form']): void {
    const bound = this.withs.flat();
    for (const read of variablesOf(expression)) {
      const start = token.contentStart + offset + read.start;
      this.facts.reads.push({
        path: read.path,
        filters: read.filters,
        form,
        loop: this.openLoops.at(-1) ?? null,
        ...(bound.length > 0 ? { bound } : {}),
        ...(this.escapes.at(-1) === true ? { unescaped: true as const } : {}),
        span: this.lines.span(start, start + read.length),
      });
    }
  }

  private spanOf(token: TemplateToken): Span {
    return this.lines.span(token.start, token.end);
  }
}

/** `a=b.c d=e` and the old `b.c as a`. */
function bindingsOf(words: readonly TagWord[]): { name: string; path: string | null }[] {
  if (words.length === 3 && words[1]?.text === 'as') return [{ name: words[2]?.text as string, path: pathOf(words[0]?.text ?? '') }];
  return words.flatMap(({ text }) => {
    const match = /^(\w+)=(.*)$/s.exec(text);
    return match === null ? [] : [{ name: match[1] as string, path: pathOf(match[2] as string) }];
  });
}

function pathOf(expression: string): string | null {
  return /^[A-Za-z_]\w*(\.\w+)*(?=\||$)/.exec(expression)?.[0] ?? null;
}
