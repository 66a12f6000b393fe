import { z } from 'zod';
import { codeOf } from '../../project/python/code.js';
import type { CallExpression, Expression, Statement, StringExpression } from '../../facts/python/code/nodes.js';
import { dottedName, expressionsOf, literalString, walkExpressions, walkStatements } from '../../facts/python/code/walk.js';
import type { FileFacts } from '../../facts/types.js';
import { rangeOf } from '../../findings/locate.js';
import type { Fix, Message } from '../../findings/types.js';
import type { Task } from '../../project/django/types.js';
import { perFacts } from '../../project/per-facts.js';
import type { ProjectModel } from '../../project/types.js';
import { either, judging, type JudgementBuilder } from '../shared/judgement.js';
import { isFixturePath, isShippedPath, isTestPath } from '../../project/path-uses.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

type Data =
  | { readonly kind: 'name'; readonly name: string; readonly where: Use['where']; readonly nearest: readonly string[]; readonly module: string | null }
  | { readonly kind: 'module'; readonly tasks: readonly string[] };

interface Use {
  readonly literal: StringExpression;
  readonly where: 'schedule' | 'call';
}

const SCHEDULE = /^(CELERY_?BEAT_SCHEDULE|beat_schedule)$/;
const CALLS = new Set(['send_task', 'signature', 'subtask']);

/** Names of tasks that a file gives as strings: in beat schedules and in calls of `send_task` and `signature`. */
const usesOf = perFacts((facts: FileFacts): readonly Use[] => {
  if (facts.code === undefined || !/beat_schedule|BEAT_?SCHEDULE|send_task|signature|subtask/.test(facts.code)) return [];
  const found: Use[] = [];
  walkStatements((codeOf(facts)?.body ?? []), (statement) => {
    const schedule = scheduleOf(statement);
    if (schedule !== null) walkExpressions(schedule, (inner) => collectEntries(inner, found));
    for (const expression of expressionsOf(statement)) {
      walkExpressions(expression, (inner) => {
        if (inner.kind !== 'call' || !CALLS.has((dottedName(inner.callee) ?? '').split('.').at(-1) as string)) return;
        const [first] = inner.args;
        if (first?.kind === 'string' && literalString(first) !== undefined && isCelerys(inner, facts)) found.push({ literal: first, where: 'call' });
      });
    }
  });
  return found;
});

/** `inspect.signature(…)` and methods of other things are no tasks. */
function isCelerys({ callee }: CallExpression, facts: FileFacts): boolean {
  const last = (dottedName(callee) ?? '').split('.').at(-1);
  if (last === 'send_task') return true;
  return callee.kind === 'name' ? (facts.python?.imports ?? []).some(({ module, names }) => /^celery(\.|$)/.test(module) && (names ?? []).some(({ name, alias }) => (alias ?? name) === callee.id)) : /^(app|celery|celery_app|current_app)\.\w+$/.test(dottedName(callee) ?? '');
}

/** What a statement gives to a beat schedule, or null. */
function scheduleOf(statement: Statement): Expression | null {
  if (statement.kind !== 'assign') return null;
  const named = statement.targets.some((target) => {
    const base = target.kind === 'subscript' ? target.value : target;
    return SCHEDULE.test((dottedName(base) ?? '').split('.').at(-1) as string);
  });
  return named ? statement.value : null;
}

function collectEntries(expression: Expression, found: Use[]): void {
  if (expression.kind !== 'dictionary') return;
  for (const { key, value } of expression.entries) {
    if (key !== null && literalString(key) === 'task' && value.kind === 'string' && literalString(value) !== undefined) found.push({ literal: value, where: 'schedule' });
  }
}

