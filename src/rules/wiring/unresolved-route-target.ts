import { z } from 'zod';
import { rangeOf } from '../../findings/locate.js';
import type { Message } from '../../findings/types.js';
import type { OpenRoutes, ViewTarget } from '../../project/django/types.js';
import { either, judging, type JudgementBuilder } from '../shared/judgement.js';
import { isFixturePath, isTestPath } from '../../project/path-uses.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { registered, type MissingTarget } from './unresolved-route-target/pyweb.js';

type Missing = Extract<ViewTarget, { kind: 'missing' }>;

interface DjangoData {
  readonly form: 'view' | 'include' | 'handler';
  readonly missing: Missing;
  /** The route, or the name of the handler. */
  readonly pattern: string;
}

/** Of FastAPI and Flask. */
type Data = DjangoData | { readonly form: 'registered'; readonly target: MissingTarget };

type Context = RuleContext<unknown>;

export const unresolvedRouteTarget: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/unresolved-route-target',
    area: 'wiring',
    severity: 'error',
    confidence: 'high',
    status: 'stable',
    languages: ['python'],
    fix: 'none',
    summary: 'A URL pattern or a registration names a view, router or module that does not exist.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => facts.code !== undefined && /urlpatterns|register|include|add_|mount/.test(facts.code) && !isTestPath(path) && !isFixturePath(path),
  detect,
  message,
};

function detect({ path }: Subject, { model }: Context): Judgement<Data> {
  const judgement = judging<Data>();
  if (model.pyweb.present) judgeRegistered(path, model, judgement);
  if (!model.django.present) return judgement.done();
  const { routes, open, handlers } = model.django.routes.at(path);
  const seen = new Set<string>();
  const first = (place: { readonly span: readonly number[] }): boolean => seen.size < seen.add(place.span.join()).size;
  for (const { target, pattern, conditional, place } of routes) {
    const where = target.kind === 'missing' ? target.place : place;
    if (where.path === path && first(where)) judgeTarget(judgement, { form: 'view', target, pattern, conditional, line: where.span[0] });
  }
  for (const { target, name, place } of handlers) if (first(place)) judgeTarget(judgement, { form: 'handler', target, pattern: name, conditional: false, line: place.span[0] });
  for (const one of open) if (one.missing !== undefined && first(one.place)) judgeInclude(path, one, one.missing, model, judgement);
  return judgement.done();
}

function judgeRegistered(path: string, model: Context['model'], judgement: JudgementBuilder<Data>): void {
  const { missing, found } = registered(path, model);
  judgement.pass(found);
  for (const target of missing) {
    if (target.conditional) judgement.unknown(target.span[0], `\`${target.written}\` is missing, in a branch that may not run`);
    else judgement.match({ span: target.span, symbol: '', subject: `${target.call} ${target.written}`, causes: [{ path: target.path, text: target.name }], related: [{ path: target.path, range: rangeOf([1, 1, 1, 1]), label: `has no \`${target.name}\`` }], data: { form: 'registered', target } });
  }
}

interface Judged {
  readonly form: 'view' | 'handler';
  readonly target: ViewTarget;
  readonly pattern: string;
  readonly conditional: boolean;
  readonly line: number;
}

function judgeTarget(judgement: JudgementBuilder<Data>, { form, target, pattern, conditional, line }: Judged): void {
  if (target.kind === 'unknown') return judgement.unknown(line, `the view of \`${pattern}\`: ${target.reason}`);
  if (target.kind !== 'missing') return judgement.pass();
  if (conditional) return judgement.unknown(line, `\`${target.name}\` is missing, in a branch that may not run`);
  const causes = [{ path: target.path, text: target.name }];
  const related = [{ path: target.path, range: rangeOf([1, 1, 1, 1]), label: `has no \`${target.name}\`` }];
  judgement.match({ span: target.place.span, symbol: '', subject: `${form} ${target.name}`, causes, related: target.path === target.place.path ? [] : related, data: { form, missing: target, pattern } });
}

function judgeInclude(path: string, { prefix, place }: OpenRoutes, missing: Missing, model: Context['model'], judgement: JudgementBuilder<Data>): void {
  const causes = model.python.candidates(path, { module: missing.name, level: 0 }).map((candidate) => ({ path: candidate }));
  judgement.match({ span: place.span, symbol: '', subject: `include ${missing.name}`, causes, related: [], data: { form: 'include', missing, pattern: prefix } });
}

function message({ data }: Match<Data>, subject: Subject): Message {
  if (data.form !== 'registered') return djangoMessage(data, subject);
  const { form, written, path, name, nearest, call } = data.target;
  return {
    what: `\`${call}\` is given \`${written}\`, but \`${path}\` defines no \`${name}\`.`,
    why: 'The application raises AttributeError or NameError when it starts, so nothing is served.',
    todo: nearest.length > 0 ? `Did you mean ${either(nearest)}?` : `Define \`${name}\` there, or remove the ${form === 'router' ? 'line' : 'route'}.`,
  };
}

function djangoMessage({ form, missing, pattern }: DjangoData, { path }: Subject): Message {
  const { name, nearest } = missing;
  const known = nearest.length > 0 ? `Did you mean ${either(nearest)}?` : undefined;
  if (form === 'include') {
    return {
      what: `\`${pattern}\` includes \`${name}\`, which is no module of the repository.`,
      why: 'Django raises ModuleNotFoundError when it loads the URLs, so every request fails.',
      todo: known ?? 'Include the module that has the URLs, or remove the line.',
    };
  }
  return {
    what: form === 'handler' ? `\`${pattern}\` names \`${name}\`, which \`${missing.path}\` does not define.` : `The view of \`${pattern}\`, \`${name}\`, is not defined${missing.path === path ? ' or imported here' : ` in \`${missing.path}\``}.`,
    why: form === 'handler' ? 'Django\'s system checks fail, and the error page itself raises an error.' : 'Loading the URLs raises an error, so every request fails, not only this one.',
    todo: known ?? `Define \`${name}\` there, or remove the line.`,
  };
}
