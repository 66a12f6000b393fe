/** Adds relations to the queryset that the rows come from. */
import type { CallExpression, Expression } from '../../../facts/python/code/nodes.js';
import { expressionsOf, keywordOf, walkExpressions, walkStatements } from '../../../facts/python/code/walk.js';
import { rangeOf } from '../../../findings/locate.js';
import type { Edit, Fix } from '../../../findings/types.js';
import type { ProjectModel } from '../../../project/types.js';
import { functionAround } from './loops.js';
import type { Read, Source } from './rows.js';

/** Queryset methods after which related objects can be named. */
const KEEPS = new Set(['all', 'filter', 'exclude', 'order_by', 'annotate', 'select_related', 'prefetch_related', 'using', 'reverse', 'alias']);
/** With these, loading more may fail or change what is found. */
const TOUCHY = /^(only|defer|values|values_list|select_for_update|union|intersection|difference|distinct|raw|extra|aggregate|dates|datetimes|iterator|in_bulk)$/;

/** The fix for relations of one loop, or null where the queryset is not written out or is used in other ways. */
export function loadingFix(model: ProjectModel, { root, form, via }: Read, paths: readonly string[]): Fix | null {
  const { source } = root;
  if (source === null || form === 'refined' || form === 'counted' || isTouchy(model, source) || isShared(model, source)) return null;
  // What is called in a loop may change the related rows, which are then read anew.
  if (form === 'prefetch' && via.length > 0 && root.frame !== null) return null;
  const chain = chainOf(model, source);
  if (chain === undefined) return null;
  const method = form === 'select' ? 'select_related' : 'prefetch_related';
  return { title: `Load ${paths.map((path) => `\`${path}\``).join(', ')} with \`${method}\``, safety: 'safe', edits: [editOf(model, source.path, chain, method, paths)] };
}

/** Whether the queryset keeps only rows for which the relation is null: reading it costs nothing. */
export function isNullThere(model: ProjectModel, { root, path }: Read): boolean {
  const calls = root.source === null ? [] : (chainOf(model, root.source)?.calls ?? []);
  return calls.some((call) => {
    const test = keywordOf(call, `${path}__isnull`)?.value ?? keywordOf(call, path)?.value;
    return test?.kind === 'constant' && test.value !== false && call.callee.kind === 'attribute' && call.callee.attribute === 'filter';
  });
}

/** Whether the rows are locked as they are read, together with all that `select_related` names. */
export function isLocked(model: ProjectModel, source: Source): boolean {
  return parentsIn(model, source.path, source.origin).some((one) => one.kind === 'call' && one.callee.kind === 'attribute' && one.callee.attribute === 'select_for_update' && keywordOf(one, 'of') === undefined);
}

/** `self.model.objects` and `super().get_queryset()` give other classes the rows of other models. */
function isShared(model: ProjectModel, { path, origin }: Source): boolean {
  const inside = functionAround(model, path, origin);
  if (inside === undefined) return false;
  if (origin.kind === 'attribute' && model.django.orm.typeOf(inside, origin.value).kind === 'instance') return false;
  let first: Expression = origin;
  while (first.kind === 'attribute' || first.kind === 'subscript' || first.kind === 'call') first = first.kind === 'call' ? first.callee : first.value;
  return first.kind === 'name' && /^(self|cls|super)$/.test(first.id);
}

interface Chain {
  readonly end: Expression;
  readonly calls: readonly CallExpression[];
}

/** The chain of calls on the expression where the queryset begins, as far as its methods are Django's. */
function chainOf(model: ProjectModel, { path, origin }: Source): Chain | undefined {
  const parents = parentsIn(model, path, origin);
  let end: Expression = origin;
  const calls: CallExpression[] = [];
  for (const parent of parents) {
    if (parent.kind === 'attribute' && parent.value === end) continue;
    if (parent.kind !== 'call' || parent.callee.kind !== 'attribute' || parent.callee.value !== end || !KEEPS.has(parent.callee.attribute)) break;
    calls.push(parent);
    end = parent;
  }
  if (origin.kind === 'attribute') return { end, calls };
  return origin.kind === 'call' && calls.length > 0 ? { end, calls } : undefined;
}

/** The expressions around one, innermost first. */
function parentsIn(model: ProjectModel, path: string, inner: Expression): readonly Expression[] {
  const around: Expression[] = [];
  walkStatements(model.symbols.code(path)?.body ?? [], (statement) => {
    if (statement.start > inner.start || statement.end < inner.end) return false;
    for (const expression of expressionsOf(statement)) {
      walkExpressions(expression, (one) => {
        if (one.start > inner.start || one.end < inner.end) return false;
        if (one !== inner) around.push(one);
        return true;
      });
    }
    return true;
  });
  return around.reverse();
}

/** Whether the code around uses its querysets in ways that do not go with loading more. */
function isTouchy(model: ProjectModel, { path, origin }: Source): boolean {
  const inside = functionAround(model, path, origin);
  let touchy = false;
  const look = (expression: Expression): void => walkExpressions(expression, (one) => void (touchy ||= one.kind === 'attribute' && TOUCHY.test(one.attribute)));
  if (inside !== undefined) walkStatements(inside.node.body, (statement) => expressionsOf(statement).forEach(look));
  return touchy;
}

function editOf(model: ProjectModel, path: string, { end, calls }: Chain, method: string, paths: readonly string[]): Edit {
  const names = paths.map((one) => `"${one}"`).join(', ');
  const same = calls.filter(({ callee }) => callee.kind === 'attribute' && callee.attribute === method).at(-1);
  const last = same?.args.at(-1);
  if (last !== undefined) return { kind: 'replace', path, range: emptyAt(model, path, last.end), text: `, ${names}` };
  return { kind: 'replace', path, range: emptyAt(model, path, end.end), text: `${lineBreak(model, path, end)}.${method}(${names})` };
}

/** A chain that is written with one call a line goes on so. */
function lineBreak(model: ProjectModel, path: string, end: Expression): string {
  if (end.kind !== 'call' || end.callee.kind !== 'attribute') return '';
  const { value, nameStart } = end.callee;
  const [line, column] = model.symbols.span(path, { start: nameStart, end: nameStart });
  const [, , before] = model.symbols.span(path, value);
  return before < line ? `\n${' '.repeat(Math.max(0, column - 2))}` : '';
}

function emptyAt(model: ProjectModel, path: string, offset: number): ReturnType<typeof rangeOf> {
  return rangeOf(model.symbols.span(path, { start: offset, end: offset }));
}
