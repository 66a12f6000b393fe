/** Details of errors in the answers of Node servers. Pure. */
import type { CallUse, JavaScriptUses, Value } from '../../../facts/javascript/uses/types.js';
import { isFixturePath, isShippedPath } from '../../../project/path-uses.js';
import { named } from '../../shared/javascript/named-values.js';
import { symbolAround } from '../../shared/javascript/requests.js';
import { isForDevelopment } from '../../shared/javascript/server-code.js';
import { judging } from '../../shared/judgement.js';
import type { Judgement, Subject } from '../../types.js';
import type { Data } from '../exception-detail-leak.js';

const ANSWER = /(^|\.)(res|response|reply)(\.\w+\(\))*\.(json|send|end)$|^(Next)?Response\.json$/;
const ERROR = /^_?(e|err|error|ex|exc|exception)\d?$/;
/** Tests by which the error turns out to be a known one. */
const NARROWS = /instanceof|\b(is|has)[A-Z]\w*|\.(is\w+|name|code|status\w*|type|kind|expose|errors?)\b|typeof|\bin\b|===|!==/;
const ENVIRONMENT = /NODE_ENV|[dD]ev|[pP]rod|DEBUG|[dD]ebug|[lL]ocal/;

/** Whether the file answers requests. */
export function mayAnswer({ facts, path }: Subject): boolean {
  return facts.skip === undefined && isShippedPath(path) && !isFixturePath(path) && !isForDevelopment(path) && (facts.javascript?.uses?.calls.some(({ callee }) => ANSWER.test(callee)) ?? false);
}

/** Judges what the answers of a file hold of errors. */
export function detectInJavaScript({ facts, path }: Subject): Judgement<Data> {
  const judgement = judging<Data>();
  const uses = facts.javascript?.uses;
  for (const call of uses?.calls ?? []) {
    if (uses === undefined || !ANSWER.test(call.callee)) continue;
    const written = leakOf(uses, call);
    if (written === undefined) judgement.pass();
    else {
      const data = { written, response: call.callee.replaceAll('()', '(…)'), span: call.span, handler: null, inside: null, language: 'javascript' as const };
      judgement.match({ span: call.span, symbol: symbolAround(uses, call), subject: written, causes: [{ path }], related: [], data });
    }
  }
  return judgement.done();
}

/** What of an unexpected error goes into the answer. Stacks always are; messages where the answer says that the server failed. */
function leakOf(uses: JavaScriptUses, call: CallUse): string | undefined {
  const condition = call.condition ?? '';
  if (ENVIRONMENT.test(condition)) return undefined;
  const found = detailsIn(call.args[0], 0).filter((detail) => named(uses, detail.split('.')[0] ?? '', call.within).kind !== 'variable' && named(uses, detail.split('.')[0] ?? '', call.within).kind !== 'module');
  const stack = found.find((detail) => detail.endsWith('.stack'));
  if (stack !== undefined) return stack;
  return NARROWS.test(condition) || !saysFailed(call) ? undefined : found[0];
}

/** The status is written and at least 500. */
function saysFailed(call: CallUse): boolean {
  for (let at: Value | undefined = call.on; at?.kind === 'call'; at = at.on) if (/\.(status|code)$/.test(at.callee)) return isFailure(at.args[0]);
  const [, options] = call.args;
  return options?.kind === 'object' && isFailure(options.entries.find(({ key }) => key === 'status')?.value);
}

function isFailure(status: Value | undefined): boolean {
  return status?.kind === 'literal' && /^5\d\d$/.test(status.text);
}

/** `error.message`, `error.stack`, `error`, `String(error)` in what is sent. A choice between two values is no leak that can be told. */
function detailsIn(value: Value | undefined, depth: number): readonly string[] {
  if (value === undefined || depth > 4) return [];
  switch (value.kind) {
    case 'name':
      return isDetail(value.name) ? [value.name] : [];
    case 'object':
      return value.entries.flatMap((entry) => detailsIn(entry.value, depth + 1));
    case 'template':
    case 'concat':
      return value.parts.flatMap((part) => (typeof part === 'string' ? [] : detailsIn(part, depth + 1)));
    case 'call': {
      const text = /^(\w+)\.toString$/.exec(value.callee)?.[1];
      if (text !== undefined && isDetail(text)) return [`${text}.toString()`];
      return value.callee === 'String' ? detailsIn(value.args[0], depth + 1) : [];
    }
    default:
      return [];
  }
}

function isDetail(name: string): boolean {
  const [root = '', member, ...rest] = name.split('.');
  return ERROR.test(root) && rest.length === 0 && (member === undefined || /^(message|stack|sqlMessage|detail)$/.test(member));
}
