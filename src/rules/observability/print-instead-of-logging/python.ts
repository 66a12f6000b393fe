/** `print` in the code of Django, FastAPI and Flask. Pure. */
import type { CallExpression, Statement } from '../../../facts/python/code/nodes.js';
import { expressionsOf, keywordOf, walkExpressions } from '../../../facts/python/code/walk.js';
import { rangeOf } from '../../../findings/locate.js';
import type { FileFacts } from '../../../facts/types.js';
import type { ProjectModel } from '../../../project/types.js';
import { isServerPath } from '../../shared/effects/request-code.js';
import { judging } from '../../shared/judgement.js';
import { servers } from '../../shared/pyweb/servers.js';
import { statementsWithin } from '../../shared/python-statements.js';
import type { Judgement, RuleContext, Subject } from '../../types.js';
import type { Printing } from './javascript.js';

/** Modules that only a program with a command line imports. */
const COMMAND_LINE = /^(argparse|click|typer|optparse|getopt|fire|docopt|cmd|rich|tqdm)(\.|$)/;
const SERVER_IMPORT = /^(django|rest_framework|celery|channels|ninja|graphene_django|strawberry_django|fastapi|starlette|flask|flask_restful|flask_restx)(\.|$)/;
/** Modules of an application that only its own code imports. */
const SERVER_MODULE = /(^|\.)(models|tasks|views|consumers|serializers)$/;
const SERVER_FILE = /(^|\/)(views?|models?|tasks?|services?|middlewares?|consumers?|signals?|serializers?|forms?|handlers?|receivers?|api|utils|helpers|clients?|integrations?)(\/|\.py$)/;

/** Imports a web framework or is named for a part of one, and is no program of its own. */
export function mayServe(facts: FileFacts, path: string): boolean {
  if (facts.python === undefined || facts.code?.includes('print') !== true || !isServerPath(path) || facts.python.hasMainBlock) return false;
  if (facts.python.imports.some(({ module }) => COMMAND_LINE.test(module))) return false;
  return SERVER_FILE.test(path) || importsServer(facts);
}

function importsFramework({ python }: FileFacts): boolean {
  return (python?.imports ?? []).some(({ module, level }) => level === 0 && SERVER_IMPORT.test(module));
}

function importsServer({ python }: FileFacts): boolean {
  return (python?.imports ?? []).some(({ module, level }) => (level === 0 && SERVER_IMPORT.test(module)) || SERVER_MODULE.test(module));
}

/** Judges what a Python file prints. */
export function detectInPython(subject: Subject, { model }: RuleContext<unknown>): Judgement<Printing> {
  const judgement = judging<Printing>();
  // A name alone tells nothing outside the apps: a repository may hold services that run without Django.
  if (!model.django.present && !model.pyweb.present) return judgement.done();
  // Without Django `models` and `tasks` may be modules of anything.
  const isPart = model.django.present ? importsServer(subject.facts) || model.django.apps.of(subject.path) !== undefined : importsFramework(subject.facts) && servers(model).length > 0;
  if (!isPart || /(^|\/)(alembic|revisions|versions)\//.test(subject.path)) return judgement.done();
  const bySymbol = new Map<string, CallExpression[]>();
  for (const { statement, symbol, inMain, inDebug } of statementsWithin(model, subject.path)) {
    if (inMain || inDebug || symbol === '' || /(^|\.)(main|__repr__|__str__|_*print(_\w+)?|debug\w*|dump\w*|handle|emit)$/.test(symbol)) continue;
    const printed = callsIn(statement).filter((call) => nameOf(call) === 'print' && call.callee.kind === 'name' && keywordOf(call, 'file') === undefined);
    if (printed.length > 0) bySymbol.set(symbol, [...(bySymbol.get(symbol) ?? []), ...printed]);
  }
  const talking = bySymbol.size === 0 ? new Set<string>() : talkersIn(model, subject.path);
  for (const [symbol, calls] of bySymbol) {
    if (talking.has(symbol)) continue;
    const [first, ...others] = calls.map((call) => model.symbols.span(subject.path, call));
    if (first === undefined) continue;
    judgement.match({
      span: first,
      symbol,
      subject: 'print',
      causes: [{ path: subject.path, text: 'print' }],
      related: others.slice(0, 3).map((span) => ({ path: subject.path, range: rangeOf(span), label: 'prints here too' })),
      data: { count: calls.length, callee: 'print' },
    });
  }
  return judgement.done();
}

/** Functions that talk with somebody at a terminal: those that ask with `input(…)`, methods beside one that does, and what calls one of these. */
function talkersIn(model: ProjectModel, path: string): ReadonlySet<string> {
  const called = new Map<string, Set<string>>();
  for (const { statement, symbol } of statementsWithin(model, path)) {
    const names = called.get(symbol) ?? new Set<string>();
    for (const call of callsIn(statement)) names.add(call.callee.kind === 'name' ? call.callee.id : `.${nameOf(call)}`);
    called.set(symbol, names);
  }
  const asking = [...called].flatMap(([symbol, names]) => (names.has('input') ? [symbol] : []));
  const asked = new Set(asking.map((symbol) => symbol.slice(symbol.lastIndexOf('.') + 1)));
  const classes = new Set(asking.map(classOf).filter((name) => name !== ''));
  return new Set([...called].flatMap(([symbol, names]) => (asking.includes(symbol) || classes.has(classOf(symbol)) || [...names].some((name) => asked.has(name.replace(/^\./, ''))) ? [symbol] : [])));
}

function classOf(symbol: string): string {
  return symbol.slice(0, Math.max(0, symbol.lastIndexOf('.')));
}

function callsIn(statement: Statement): readonly CallExpression[] {
  const found: CallExpression[] = [];
  for (const expression of expressionsOf(statement)) {
    walkExpressions(expression, (inner) => {
      if (inner.kind === 'call') found.push(inner);
    });
  }
  return found;
}

/** The last part of what is called. */
function nameOf({ callee }: CallExpression): string {
  return callee.kind === 'attribute' ? callee.attribute : callee.kind === 'name' ? callee.id : '';
}
