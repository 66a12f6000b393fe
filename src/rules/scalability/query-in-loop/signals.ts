/** Receivers of the signals that `save` sends and bulk methods do not. */
import type { Expression } from '../../../facts/python/code/nodes.js';
import { dottedName, expressionsOf, keywordOf, walkExpressions, walkStatements } from '../../../facts/python/code/walk.js';
import type { ProjectModel } from '../../../project/types.js';
import { isTestPath } from '../../../project/path-uses.js';

const SIGNALS = ['pre_save', 'post_save'] as const;

/** Whether the repository connects a receiver to `pre_save` or `post_save` of a model, by the model's name. */
export function hasSaveReceivers(model: ProjectModel, name: string): boolean {
  const paths = new Set(SIGNALS.flatMap((signal) => model.symbols.mentions(signal)));
  return [...paths].some((path) => !isTestPath(path) && connects(model, path, name));
}

function connects(model: ProjectModel, path: string, name: string): boolean {
  let found = false;
  const look = (expression: Expression): void => walkExpressions(expression, (one) => void (found ||= one.kind === 'call' && isConnection(one) && sendersOf(keywordOf(one, 'sender')?.value).includes(name)));
  walkStatements(model.symbols.code(path)?.body ?? [], (statement) => expressionsOf(statement).forEach(look));
  return found;
}

/** `@receiver(post_save, sender=…)`, `post_save.connect(f, sender=…)` */
function isConnection({ callee, args }: Extract<Expression, { kind: 'call' }>): boolean {
  const names = [callee.kind === 'attribute' && callee.attribute === 'connect' ? callee.value : undefined, ...args.flatMap((one) => (one.kind === 'list' || one.kind === 'tuple' ? one.items : [one]))];
  return names.some((one) => one !== undefined && SIGNALS.some((signal) => (dottedName(one) ?? '').split('.').at(-1) === signal));
}

/** The last part of the sender's name; `"shop.Order"` for a model that is named by text. */
function sendersOf(value: Expression | undefined): readonly string[] {
  if (value === undefined) return [];
  const text = value.kind === 'string' ? value.value : dottedName(value);
  return text === undefined ? [] : [text.split('.').at(-1) as string];
}
