import { z } from 'zod';
import type { TemplateRead } from '../../facts/templates/types.js';
import { dottedName, expressionsOf, walkExpressions } from '../../facts/python/code/walk.js';
import type { Message } from '../../findings/types.js';
import type { ProjectModel } from '../../project/types.js';
import { judging, type JudgementBuilder } from '../shared/judgement.js';
import { isFixturePath, isShippedPath, isTestPath } from '../../project/path-uses.js';
import { statementsWithin } from '../shared/python-statements.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { detectInJavaScript, maySetHtml } from './unsafe-html/javascript.js';
import { modelOfVariable } from './unsafe-html/contexts.js';
import { originOf, type Origin } from './unsafe-html/origin.js';
import { writerOf } from './unsafe-html/user-text.js';

interface Data {
  /** `mark_safe`, `|safe`, `{% autoescape off %}`, `dangerouslySetInnerHTML` */
  readonly sink: string;
  readonly what: string;
  readonly how: string;
}

/** Django's functions that take their first argument for safe HTML. */
const SINKS = /^django\.utils\.(safestring\.(mark_safe|SafeString|SafeText)|html\.(format_html|mark_safe))$/;
/** Filters that leave markup as it is; any other may clean it. */
const TEXT_FILTERS = new Set(['safe', 'default', 'default_if_none', 'lower', 'upper', 'title', 'capfirst', 'truncatechars', 'truncatewords', 'trim', 'cut', 'linebreaksbr']);

export const unsafeHtml: Rule<Data, unknown> = {
  meta: {
    id: 'security/unsafe-html',
    area: 'security',
    severity: 'error',
    confidence: 'medium',
    status: 'preview',
    languages: ['python', 'template', 'javascript'],
    fix: 'none',
    summary: 'Text that visitors write is put into a page as HTML.',
    options: z.strictObject({}),
  },
  applies,
  detect,
  message,
};

function applies(subject: Subject): boolean {
  const { facts, path } = subject;
  if (facts.javascript !== undefined) return maySetHtml(subject);
  if (facts.template !== undefined) return /\.(html?|jinja2?|j2)$/.test(path) && !isTestPath(path) && facts.template.reads.some(isRaw);
  return facts.code !== undefined && isShippedPath(path) && !isFixturePath(path) && /mark_safe|SafeString|SafeText|format_html/.test(facts.code);
}

function isRaw({ form, filters, unescaped }: TemplateRead): boolean {
  return form === 'output' && (filters.includes('safe') || unescaped === true);
}

function detect(subject: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  if (subject.facts.javascript !== undefined) return detectInJavaScript(subject);
  const judgement = judging<Data>();
  if (!model.django.present) return judgement.done();
  if (subject.facts.template === undefined) judgeCode(subject.path, model, judgement);
  else for (const read of subject.facts.template.reads) if (isRaw(read)) judgeRead(read, subject, model, judgement);
  return judgement.done();
}

function judgeCode(path: string, model: ProjectModel, judgement: JudgementBuilder<Data>): void {
  const functions = new Map(model.symbols.functions(path).map((symbol) => [symbol.symbol, symbol]));
  for (const { statement, symbol } of statementsWithin(model, path)) {
    for (const expression of expressionsOf(statement)) {
      walkExpressions(expression, (one) => {
        if (one.kind !== 'call' || one.args[0] === undefined || !/(mark_safe|SafeString|SafeText|format_html)$/.test(dottedName(one.callee) ?? '')) return;
        const sink = model.symbols.resolveExpression(path, one.callee);
        if (sink.kind !== 'external' || !SINKS.test(sink.dotted)) return;
        const name = sink.dotted.slice(sink.dotted.lastIndexOf('.') + 1);
        const origin = originOf({ model, path, inside: functions.get(symbol) }, one.args[0]);
        add(origin, { sink: name, span: model.symbols.span(path, one), symbol, path }, judgement);
      });
    }
  }
}

function judgeRead(read: TemplateRead, { path, facts }: Subject, model: ProjectModel, judgement: JudgementBuilder<Data>): void {
  const place = { sink: read.filters.includes('safe') ? '|safe' : '{% autoescape off %}', span: read.span, symbol: '', path };
  if (read.filters.some((filter) => !TEXT_FILTERS.has(filter))) return add({ kind: 'unknown', reason: 'a filter may clean it' }, place, judgement);
  if (/^request\.(GET|POST|COOKIES|META)\./.test(read.path)) return add({ kind: 'written', what: read.path, how: 'it comes straight from the request' }, place, judgement);
  const [root = '', field = '', ...deeper] = read.path.split('.');
  const unknown: Origin = { kind: 'unknown', reason: `who writes \`${read.path}\` can't be told` };
  if (field === '' || deeper.length > 0 || read.bound?.some(({ name }) => name === root) === true) return add(unknown, place, judgement);
  let loop = read.loop === null ? undefined : facts.template?.loops[read.loop];
  while (loop !== undefined && !loop.variables.includes(root)) loop = loop.parent === null ? undefined : facts.template?.loops[loop.parent];
  if (loop !== undefined && (loop.variables.length !== 1 || loop.iterable === null || loop.iterable.replace(/\.all$/, '').includes('.'))) return add(unknown, place, judgement);
  const symbol = modelOfVariable(path, loop?.iterable?.replace(/\.all$/, '') ?? root, loop !== undefined, model);
  const target = symbol === undefined ? undefined : model.django.models.at(symbol.path, symbol.symbol);
  const written = target === undefined ? undefined : writerOf(target, field, model);
  add(written === undefined ? unknown : { kind: 'written', what: read.path, how: `visitors write it through \`${written.by.symbol}\` (${written.by.path})` }, place, judgement);
}

interface Placed {
  readonly sink: string;
  readonly span: Match<Data>['span'];
  readonly symbol: string;
  readonly path: string;
}

function add(origin: Origin, { sink, span, symbol, path }: Placed, judgement: JudgementBuilder<Data>): void {
  if (origin.kind === 'fine') return judgement.pass();
  if (origin.kind === 'unknown') return judgement.unknown(span[0], `${sink}: ${origin.reason}`);
  judgement.match({ span, symbol, subject: `${sink} ${origin.what}`, causes: [{ path }], related: [], data: { sink, what: origin.what, how: origin.how } });
}

function message({ data }: Match<Data>): Message {
  return {
    what: `\`${data.what}\` goes into the page as HTML through \`${data.sink}\`: ${data.how}.`,
    why: 'A visitor can write a script there that runs in the browser of whoever opens the page, with their session.',
    todo: data.sink === 'dangerouslySetInnerHTML' ? 'Let React escape it (`{value}`), or clean it with DOMPurify where it is set.' : data.sink.includes('safe') && !data.sink.startsWith('mark') ? 'Let Django escape it, or clean it with nh3 before it is shown.' : 'Use format_html("…{}…", value), which escapes the value, or clean it with nh3.',
  };
}
