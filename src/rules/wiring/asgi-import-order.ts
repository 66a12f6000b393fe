import { z } from 'zod';
import type { CallExpression, ImportStatement, Statement } from '../../facts/python/code/nodes.js';
import { rangeOf } from '../../findings/locate.js';
import type { Edit, Fix, Message } from '../../findings/types.js';
import type { ProjectModel } from '../../project/types.js';
import { judging } from '../shared/judgement.js';
import { isShippedPath } from '../../project/path-uses.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { loading, readyCall, type Event } from './asgi-import-order/load.js';

interface Data {
  readonly statement: ImportStatement;
  /** What the import does, and where. */
  readonly event: Extract<Event, { kind: 'needs' }>;
  readonly ready: { readonly statement: Statement; readonly call: CallExpression };
}

export const asgiImportOrder: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/asgi-import-order',
    area: 'wiring',
    severity: 'error',
    confidence: 'high',
    status: 'stable',
    languages: ['python'],
    fix: 'unsafe',
    summary: 'An ASGI module imports code that loads models before Django is set up.',
    options: z.strictObject({}),
  },
  applies: ({ path, facts }) => isShippedPath(path) && facts.code !== undefined && /get_asgi_application/.test(facts.code),
  detect,
  message,
  suggest,
};

function detect({ path }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  const body = model.symbols.code(path)?.body ?? [];
  const ready = body.flatMap((statement) => {
    const call = readyCall(model, path, statement);
    return call === undefined ? [] : [{ statement, call }];
  })[0];
  if (ready === undefined) return judgement.done();
  const seen = new Set([path]);
  for (const statement of body) {
    if (statement.start >= ready.statement.start) break;
    if (statement.kind !== 'import') continue;
    const event = loading(model, path, statement, seen);
    if (event?.kind === 'ready') break;
    if (event === undefined) judgement.pass();
    else judgement.match(toMatch(path, model, { statement, event, ready }));
  }
  return judgement.done();
}

function toMatch(path: string, model: ProjectModel, data: Data): Match<Data> {
  const { event, statement } = data;
  const elsewhere = event.path !== path;
  const range = { start: { line: event.line, column: 1 }, end: { line: event.line + 1, column: 1 } };
  return {
    span: model.symbols.span(path, statement),
    symbol: '',
    subject: `${'.'.repeat(statement.level)}${statement.module}`,
    causes: [{ path, text: statement.module }, { path, text: 'get_asgi_application' }, { path: event.path }],
    related: elsewhere ? [{ path: event.path, range, label: event.what }] : [],
    data,
  };
}

function message({ data: { event, statement } }: Match<Data>, subject: Subject): Message {
  const where = event.path === subject.path ? event.what : `leads to ${event.path}:${event.line}, which ${event.what}`;
  return {
    what: `\`${'.'.repeat(statement.level)}${statement.module}\` is imported before \`get_asgi_application()\` has run, and ${where}.`,
    why: 'An ASGI server raises AppRegistryNotReady when it loads this module and never starts; `runserver` hides it, because it sets Django up first.',
    todo: 'Call `get_asgi_application()` first, and import this below it.',
  };
}

/** Moves the import behind the call; a call inside another expression gets a variable of its own above it. */
function suggest({ data: { statement, ready } }: Match<Data>, { path }: Subject, { model }: RuleContext<unknown>): Fix | null {
  if (statement.names === null && statement.alias === null && statement.module.includes('.')) return null;
  const own = model.symbols.span(path, statement);
  const after = model.symbols.span(path, ready.statement);
  const text = `${written(statement)}  # noqa: E402`;
  const below = { line: own[2] + 1, column: 1 };
  const edits: Edit[] = [{ kind: 'replace', path, range: { start: { line: own[0], column: 1 }, end: below }, text: '' }];
  if (ready.statement.kind === 'assign' && ready.statement.value === ready.call) {
    const end = { line: after[2], column: after[3] };
    edits.push({ kind: 'replace', path, range: { start: end, end }, text: `\n\n${text}` });
  } else {
    const call = model.symbols.span(path, ready.call);
    const start = { line: after[0], column: 1 };
    if (after[1] !== 1 || ready.call.callee.kind !== 'name') return null;
    edits.push({ kind: 'replace', path, range: { start, end: start }, text: `django_application = ${ready.call.callee.id}()\n\n${text}\n\n` });
    edits.push({ kind: 'replace', path, range: rangeOf(call), text: 'django_application' });
  }
  return { title: 'Import it once Django is set up', safety: 'unsafe', edits };
}

function written({ module, level, names, alias }: ImportStatement): string {
  const dotted = '.'.repeat(level) + module;
  if (names === null) return `import ${dotted}${alias === null ? '' : ` as ${alias}`}`;
  return `from ${dotted} import ${names.map((one) => (one.alias === null ? one.name : `${one.name} as ${one.alias}`)).join(', ')}`;
}
