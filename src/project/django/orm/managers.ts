/** Managers and querysets of the repository: which model they belong to, what they add to it and load with it. */
import type { ClassNode, Expression } from '../../../facts/python/code/nodes.js';
import { dottedName } from '../../../facts/python/code/walk.js';
import type { ClassSymbol } from '../../python/symbols-types.js';
import { sameData } from '../../same-data.js';
import { inCycles, keyedByPair, lazily } from '../../tracked.js';
import type { DjangoInput } from '../input.js';
import type { Added, ModelClass } from '../types.js';
import { DEEPEST, type Inference, type Managers } from './context.js';
import { NOTHING, PLAIN, openLoaded, type Manager } from './inner.js';

/** Bases of managers and querysets that load nothing and annotate nothing. */
const PLAIN_BASE = /^django\.(db\.models|contrib\.(auth|contenttypes|sites|gis))\b|^(builtins|typing)\./;

interface Behind {
  readonly classes: readonly ClassSymbol[];
  readonly open: string | null;
}

/** Builds the managers of one tree. */
export function createManagers(input: DjangoInput, inference: Inference): Managers {
  const known = keyedByPair<ModelClass, string, Manager>();
  const owners = lazily(() => attachments(input), sameData);
  const read = (model: ModelClass, name: string, depth: number): Manager => {
    const declared = model.managers.find((one) => one.name === name);
    if (declared === undefined) return unread(model, 'the manager is not known', []);
    return managerFrom(input, inference, model, classesBehind(input, declared.place.path, declared.value), depth);
  };
  const manager = (model: ModelClass, name: string, depth: number): Manager | undefined => {
    if (!model.managers.some((one) => one.name === name)) return name === 'objects' && model.managers.length === 0 ? { kind: 'manager', model, loaded: NOTHING, added: PLAIN } : undefined;
    const circular = (): Manager => unread(model, 'the manager refers to itself', []);
    if (depth > DEEPEST) return circular();
    return inCycles(() => known(model, name, () => read(model, name, depth)), circular);
  };
  const standard = (model: ModelClass, depth: number): Manager => {
    const [first] = model.managers;
    return manager(model, first?.name ?? 'objects', depth) ?? unread(model, 'the manager is not known', []);
  };
  return {
    manager,
    standard,
    attached(owner) {
      const models = owners().get(owner.node) ?? [];
      const [model, ...others] = models;
      if (model === undefined || others.length > 0 || model.abstract) return undefined;
      return { kind: 'manager', model, loaded: openLoaded('the query is that of the caller'), added: { names: [], open: 'the query is that of the caller', classes: input.symbols.ancestry(owner).classes } };
    },
    method(receiver, name) {
      for (const owner of receiver.added.classes) {
        const answer = input.symbols.attribute(owner, name);
        if (answer.kind === 'found' && answer.attribute.kind === 'function') return { owner, fn: { kind: 'function', path: answer.owner.path, symbol: `${answer.owner.symbol}.${name}`, node: answer.attribute } };
      }
      return undefined;
    },
  };
}

function unread(model: ModelClass, reason: string, classes: readonly ClassSymbol[]): Manager {
  return { kind: 'manager', model, loaded: openLoaded(reason), added: { names: [], open: reason, classes } };
}

/** Reads what the classes' own get_queryset loads and annotates. */
function managerFrom(input: DjangoInput, inference: Inference, model: ModelClass, behind: Behind, depth: number): Manager {
  const { classes } = behind;
  if (behind.open !== null) return unread(model, behind.open, classes);
  const added: Added = { ...PLAIN, classes };
  const plain: Manager = { kind: 'manager', model, loaded: NOTHING, added };
  for (const owner of classes) {
    const answer = input.symbols.attribute(owner, 'get_queryset');
    if (answer.kind === 'unknown') return unread(model, answer.reason, classes);
    if (answer.kind === 'none') continue;
    if (answer.attribute.kind !== 'function') return unread(model, 'the manager makes its queryset in a way that can not be read', classes);
    const fn = { kind: 'function', path: answer.owner.path, symbol: `${answer.owner.symbol}.get_queryset`, node: answer.attribute } as const;
    const given = inference.returns(fn, answer.owner, plain, depth + 1);
    if (given.kind !== 'queryset') return unread(model, `what ${fn.symbol} returns can not be read`, classes);
    return { kind: 'manager', model, loaded: given.loaded, added: { names: given.aliases, open: given.added.open, classes: [...new Set([...classes, ...given.added.classes])] } };
  }
  return plain;
}

/** The classes of the repository that a manager expression is made of: `OrderManager()`, `OrderQuerySet.as_manager()`, `M.from_queryset(Q)()`. */
function classesBehind(input: DjangoInput, path: string, expression: Expression, depth = 0): Behind {
  if (depth > 6) return { classes: [], open: 'the manager is made in too many steps' };
  if (expression.kind === 'call') {
    const { callee } = expression;
    if (callee.kind === 'attribute' && callee.attribute === 'as_manager') return classesBehind(input, path, callee.value, depth + 1);
    if (callee.kind === 'attribute' && callee.attribute === 'from_queryset') return both(classesBehind(input, path, callee.value, depth + 1), classesBehind(input, path, expression.args[0] ?? callee, depth + 1));
    return classesBehind(input, path, callee, depth + 1);
  }
  const resolved = input.symbols.resolveExpression(path, expression);
  if (resolved.kind === 'value') return classesBehind(input, resolved.path, resolved.value, depth + 1);
  if (resolved.kind === 'external') return { classes: [], open: PLAIN_BASE.test(resolved.dotted) ? null : `${resolved.dotted} is not of this repository` };
  if (resolved.kind !== 'class') return { classes: [], open: `${dottedName(expression) ?? 'the manager'} can not be read` };
  return ofClass(input, resolved, depth);
}

function ofClass(input: DjangoInput, symbol: ClassSymbol, depth: number): Behind {
  const line = input.symbols.ancestry(symbol);
  const foreign = line.external.find((base) => !PLAIN_BASE.test(base));
  let answer: Behind = { classes: line.classes, open: foreign === undefined ? null : `${foreign} is not of this repository` };
  for (const one of line.classes) {
    for (const base of one.node.bases) if (base.kind === 'call') answer = both(answer, classesBehind(input, one.path, base, depth + 1));
  }
  const computed = line.classes.some((one) => one.node.bases.some((base) => dottedName(base) === undefined && base.kind !== 'call' && base.kind !== 'subscript'));
  if (answer.open === null && (computed || (line.unknown.length > 0 && !line.classes.some((one) => one.node.bases.some((base) => base.kind === 'call'))))) return { ...answer, open: line.unknown[0] ?? 'a base is computed' };
  return answer;
}

function both(left: Behind, right: Behind): Behind {
  return { classes: [...new Set([...left.classes, ...right.classes])], open: left.open ?? right.open };
}

/** Manager and queryset classes -> the models that use them. */
function attachments(input: DjangoInput): ReadonlyMap<ClassNode, readonly ModelClass[]> {
  const found = new Map<ClassNode, ModelClass[]>();
  for (const model of input.django.models.models) {
    for (const { value, place } of model.managers) {
      for (const one of classesBehind(input, place.path, value).classes) {
        const models = found.get(one.node) ?? [];
        if (!models.includes(model)) models.push(model);
        found.set(one.node, models);
      }
    }
  }
  return found;
}
