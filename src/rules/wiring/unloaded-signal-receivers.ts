import { z } from 'zod';
import type { CallExpression, Expression, Statement } from '../../facts/python/code/nodes.js';
import type { Span } from '../../facts/types.js';
import { rangeOf } from '../../findings/locate.js';
import type { Edit, Fix, Message } from '../../findings/types.js';
import type { App } from '../../project/django/types.js';
import { folderOf, stemOf } from '../../project/tree.js';
import type { ProjectModel } from '../../project/types.js';
import { judging } from '../shared/judgement.js';
import { isFixturePath, isTestPath } from '../../project/path-uses.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  /** Names of the receivers, in order. */
  readonly receivers: readonly string[];
  readonly app: App;
  readonly onlyTests: boolean;
}

type Context = RuleContext<unknown>;

/** Modules that Django, Celery or a package loads by their name. Migrations are run and commands too. */
const LOADED = /(^|\/)(models|apps|admin|urls|wsgi|asgi|celery\w*|tasks|settings\w*|wagtail_hooks|translation|search_indexes|documents|cms_\w+|conftest)\.py$|(^|\/)(models|migrations|settings|management\/commands|templatetags)\//;
/** Names that say what the module is for. Others may be loaded by name by something unseen. */
const TELLING = /signal|receiver|handler|listener|subscriber|observer/i;

export const unloadedSignalReceivers: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/unloaded-signal-receivers',
    area: 'wiring',
    severity: 'warning',
    confidence: 'high',
    status: 'stable',
    languages: ['python'],
    fix: 'unsafe',
    summary: 'A module connects receivers to signals, but nothing imports it.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => facts.code !== undefined && !LOADED.test(path) && /\breceiver\b|connect/.test(facts.code) && !isTestPath(path) && !isFixturePath(path),
  detect,
  message,
  suggest,
};

function detect({ path }: Subject, { model }: Context): Judgement<Data> {
  const judgement = judging<Data>();
  const receivers = receiversOf(path, model);
  const [first] = receivers;
  if (first === undefined || !model.django.present) return judgement.done();
  const span = model.symbols.span(path, first.at);
  const app = model.django.apps.of(path);
  const load = loadOf(path, model, new Set());
  if (load === 'loaded') judgement.pass();
  else if (app === undefined || app.installed === 'no') judgement.unknown(span[0], `receivers of ${path}: it belongs to no installed app`);
  else if (app.folder === folderOf(path) && path.endsWith('/__init__.py')) judgement.pass();
  else if (!TELLING.test(path)) judgement.unknown(span[0], `receivers of ${path}: something may load it by its name`);
  else {
    const reason = unseenLoader(path, model);
    if (reason !== null) judgement.unknown(span[0], `receivers of ${path}: ${reason}`);
    else judgement.match(toMatch(path, span, { receivers: receivers.map(({ name }) => name), app, onlyTests: load === 'tests' }));
  }
  return judgement.done();
}

function toMatch(path: string, span: Span, data: Data): Match<Data> {
  const config = data.app.config;
  const causes = [...(config === null ? [] : [{ path: config.path, text: stemOf(path) }]), { path: '*', text: stemOf(path) }];
  return { span, symbol: '', subject: 'receivers', causes, related: [], data };
}

interface Receiver {
  readonly name: string;
  readonly at: Expression;
}

/** Functions that the module connects as it is imported. */
function receiversOf(path: string, { symbols }: ProjectModel): readonly Receiver[] {
  const body = symbols.code(path)?.body ?? [];
  return body.flatMap((statement) => decorated(statement, path, symbols) ?? connected(statement, path, symbols) ?? []);
}

function decorated(statement: Statement, path: string, symbols: ProjectModel['symbols']): Receiver | undefined {
  if (statement.kind !== 'function') return undefined;
  const at = statement.decorators.find((decorator) => {
    const target = decorator.kind === 'call' ? symbols.resolveExpression(path, decorator.callee) : undefined;
    return target?.kind === 'external' && /^django\.dispatch(\.dispatcher)?\.receiver$/.test(target.dotted);
  });
  return at === undefined ? undefined : { name: statement.name, at };
}

