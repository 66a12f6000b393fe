/** What a call of a repository does to the outside. Pure. */
import type { CallExpression, Expression } from '../../../facts/python/code/nodes.js';
import type { FunctionSymbol } from '../../../project/python/symbols-types.js';
import { perPair } from '../../../project/tracked.js';
import { sameData } from '../../../project/same-data.js';
import type { ProjectModel } from '../../../project/types.js';
import { perModel } from '../per-model.js';
import { kindOf, TELLING_NAME, type EffectKind } from './table.js';

export interface Effect {
  readonly kind: EffectKind;
  /** As a reader knows it: `requests.get`, `EmailMessage.send`. */
  readonly name: string;
}

const answers = perModel((model) => perPair((inside: FunctionSymbol, call: CallExpression) => judge(model, inside, call), sameData));

/** The effect of a call that leaves the repository; undefined for any other call. */
export function effectOf(model: ProjectModel, inside: FunctionSymbol, call: CallExpression): Effect | undefined {
  const last = lastName(call.callee);
  // A function imported under another name has a last name of its own.
  if (last === undefined || (call.callee.kind !== 'name' && !TELLING_NAME.test(last))) return undefined;
  return answers(model)(inside, call);
}

function judge(model: ProjectModel, inside: FunctionSymbol, call: CallExpression): Effect | undefined {
  for (const dotted of model.django.calls.external(inside, call)) {
    const kind = kindOf(dotted);
    if (kind !== undefined) return { kind, name: shortName(dotted) };
  }
  return lastName(call.callee) === 'email_user' && isUser(call) ? { kind: 'mail', name: 'email_user' } : undefined;
}

/** `user.email_user(…)`, `request.user.email_user(…)`: Django's own method of users. */
function isUser({ callee }: CallExpression): boolean {
  return callee.kind === 'attribute' && /user$/i.test(lastName(callee.value) ?? '');
}

function lastName(callee: Expression): string | undefined {
  if (callee.kind === 'name') return callee.id;
  return callee.kind === 'attribute' ? callee.attribute : undefined;
}

function shortName(dotted: string): string {
  if (dotted.startsWith('django.core.mail.')) return dotted.replace(/^django\.core\.mail\.(message\.)?/, '');
  return dotted.split('.').slice(-3).filter((part) => part !== 'api' && part !== 'sessions').join('.');
}
