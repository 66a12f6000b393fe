/** `print` in the code of Django, FastAPI and Flask. Pure. */
import type { CallExpression, Expression, Statement } from '../../../facts/python/code/nodes.js';
import { expressionsOf, keywordOf, walkExpressions } from '../../../facts/python/code/walk.js';
import { rangeOf } from '../../../findings/locate.js';
import type { FileFacts } from '../../../facts/types.js';
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
  // Who asks a question talks with somebody at a terminal.
  const asking = new Set<string>();
  for (const { statement, symbol, inMain, inDebug } of statementsWithin(model, subject.path)) {
    if (inMain || inDebug || symbol === '' || /(^|\.)(main|__repr__|__str__|_*print(_\w+)?|debug\w*|dump\w*|handle|emit)$/.test(symbol)) continue;
    for (const call of callsIn(statement)) {
      if (call.callee.id === 'input') asking.add(symbol);
      else if (keywordOf(call, 'file') === undefined) bySymbol.set(symbol, [...(bySymbol.get(symbol) ?? []), call]);
    }
  }
  for (const [symbol, calls] of bySymbol) {
    if (asking.has(symbol)) continue;
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

type NamedCall = CallExpression & { readonly callee: { readonly kind: 'name'; readonly id: string } };

/** `print(…)` and `input(…)`. */
function callsIn(statement: Statement): readonly NamedCall[] {
  const found: NamedCall[] = [];
  for (const expression of expressionsOf(statement)) {
    walkExpressions(expression, (inner) => {
      if (isTalk(inner)) found.push(inner);
    });
  }
  return found;
}

function isTalk(expression: Expression): expression is NamedCall {
  return expression.kind === 'call' && expression.callee.kind === 'name' && /^(print|input)$/.test(expression.callee.id);
}