export const unregisteredTask: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/unregistered-task',
    area: 'wiring',
    severity: 'error',
    confidence: 'high',
    status: 'stable',
    languages: ['python'],
    fix: 'unsafe',
    summary: 'A Celery task is called by a name that no task has, or stands where no worker loads it.',
    options: z.strictObject({}),
  },
  applies: ({ path, facts }) => facts.python !== undefined && !isTestPath(path) && !isFixturePath(path) && (usesOf(facts).length > 0 || facts.python.decorators.some((name) => /(^|\.)(shared_task|task)$/.test(name))),
  detect,
  message,
  suggest,
};

function detect(subject: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  for (const use of usesOf(subject.facts)) judgeName(subject, use, model, judgement);
  if (isShippedPath(subject.path)) judgeModule(subject, model, judgement);
  return judgement.done();
}

function judgeName({ path }: Subject, { literal, where }: Use, model: ProjectModel, judgement: JudgementBuilder<Data>): void {
  const span = model.symbols.span(path, literal);
  const answer = model.django.tasks.find(path, literal.value);
  if (answer.kind === 'yes') return judgement.pass();
  if (answer.kind === 'unknown') return judgement.unknown(span[0], `\`${literal.value}\`: ${answer.reason}`);
  const last = literal.value.split('.').at(-1) as string;
  const causes = [...(answer.path === null ? [] : [{ path: answer.path, text: last }]), { path: '*', text: last }];
  judgement.match({ span, symbol: '', subject: literal.value, causes, related: [], data: { kind: 'name', name: literal.value, where, nearest: answer.nearest, module: answer.path } });
}

/** Tasks of a module that nothing loads: one finding for the module, at its first task. */
function judgeModule({ path }: Subject, model: ProjectModel, judgement: JudgementBuilder<Data>): void {
  const { tasks } = model.django;
  const own: readonly Task[] = tasks.tasks.filter((task) => task.path === path);
  const [first] = own;
  if (first === undefined || tasks.apps.length === 0) return;
  const loaded = tasks.isLoaded(path);
  if (loaded === true) return judgement.pass();
  const { nameStart, name } = first.function.node;
  const span = model.symbols.span(path, { start: nameStart, end: nameStart + name.length });
  if (loaded === null || model.loaderAbove(path) !== undefined) return judgement.unknown(span[0], 'whether a worker loads this module can\'t be told');
  judgement.match({ span, symbol: first.function.symbol, subject: path, causes: [{ path: '*', text: path.split('/').at(-1)?.replace(/\.py$/, '') ?? '' }, { path: '*', text: 'autodiscover_tasks' }, { path }], related: [], data: { kind: 'module', tasks: own.map((task) => task.function.symbol) } });
}

function message({ data }: Match<Data>, subject: Subject): Message {
  if (data.kind === 'module') {
    return {
      what: `No worker loads \`${subject.path}\`: autodiscovery looks elsewhere, and nothing imports it. Its ${data.tasks.length === 1 ? 'task is' : 'tasks are'} ${either(data.tasks).replace(' or ', ' and ')}.`,
      why: 'A worker that gets such a task logs "Received unregistered task" and drops the message.',
      todo: 'Put the tasks in the `tasks` module of an installed app, import this module there, or name it in the `include` of the Celery application.',
    };
  }
  return {
    what: `No task is called \`${data.name}\`${data.module === null ? '' : ` (looked for in \`${data.module}\`)`}.`,
    why: data.where === 'schedule' ? 'Beat sends it on time, every worker answers "Received unregistered task" and drops it: the work never runs, and nothing fails.' : 'The call succeeds, the worker answers "Received unregistered task" and drops the message: the work never runs.',
    todo: data.nearest.length > 0 ? `Did you mean ${either(data.nearest)}?` : 'Define the task, or remove what sends it.',
  };
}

function suggest({ data, span }: Match<Data>, subject: Subject): Fix | null {
  if (data.kind === 'module') return null;
  const [only, ...others] = data.nearest;
  if (only === undefined || others.length > 0) return null;
  return { title: `Name \`${only}\` instead`, safety: 'unsafe', edits: [{ kind: 'replace', path: subject.path, range: rangeOf(span), text: `"${only}"` }] };
}
