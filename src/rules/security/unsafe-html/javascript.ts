/** `dangerouslySetInnerHTML` of React components. Pure. */
import type { HtmlUse, JavaScriptUses, Value } from '../../../facts/javascript/uses/types.js';
import { isFixturePath, isShippedPath } from '../../../project/path-uses.js';
import { named } from '../../shared/javascript/named-values.js';
import { symbolAround } from '../../shared/javascript/requests.js';
import { judging } from '../../shared/judgement.js';
import type { Judgement, Subject } from '../../types.js';
import type { Origin } from './origin.js';

export interface RawHtml {
  readonly sink: 'dangerouslySetInnerHTML';
  readonly what: string;
  readonly how: string;
}

/** Functions that clean or escape markup, or make it of data. */
const CLEANS = /sanitiz|sanitis|purify|escape|clean|\bxss|encode|strip|stringify|serializ|serialis|renderToString|renderToStaticMarkup|highlight|codeToHtml|katex|safe/i;
/** Turns text into markup and leaves what markup is in it as it is. Sources: the pages of marked and showdown. */
const MARKDOWN = /^(marked(\.parse|\.parseInline)?|\w*converter\.makeHtml)$/i;
/** Names of markup that has been looked at, or that no visitor writes. */
const TRUSTED = /sanit|clean|safe|escap|purif|svg|icon|css|style|script|json|ld\b|schema|translat|i18n|\bt\b|highlight|token|theme|math|katex|diagram|logo|qr|locale|message|label|emoji|config|settings/i;
const FIELD = /\.(html|body|content|description|bio|comment|text|summary|excerpt|title|name|note|notes|about|caption|markup|bodyHtml|contentHtml|body_html|content_html|descriptionHtml|innerHTML|rawHtml|details|answer|question|signature|reply|snippet)$/i;

/** Whether the file sets markup at all. */
export function maySetHtml({ facts, path }: Subject): boolean {
  return facts.skip === undefined && isShippedPath(path) && !isFixturePath(path) && (facts.javascript?.uses?.html.some(({ sink }) => sink === 'dangerouslySetInnerHTML') ?? false);
}

/** Judges the markup that a file's components set. */
export function detectInJavaScript({ facts, path }: Subject): Judgement<RawHtml> {
  const judgement = judging<RawHtml>();
  const uses = facts.javascript?.uses;
  for (const use of uses?.html ?? []) {
    if (uses === undefined || use.sink !== 'dangerouslySetInnerHTML') continue;
    const origin = originOf(uses, use);
    if (origin.kind === 'fine') judgement.pass();
    else if (origin.kind === 'unknown') judgement.unknown(use.span[0], `dangerouslySetInnerHTML: ${origin.reason}`);
    else judgement.match({ span: use.span, symbol: symbolAround(uses, use), subject: `dangerouslySetInnerHTML ${origin.what}`, causes: [{ path }], related: [], data: { sink: 'dangerouslySetInnerHTML', what: origin.what, how: origin.how } });
  }
  return judgement.done();
}

function originOf(uses: JavaScriptUses, { value, within, element }: HtmlUse): Origin {
  // What stands in these is no markup: other mistakes are made there.
  if (element === 'style' || element === 'script') return { kind: 'unknown', reason: `it is the text of a ${element}` };
  return valueOrigin(uses, value, within, 0);
}

function valueOrigin(uses: JavaScriptUses, value: Value, within: number, depth: number): Origin {
  switch (value.kind) {
    case 'string':
    case 'literal':
      return { kind: 'fine' };
    case 'template':
    case 'concat':
      return worst(value.parts.flatMap((part) => (typeof part === 'string' ? [] : [valueOrigin(uses, part, within, depth + 1)])));
    case 'either':
      return worst(value.options.map((option) => valueOrigin(uses, option, within, depth + 1)));
    case 'call':
      return callOrigin(uses, value, within, depth);
    case 'name':
      return nameOrigin(uses, value.name, within, depth);
    default:
      return { kind: 'unknown', reason: 'it is computed' };
  }
}

function worst(origins: readonly Origin[]): Origin {
  return origins.find(({ kind }) => kind === 'written') ?? origins.find(({ kind }) => kind === 'unknown') ?? { kind: 'fine' };
}

function callOrigin(uses: JavaScriptUses, call: Extract<Value, { kind: 'call' }>, within: number, depth: number): Origin {
  if (CLEANS.test(call.callee)) return { kind: 'fine' };
  const [first] = call.args;
  if (/^(React\.)?useMemo$/.test(call.callee) && first?.kind === 'function' && first.result !== undefined) return valueOrigin(uses, first.result, within, depth + 1);
  if (!MARKDOWN.test(call.callee) || first === undefined) return { kind: 'unknown', reason: `what \`${call.callee}()\` returns can't be told` };
  const inner = valueOrigin(uses, first, within, depth + 1);
  if (inner.kind === 'fine') return inner;
  return { kind: 'written', what: inner.kind === 'written' ? inner.what : `${call.callee}()`, how: `\`${call.callee}\` leaves markup in the text as it is` };
}

function nameOrigin(uses: JavaScriptUses, name: string, within: number, depth: number): Origin {
  if (TRUSTED.test(name) || CLEANS.test(name)) return { kind: 'fine' };
  const [root = '', ...members] = name.split('.');
  const found = depth > 6 ? { kind: 'unknown' as const } : named(uses, root, within);
  if (found.kind === 'module') return members.length > 0 ? { kind: 'fine' } : valueOrigin(uses, found.value, -1, depth + 1);
  if (found.kind === 'variable' && members.length === 0 && found.values.length > 0) return worst(found.values.map((value) => valueOrigin(uses, value, found.within, depth + 1)));
  if (members.length > 0 && FIELD.test(name)) return { kind: 'written', what: name, how: 'nothing here cleans it' };
  return { kind: 'unknown', reason: `who writes \`${name}\` can't be told` };
}
