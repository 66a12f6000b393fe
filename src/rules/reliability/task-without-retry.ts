import { z } from 'zod';
import type { Expression, FunctionNode } from '../../facts/python/code/nodes.js';
import { expressionsOf, keywordOf, walkExpressions, walkStatements } from '../../facts/python/code/walk.js';
import { rangeOf } from '../../findings/locate.js';
import type { Fix, Message } from '../../findings/types.js';
import type { CallPath, Task } from '../../project/django/types.js';
import type { FunctionSymbol } from '../../project/python/symbols-types.js';
import type { ProjectModel } from '../../project/types.js';
import { effectOf, type Effect } from '../shared/effects/effects.js';
import { causesOf, relatedOf, stepsOf, wordsOf, type Step } from '../shared/effects/way.js';
import { judging, type JudgementBuilder } from '../shared/judgement.js';
import { isShippedPath, isSupportPath, isTestPath } from '../../project/path-uses.js';
import { perModel } from '../shared/per-model.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  readonly task: string;
  readonly decorator: Expression;
  readonly effect: Effect;
  readonly steps: readonly Step[];
}

const RETRIES = /^(autoretry_for|acks_late|retry_backoff|max_retries|default_retry_delay|retry_kwargs)$/;
/** Helpers of helpers of a task. */
const DEEP = 3;

export const taskWithoutRetry: Rule<Data, unknown> = {
  meta: {
    id: 'reliability/task-without-retry',
    area: 'reliability',
    severity: 'warning',
    confidence: 'medium',
    status: 'preview',
    languages: ['python'],
    fix: 'unsafe',
    summary: 'A Celery task sends mail or calls a service once, and never again when that fails.',
    options: z.strictObject({}),
  },
  applies: ({ path, facts }) => facts.python !== undefined && !isTestPath(path) && (isShippedPath(path) || path.endsWith('tasks.py')) && facts.python.decorators.some((name) => /(^|\.)(shared_task|periodic_task|task)$/.test(name)),
  detect,
  message,
  suggest,
};

function detect({ path }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  if (/(^|\/)tasks\.py$/.test(path) && isSupportPath(path.replace(/tasks\.py$/, 'x.py'))) return judgement.done();
  for (const task of model.django.tasks.tasks) if (task.path === path) judge(task, model, judgement);
  return judgement.done();
}

function judge(task: Task, model: ProjectModel, judgement: JudgementBuilder<Data>): void {
  const ways = model.django.calls.reach(task.function, DEEP, (call, inside) => isRemote(model, inside, call));
  const way = ways.find((one) => !isHandled(one, model));
  if (way === undefined) return ways.length > 0 ? judgement.pass() : undefined;
  if (decoratorRetries(task, model) || retriesItself(way, model) || appRetries(model) || isPeriodic(task, model)) return judgement.pass();
  const last = way.steps.at(-1) as CallPath['steps'][number];
  const effect = effectOf(model, last.inside, last.call) as Effect;
  const steps = stepsOf(model, way);
  judgement.match({
    span: decoratorSpan(task, model),
    symbol: task.function.symbol,
    subject: task.function.symbol,
    causes: [{ path: task.path, text: task.function.node.name }, ...causesOf(steps)],
    related: relatedOf(steps, effect.name),
    data: { task: task.function.symbol, decorator: task.decorator, effect, steps },
  });
}

function isRemote(model: ProjectModel, inside: FunctionSymbol, call: Parameters<typeof effectOf>[2]): boolean {
  const effect = effectOf(model, inside, call);
  return (effect?.kind === 'mail' || effect?.kind === 'http') && !isSilent(call);
}

/** `fail_silently=True`: whether it arrives does not matter to its author. */
function isSilent(call: Parameters<typeof effectOf>[2]): boolean {
  const value = keywordOf(call, 'fail_silently')?.value;
  return value !== undefined && !(value.kind === 'constant' && value.value === false);
}

/** Some call on the way stands in a `try` with handlers: the author decided what happens on failure. */
function isHandled(way: CallPath, model: ProjectModel): boolean {
  return way.steps.some(({ inside, call }) => model.django.calls.calls(inside).some((own) => own.call === call && own.tries.length > 0));
}

/** The decorator's line without its at-sign. */
function decoratorSpan(task: Task, model: ProjectModel): Match<Data>['span'] {
  return model.symbols.span(task.path, task.decorator);
}

function decoratorRetries({ decorator, path }: Task, model: ProjectModel): boolean {
  if (decorator.kind !== 'call') return false;
  if (decorator.keywords.some(({ name, value }) => name === null || (RETRIES.test(name) && !(value.kind === 'constant' && value.value === false)))) return true;
  const base = keywordOf(decorator, 'base')?.value;
  if (base === undefined) return false;
  const target = model.symbols.resolveExpression(path, base);
  return target.kind !== 'class' || ['autoretry_for', 'acks_late', 'max_retries', 'on_failure'].some((name) => model.symbols.attribute(target, name).kind !== 'none');
}

