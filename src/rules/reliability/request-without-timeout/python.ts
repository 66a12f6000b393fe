/** Requests of Python code that may wait for ever. Pure. */
import type { CallExpression, Expression } from '../../../facts/python/code/nodes.js';
import { keywordOf } from '../../../facts/python/code/walk.js';
import { rangeOf } from '../../../findings/locate.js';
import type { Range } from '../../../findings/types.js';
import type { FunctionSymbol } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';
import { moduleAsFunction } from '../../shared/effects/module-level.js';
import { HTTPX, REQUESTS } from '../../shared/effects/table.js';
import { judging } from '../../shared/judgement.js';
import type { Judgement, RuleContext, Subject } from '../../types.js';

export interface PythonRequest {
  readonly name: string;
  /** `missing`: no timeout is given; `none`: it is None. */
  readonly form: 'missing' | 'none';
  /** Where the argument goes (empty), or what is there now. */
  readonly edit: { readonly range: Range; readonly text: string } | null;
}

/** What a fix writes. */
export const SECONDS = 10;

/** Of the arguments of `Session.request`: https://requests.readthedocs.io/en/latest/api/#requests.Session.request */
const PLACE_OF_TIMEOUT = 8;

/** Judges the requests that a Python file makes with requests and httpx. */
export function detectInPython(subject: Subject, { model }: RuleContext<unknown>): Judgement<PythonRequest> {
  const judgement = judging<PythonRequest>();
  const module = moduleAsFunction(model, subject.path);
  for (const inside of [...model.symbols.functions(subject.path), ...module]) {
    for (const { call } of model.django.calls.calls(inside)) {
      const found = judge(model, inside, call);
      if (found === 'fine') judgement.pass();
      else if (found !== undefined) {
        judgement.match({ span: model.symbols.span(subject.path, call), symbol: inside.symbol, subject: found.name, causes: [{ path: subject.path, text: 'timeout' }, { path: subject.path }], related: [], data: found });
      }
    }
  }
  return judgement.done();
}

function judge(model: ProjectModel, inside: FunctionSymbol, call: CallExpression): PythonRequest | 'fine' | undefined {
  const name = model.django.calls.external(inside, call).find((dotted) => REQUESTS.test(dotted) || HTTPX.test(dotted) || /^httpx\.(Async)?Client$/.test(dotted));
  if (name === undefined) return undefined;
  if (call.keywords.some((keyword) => keyword.name === null) || call.args.some((arg) => arg.kind === 'starred') || /\.Session\.send$/i.test(name)) return 'fine';
  const timeout = keywordOf(call, 'timeout')?.value ?? (name.endsWith('.Session.request') ? call.args[PLACE_OF_TIMEOUT] : undefined);
  if (timeout !== undefined) {
    if (!isNone(timeout)) return 'fine';
    return { name, form: 'none', edit: { range: rangeOf(model.symbols.span(inside.path, timeout)), text: String(SECONDS) } };
  }
  if (!REQUESTS.test(name) || setsItsOwn(model, inside, call)) return 'fine';
  const last = [...call.args, ...call.keywords].sort((one, other) => one.end - other.end).at(-1);
  const end = last === undefined ? undefined : rangeOf(model.symbols.span(inside.path, last)).end;
  return { name, form: 'missing', edit: end === undefined ? null : { range: { start: end, end }, text: `, timeout=${SECONDS}` } };
}

/** A session of a class of the repository, or one that mounts adapters, may set the timeout itself. */
function setsItsOwn(model: ProjectModel, inside: FunctionSymbol, { callee }: CallExpression): boolean {
  if (callee.kind !== 'attribute') return false;
  if (model.django.calls.receiver(inside, callee.value)?.kind === 'class') return true;
  return model.facts(inside.path)?.code !== undefined && mounts(model, inside.path);
}

function mounts(model: ProjectModel, path: string): boolean {
  return model.symbols.functions(path).some((symbol) => model.django.calls.calls(symbol).some(({ call }) => call.callee.kind === 'attribute' && call.callee.attribute === 'mount'));
}

function isNone(expression: Expression): boolean {
  return expression.kind === 'constant' && expression.value === null;
}

