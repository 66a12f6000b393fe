/** What a call of a repository does to the outside. Pure. */
import type { CallExpression, Expression, FunctionNode } from '../../../facts/python/code/nodes.js';
import type { FunctionSymbol } from '../../../project/python/symbols-types.js';
import { keyedByPair } from '../../../project/tracked.js';
import { sameData } from '../../../project/same-data.js';
import type { ProjectModel } from '../../../project/types.js';
import { perModel } from '../per-model.js';
import { kindOf, TELLING_NAME, type EffectKind } from './table.js';

export interface Effect {
  readonly kind: EffectKind;
  /** As a reader knows it: `requests.get`, `EmailMessage.send`. */
  readonly name: string;
}

const NONE: readonly undefined[] = [];

/** Of a function's own calls, in their order: by the call itself, an answer would hold the body that it stands in. */
const effectsOf = perModel((model) => {
  const answers = keyedByPair<string, FunctionNode, readonly (Effect | undefined)[]>(sameData);
  return (inside: FunctionSymbol) =>
    answers(inside.path, inside.node, () => {
      const found = model.django.calls.calls(inside).map(({ call }) => judge(model, inside, call));
      return found.some((one) => one !== undefined) ? found : NONE;
    });
});

/** The effect of one of a function's own calls that leaves the repository; undefined for any other call. */
export function effectOf(model: ProjectModel, inside: FunctionSymbol, call: CallExpression): Effect | undefined {
  if (!isTelling(call)) return undefined;
  const effects = effectsOf(model)(inside);
  return effects.length === 0 ? undefined : effects[model.django.calls.calls(inside).findIndex((one) => one.call === call)];
}

/** A function imported under another name has a last name of its own. */
function isTelling({ callee }: CallExpression): boolean {
  return callee.kind === 'name' || TELLING_NAME.test(lastName(callee) ?? '');
}

function judge(model: ProjectModel, inside: FunctionSymbol, call: CallExpression): Effect | undefined {
  if (!isTelling(call)) return undefined;
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