/** `self.retry(…)`, `raise Retry`, a decorator or a session that tries again, anywhere on the way. */
function retriesItself(way: CallPath, model: ProjectModel): boolean {
  return way.steps.some(({ inside }) => speaksOfRetries(inside.node) || sessionRetries(inside.path, model));
}

function speaksOfRetries(node: FunctionNode): boolean {
  let found = false;
  const look = (expression: Expression): void =>
    walkExpressions(expression, (inner) => {
      const word = inner.kind === 'name' ? inner.id : inner.kind === 'attribute' ? inner.attribute : '';
      if (/retry|retries|backoff|tenacity/i.test(word)) found = true;
      return !found;
    });
  for (const decorator of node.decorators) look(decorator);
  walkStatements(node.body, (statement) => {
    for (const expression of expressionsOf(statement)) look(expression);
    return !found;
  });
  return found;
}

/** `session.mount("https://", HTTPAdapter(max_retries=…))` */
function sessionRetries(path: string, model: ProjectModel): boolean {
  return ['HTTPAdapter', 'max_retries', 'HTTPTransport'].some((word) => model.symbols.mentions(word).includes(path));
}

/** All tasks are acknowledged late, or annotated, or have a base class of their own. */
const appRetries = perModel((model): boolean => {
  for (const module of model.django.settings.modules.filter(({ role }) => role === 'production' || role === 'base')) {
    for (const name of ['CELERY_TASK_ACKS_LATE', 'CELERY_ACKS_LATE', 'CELERY_TASK_ANNOTATIONS', 'CELERY_ANNOTATIONS']) {
      const value = module.get(name);
      if (value !== undefined && value.kind !== 'none' && !(value.kind === 'boolean' && !value.value)) return true;
    }
  }
  return ['task_acks_late', 'task_annotations', 'task_cls'].some((word) => model.symbols.mentions(word).some((path) => !isTestPath(path)));
});

/** A beat schedule runs it again anyway. */
function isPeriodic(task: Task, model: ProjectModel): boolean {
  const { node } = task.function;
  if (task.decorator.kind === 'call' && keywordOf(task.decorator, 'run_every') !== undefined) return true;
  return scheduledNames(model).has(task.name) || [...scheduledNames(model)].some((name) => name.split('.').at(-1) === node.name);
}

const scheduledNames = perModel((model): ReadonlySet<string> => {
  const found = new Set<string>();
  const files = new Set(['CELERY_BEAT_SCHEDULE', 'CELERYBEAT_SCHEDULE', 'beat_schedule', 'add_periodic_task', 'PeriodicTask'].flatMap((word) => model.symbols.mentions(word)).filter((path) => !isTestPath(path)));
  for (const path of files) {
    walkStatements(model.symbols.code(path)?.body ?? [], (statement) => {
      for (const expression of expressionsOf(statement)) {
        walkExpressions(expression, (inner) => {
          if (inner.kind === 'string' && /^[\w.]+$/.test(inner.value)) found.add(inner.value);
          // `add_periodic_task(60, send.s())`
          if (inner.kind === 'attribute' && /^(s|si|signature|subtask|name)$/.test(inner.attribute) && inner.value.kind === 'name') found.add(inner.value.id);
        });
      }
    });
  }
  return found;
});

function message({ data: { task, effect, steps } }: Match<Data>): Message {
  const first = steps.length === 1 ? `calls \`${effect.name}\` (line ${steps[0]?.line ?? 0})` : `calls ${wordsOf(steps, effect.name)}`;
  return {
    what: `The task \`${task}\` ${first} and is not tried again when that fails.`,
    why: effect.kind === 'mail' ? 'When the mail server is down for a moment the task fails once and the mail is lost.' : 'When the service is down for a moment the task fails once and its work is lost.',
    todo: 'Let Celery try again: `autoretry_for=(…,)`, `retry_backoff=True` and `max_retries`, and make the task safe to run twice.',
  };
}

/** Mail, requests and urllib all raise subclasses of OSError. */
function suggest({ data: { decorator, effect } }: Match<Data>, { path }: Subject, { model }: RuleContext<unknown>): Fix | null {
  if (effect.name.startsWith('httpx')) return null;
  const options = 'autoretry_for=(OSError,), retry_backoff=True, max_retries=5';
  const range = rangeOf(model.symbols.span(path, decorator));
  if (decorator.kind !== 'call') return { title: 'Try again', safety: 'unsafe', edits: [{ kind: 'replace', path, range: { start: range.end, end: range.end }, text: `(${options})` }] };
  const inside = { line: range.end.line, column: range.end.column - 1 };
  const last = decorator.keywords.at(-1) ?? decorator.args.at(-1);
  if (last === undefined) return { title: 'Try again', safety: 'unsafe', edits: [{ kind: 'replace', path, range: { start: inside, end: inside }, text: options }] };
  const { end } = rangeOf(model.symbols.span(path, last));
  return { title: 'Try again', safety: 'unsafe', edits: [{ kind: 'replace', path, range: { start: end, end }, text: `, ${options}` }] };
}
