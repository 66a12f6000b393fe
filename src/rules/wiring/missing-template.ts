import { z } from 'zod';
import type { Span } from '../../facts/types.js';
import { rangeOf } from '../../findings/locate.js';
import type { Fix, Message } from '../../findings/types.js';
import { folderOf, joinPath } from '../../project/tree.js';
import { either, judging, type JudgementBuilder } from '../shared/judgement.js';
import { isFixturePath, isTestPath } from '../../project/path-uses.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { findJinja, jinjaNamesOf, jinjaUses } from './missing-template/flask.js';
import { templateUses } from './missing-template/uses.js';

interface Data {
  readonly engine: 'django' | 'jinja';
  readonly name: string;
  readonly nearest: readonly string[];
  readonly form: 'call' | 'extends' | 'include' | 'import';
}

type Context = RuleContext<unknown>;

/** Templates of projects and apps that are still to be made. */
const SCAFFOLD = /(^|\/)(cookiecutter[^/]*|project_template|app_template|scaffolds?|boilerplates?|ansible|helm|charts)\/|\{\{|\{%/;

export const missingTemplate: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/missing-template',
    area: 'wiring',
    severity: 'error',
    confidence: 'high',
    status: 'stable',
    languages: ['python', 'template'],
    fix: 'unsafe',
    summary: 'Code or a template names a template that exists in no template folder.',
    options: z.strictObject({}),
  },
  applies,
  detect,
  message,
  suggest,
};

function applies({ facts, path }: Subject): boolean {
  if (isTestPath(path)) return false;
  if (facts.template !== undefined) return facts.template.uses.length > 0 && !SCAFFOLD.test(path);
  return facts.code !== undefined && !isFixturePath(path) && /template|shortcuts/i.test(facts.code);
}

function detect(subject: Subject, context: Context): Judgement<Data> {
  const judgement = judging<Data>();
  const inTemplate = subject.facts.template !== undefined;
  if (context.model.django.present) (inTemplate ? judgeTemplate : judgeCode)(subject, context, judgement);
  else if (context.model.pyweb.present) (inTemplate ? judgeJinja : judgeJinjaCode)(subject, context, judgement);
  return judgement.done();
}

function judgeJinjaCode({ path }: Subject, { model }: Context, judgement: JudgementBuilder<Data>): void {
  for (const { name, symbol } of jinjaUses(path, model)) judgeName({ engine: 'jinja', name: name.value, form: 'call' }, model.symbols.span(path, name), symbol, findJinja(name.value, model), judgement);
}

function judgeJinja({ path, facts }: Subject, { model }: Context, judgement: JudgementBuilder<Data>): void {
  if (jinjaNamesOf(path, model).length === 0) return;
  for (const { form, name, optional, span } of facts.template?.uses ?? []) if (name !== null && optional !== true) judgeName({ engine: 'jinja', name, form }, span, '', findJinja(name, model), judgement);
}

function judgeName(data: Omit<Data, 'nearest'>, span: Span, symbol: string, answer: ReturnType<typeof findJinja>, judgement: JudgementBuilder<Data>): void {
  if (answer.kind === 'found') judgement.pass();
  else if (answer.kind === 'unknown') judgement.unknown(span[0], `template \`${data.name}\`: ${answer.reason}`);
  else judgement.match(toMatch({ ...data, nearest: answer.nearest }, span, symbol));
}

function judgeCode({ path }: Subject, { model }: Context, judgement: JudgementBuilder<Data>): void {
  for (const { names, symbol } of templateUses(path, model.symbols)) {
    const answers = names.map((name) => model.django.templates.find(name.value));
    const span = model.symbols.span(path, names[0] as { start: number; end: number });
    const unknown = answers.find((answer) => answer.kind === 'unknown');
    const [first] = answers;
    if (answers.some((answer) => answer.kind === 'found')) judgement.pass();
    else if (unknown?.kind === 'unknown') judgement.unknown(span[0], `template \`${names[0]?.value}\`: ${unknown.reason}`);
    else if (first?.kind === 'missing') judgement.match(toMatch({ engine: 'django', name: names[0]?.value as string, nearest: first.nearest, form: 'call' }, span, symbol));
  }
}

function judgeTemplate({ path, facts }: Subject, { model }: Context, judgement: JudgementBuilder<Data>): void {
  const own = model.django.templates.namesOf(path);
  if (own.length === 0) return;
  for (const { form, name, optional, span } of facts.template?.uses ?? []) {
    if (name === null || optional === true) continue;
    const answers = own.map((at) => model.django.templates.find(absolute(name, at)));
    const [first] = answers;
    const unknown = answers.find((answer) => answer.kind === 'unknown');
    if (answers.some((answer) => answer.kind === 'found')) judgement.pass();
    else if (unknown?.kind === 'unknown') judgement.unknown(span[0], `template \`${name}\`: ${unknown.reason}`);
    else if (first?.kind === 'missing') judgement.match(toMatch({ engine: 'django', name, nearest: first.nearest, form }, span, ''));
  }
}

/** Django's names may be relative to the template that names them. */
function absolute(name: string, own: string): string {
  return /^\.{1,2}\//.test(name) ? (joinPath(folderOf(own), name) ?? name) : name;
}

function toMatch(data: Data, span: Span, symbol: string): Match<Data> {
  const causes = [{ path: '*', text: data.name }, { path: '*', text: data.name.slice(data.name.lastIndexOf('/') + 1) }];
  return { span, symbol, subject: data.name, causes, related: [], data };
}

function message({ data }: Match<Data>): Message {
  return {
    what: `No template folder of this repository holds \`${data.name}\`.`,
    why: `${data.engine === 'django' ? 'Django raises TemplateDoesNotExist' : 'Jinja raises TemplateNotFound'} when ${data.form === 'call' ? 'this runs' : 'it renders this template'}: the visitor gets an error 500.`,
    todo: data.nearest.length > 0 ? `Did you mean ${either(data.nearest)}?` : 'Add the template, or name one that exists.',
  };
}

function suggest({ data, span }: Match<Data>, { path }: Subject): Fix | null {
  const [only, ...others] = data.nearest;
  if (only === undefined || others.length > 0 || data.form !== 'call' || span[0] !== span[2] || span[3] - span[1] !== data.name.length + 2) return null;
  const [startLine, startColumn, endLine, endColumn]: Span = [span[0], span[1] + 1, span[2], span[3] - 1];
  return { title: `Name \`${only}\` instead`, safety: 'unsafe', edits: [{ kind: 'replace', path, range: rangeOf([startLine, startColumn, endLine, endColumn]), text: only }] };
}
