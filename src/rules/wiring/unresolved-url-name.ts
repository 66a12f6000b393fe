import { z } from 'zod';
import type { Span } from '../../facts/types.js';
import { rangeOf } from '../../findings/locate.js';
import type { Fix, Message } from '../../findings/types.js';
import { either, judging, type JudgementBuilder } from '../shared/judgement.js';
import { isFixturePath, isTestPath } from '../../project/path-uses.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { urlNameUses } from './unresolved-url-name/uses.js';

interface Data {
  readonly name: string;
  readonly nearest: readonly string[];
  /** `reverse`, `redirect`, `LOGIN_URL`, `{% url %}`. */
  readonly form: string;
  /** Where the name stands without its quotes; null where that can't be told. */
  readonly inner: Span | null;
}

type Context = RuleContext<unknown>;

const SETTINGS = ['LOGIN_URL', 'LOGIN_REDIRECT_URL', 'LOGOUT_REDIRECT_URL'] as const;
/** Templates of projects and apps that are still to be made. */
const SCAFFOLD = /(^|\/)(cookiecutter[^/]*|project_template|app_template|scaffolds?|boilerplates?)\/|\{\{|\{%/;

export const unresolvedUrlName: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/unresolved-url-name',
    area: 'wiring',
    severity: 'error',
    confidence: 'high',
    status: 'stable',
    languages: ['python', 'template'],
    fix: 'unsafe',
    summary: 'Code or a template names a URL that no URL pattern of the project is called.',
    options: z.strictObject({}),
  },
  applies,
  detect,
  message,
  suggest,
};

function applies({ facts, path }: Subject): boolean {
  if (isTestPath(path)) return false;
  if (facts.template !== undefined) return facts.template.urls.length > 0 && !SCAFFOLD.test(path);
  return facts.code !== undefined && !isFixturePath(path) && /reverse|redirect|resolve_url|login_url|pattern_name|LOGIN_|LOGOUT_/.test(facts.code);
}

function detect(subject: Subject, context: Context): Judgement<Data> {
  const judgement = judging<Data>();
  if (!context.model.django.present) return judgement.done();
  if (subject.facts.template === undefined) {
    judgeCode(subject, context, judgement);
    judgeSettings(subject, context, judgement);
  } else judgeTemplate(subject, context, judgement);
  return judgement.done();
}

function judgeCode({ path }: Subject, { model }: Context, judgement: JudgementBuilder<Data>): void {
  for (const { name, node, form, symbol } of urlNameUses(path, model.symbols)) {
    const span = model.symbols.span(path, node);
    const plain = node.end - node.start === name.length + 2 && span[0] === span[2];
    judge({ name, span, symbol, form, inner: plain ? [span[0], span[1] + 1, span[2], span[3] - 1] : null }, model, judgement);
  }
}

function judgeSettings({ path }: Subject, { model }: Context, judgement: JudgementBuilder<Data>): void {
  const seen = new Set<string>();
  for (const module of model.django.settings.modules) {
    if (!module.chain.includes(path)) continue;
    for (const name of SETTINGS) {
      const value = module.get(name);
      if (value?.kind !== 'string' || value.place.path !== path || value.value === '' || /[/.:?#]/.test(value.value)) continue;
      const { span } = value.place;
      if (seen.size === seen.add(span.join()).size) continue;
      judge({ name: value.value, span, symbol: '', form: name, inner: null }, model, judgement);
    }
  }
}

function judgeTemplate({ facts }: Subject, { model }: Context, judgement: JudgementBuilder<Data>): void {
  if (facts.template === undefined || facts.template.dialect === 'jinja') return;
  for (const { name, variable, span } of facts.template.urls) {
    // `as x` gives an empty text where the name is unknown: templates use it to ask.
    if (name === null || name === '' || variable === true) continue;
    judge({ name, span, symbol: '', form: '{% url %}', inner: null }, model, judgement);
  }
}

function judge({ name, span, symbol, form, inner }: { readonly name: string; readonly span: Span; readonly symbol: string; readonly form: string; readonly inner: Span | null }, model: Context['model'], judgement: JudgementBuilder<Data>): void {
  const answer = model.django.routes.named(name);
  if (answer.kind === 'yes') return judgement.pass();
  if (answer.kind === 'unknown') return judgement.unknown(span[0], `\`${name}\`: ${answer.reason}`);
  const causes = [{ path: '*', text: name.slice(name.lastIndexOf(':') + 1) }];
  judgement.match({ span, symbol, subject: name, causes, related: [], data: { name, nearest: answer.nearest, form, inner } });
}

function message({ data: { name, nearest, form } }: Match<Data>): Message {
  const request = form === '{% url %}' ? 'Rendering the template raises NoReverseMatch' : form.startsWith('LOG') || form === 'login_url' ? 'The redirect raises NoReverseMatch' : 'The call raises NoReverseMatch';
  return {
    what: `No URL of the project is named \`${name}\`.`,
    why: form === 'pattern_name' ? 'The redirect answers 410 Gone.' : `${request}, and the user sees a server error.`,
    todo: nearest.length > 0 ? `Did you mean ${either(nearest)}?` : `Name a URL pattern \`${name.slice(name.lastIndexOf(':') + 1)}\`, or use the name of one that exists.`,
  };
}

function suggest({ data: { nearest, inner } }: Match<Data>, { path }: Subject): Fix | null {
  const [only, ...others] = nearest;
  if (only === undefined || others.length > 0 || inner === null) return null;
  return { title: `Use the name \`${only}\``, safety: 'unsafe', edits: [{ kind: 'replace', path, range: rangeOf(inner), text: only }] };
}