/** `post_save.connect(f)` */
function connected(statement: Statement, path: string, symbols: ProjectModel['symbols']): Receiver | undefined {
  const call = statement.kind === 'expression' && statement.value.kind === 'call' ? statement.value : undefined;
  if (call?.callee.kind !== 'attribute' || call.callee.attribute !== 'connect') return undefined;
  const signal = symbols.resolveExpression(path, call.callee.value);
  const isSignal = signal.kind === 'external' && /^django\.(\w+\.)*signals\.\w+$/.test(signal.dotted);
  return isSignal ? { name: nameOf(call), at: call } : undefined;
}

function nameOf(call: CallExpression): string {
  const [first] = call.args;
  return first?.kind === 'name' ? first.id : first?.kind === 'attribute' ? first.attribute : 'a receiver';
}

/** Whether something that runs imports the module. A package's own `__init__.py` counts where it is loaded itself. */
function loadOf(path: string, model: ProjectModel, seen: Set<string>): 'loaded' | 'tests' | 'nothing' {
  seen.add(path);
  let answer: 'tests' | 'nothing' = 'nothing';
  for (const { from, kind } of model.references.incoming(path)) {
    if (kind === 'document' || from === path || seen.has(from)) continue;
    if (isTestPath(from)) answer = 'tests';
    else if (!from.endsWith('/__init__.py') || folderOf(from) === model.django.apps.of(from)?.folder || loadOf(from, model, seen) === 'loaded') return 'loaded';
  }
  return answer;
}

/** Why something may import the module unseen. */
function unseenLoader(path: string, model: ProjectModel): string | null {
  const loader = model.loaderAbove(path);
  if (loader !== undefined) return `${loader} loads modules by computed names`;
  const discovering = model.symbols.mentions('autodiscover_modules').find((file) => !isTestPath(file));
  return discovering === undefined ? null : `${discovering} discovers modules by their names`;
}

function message({ data }: Match<Data>, { path }: Subject): Message {
  const [first, ...others] = data.receivers;
  const listed = others.length === 0 ? `\`${first}\`` : `\`${first}\` and ${others.length} more`;
  return {
    what: `${data.onlyTests ? 'Only tests import' : 'Nothing imports'} \`${path}\`, so its receivers (${listed}) are never connected.`,
    why: 'The signals are sent and nobody listens: no error, the work is just not done.',
    todo: data.app.config === null ? `Import it in ready() of an AppConfig of \`${data.app.dotted}\`.` : `Import it in ready() of \`${data.app.config.symbol}\` (${data.app.config.path}).`,
  };
}

function suggest({ data }: Match<Data>, { path }: Subject, { model }: Context): Fix | null {
  const { app } = data;
  if (app.config === null || folderOf(app.config.path) !== app.folder || !path.startsWith(`${app.folder}/`) || path.endsWith('/__init__.py')) return null;
  const parts = path.slice(app.folder.length + 1, -'.py'.length).split('/');
  const statement = `from .${parts.slice(0, -1).join('.')} import ${parts.at(-1)}  # noqa: F401`;
  const edit = editOf(app.config.path, app.config.node.body, statement, model);
  return edit === null ? null : { title: `Import \`${parts.join('.')}\` in ready()`, safety: 'unsafe', edits: [edit] };
}

/** Puts the import first into ready(), or adds ready() to the end of the class. */
function editOf(path: string, body: readonly Statement[], statement: string, { symbols }: ProjectModel): Edit | null {
  const ready = body.find((one) => one.kind === 'function' && one.name === 'ready');
  if (ready?.kind === 'function') {
    const [first] = ready.body.filter((one, index) => !(index === 0 && one.kind === 'expression' && one.value.kind === 'string'));
    if (first === undefined) return null;
    const [line, column] = symbols.span(path, first);
    return { kind: 'replace', path, range: rangeOf([line, column, line, column]), text: `${statement}\n${' '.repeat(column - 1)}` };
  }
  const last = body.at(-1);
  if (last === undefined) return null;
  const [, column] = symbols.span(path, last);
  const [, , endLine, endColumn] = symbols.span(path, last);
  const indent = ' '.repeat(column - 1);
  return { kind: 'replace', path, range: rangeOf([endLine, endColumn, endLine, endColumn]), text: `\n\n${indent}def ready(self):\n${indent}${indent}${statement}` };
}
