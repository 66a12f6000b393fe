/** Dictionaries, lists and sets that live as long as the process and that request code writes to. Pure. */
import type { Expression, FunctionNode, Statement } from '../../../facts/python/code/nodes.js';
import { dottedName, keywordOf, someExpression, walkStatements } from '../../../facts/python/code/walk.js';
import type { Span } from '../../../facts/types.js';
import { localValues } from '../../../project/python/calls/local-values.js';
import type { ClassSymbol, FunctionSymbol } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';
import { perModelAnd } from '../per-model.js';
import { usesOf, type Use } from './container-uses.js';
import { requesterOf } from './requesters.js';
import { handlersIn, servedIn, servingClass, speaksOfLimits, type ServingClass } from './request-code.js';

/** A write of request code to a container. */
export interface Write {
  readonly inside: Pick<FunctionSymbol, 'path' | 'symbol'>;
  readonly span: Span;
  /** What of a request its key tells (`address`, `user`), or null. */
  readonly requester: string | null;
}

export interface SharedContainer {
  readonly path: string;
  readonly name: string;
  /** The class that holds it; null at module level. */
  readonly owner: ClassSymbol | null;
  readonly serving: ServingClass | null;
  /** Where it is made. */
  readonly span: Span;
  readonly writes: readonly Write[];
  /** Entries are taken out, counted or capped somewhere. */
  readonly evicts: boolean;
  /** It counts how often someone does something. */
  readonly limits: boolean;
}

interface Candidate {
  readonly name: string;
  readonly owner: ClassSymbol | null;
  readonly serving: ServingClass | null;
  readonly target: Expression;
  readonly capped: boolean;
}

const CONTAINER_CALL = /^(builtins\.(dict|list|set)|collections\.(defaultdict|deque|Counter|OrderedDict))$/;
/** Methods that run while the process starts, or that fill a registry. */
const NOT_SERVING = /^(__init__|__new__|__init_subclass__|__set_name__|__class_getitem__|ready|setup|as_view|_?register\w*|add_to_\w+|connect_\w+|autodiscover\w*)$/;
/** Names of open connections: those are of one process by their nature. */
export const SOCKETS = /socket|connections?$|subscribers?$|listeners?$/i;
/** Names of counts of what someone does. */
export const COUNTS = /attempts|throttl|rate_?limit|limiter|hits_by|request_counts?/i;

/** The containers of a file that request code writes to, in the order of the source. */
export const sharedContainers: (model: ProjectModel, path: string) => readonly SharedContainer[] = perModelAnd(findAll);

function findAll(model: ProjectModel, path: string): readonly SharedContainer[] {
  const candidates = [...atModuleLevel(model, path), ...inClasses(model, path)].filter(({ name }) => !SOCKETS.test(name));
  if (candidates.length === 0) return [];
  const serving = servingFunctions(model, path);
  return candidates.flatMap((candidate) => judge(model, path, candidate, serving)).sort((one, other) => one.span[0] - other.span[0]);
}

function judge(model: ProjectModel, path: string, candidate: Candidate, serving: ReadonlySet<FunctionNode>): SharedContainer[] {
  const uses = model.symbols.functions(path).flatMap((inside) => usesOf(inside, candidate.name, candidate.owner === null ? null : { name: candidate.owner.node.name, self: candidate.owner.node }).map((use) => ({ inside, use })));
  const writes = uses.flatMap(({ inside, use }): Write[] => (use.kind === 'write' && serves(model, candidate, inside, serving) && !isStarted(use.key, inside.node) ? [toWrite(model, inside, use)] : []));
  if (writes.length === 0 || rebinds(model, candidate, path)) return [];
  return [
    {
      path,
      name: candidate.name,
      owner: candidate.owner,
      serving: candidate.serving,
      span: model.symbols.span(path, candidate.target),
      writes,
      evicts: candidate.capped || uses.some(({ use }) => use.kind === 'evict'),
      limits: [candidate.owner?.node.name ?? '', candidate.name, ...writes.map(({ inside }) => inside.symbol), path].some((name) => speaksOfLimits(name) || COUNTS.test(name)),
    },
  ];
}

function toWrite(model: ProjectModel, inside: FunctionSymbol, use: Extract<Use, { kind: 'write' }>): Write {
  return { inside, span: model.symbols.span(inside.path, use.at), requester: use.key === null ? null : (requesterOf(use.key, inside.node) ?? null) };
}

/** What is added was started before: a thread or a process, which are of the process that started them. */
function isStarted(added: Expression | null, node: FunctionNode): boolean {
  if (added?.kind !== 'name') return false;
  return someExpression(node.body, (expression) => expression.kind === 'call' && expression.callee.kind === 'attribute' && expression.callee.attribute === 'start' && expression.callee.value.kind === 'name' && expression.callee.value.id === added.id);
}

/** Whether a function runs for requests and, for a container of a class, belongs to that class's line. */
function serves(model: ProjectModel, candidate: Candidate, inside: FunctionSymbol, serving: ReadonlySet<FunctionNode>): boolean {
  if (NOT_SERVING.test(inside.node.name)) return false;
  if (candidate.owner === null || candidate.serving === 'singleton') return serving.has(inside.node);
  const owner = model.django.calls.ownerOf(inside);
  return owner !== undefined && model.symbols.ancestry(owner).classes.some((one) => one.node === candidate.owner?.node);
}

/** A view or consumer that binds the attribute on itself has one of its own. */
function rebinds(model: ProjectModel, { owner, name, serving }: Candidate, path: string): boolean {
  if (owner === null || (serving !== 'view' && serving !== 'consumer')) return false;
  return model.symbols.functions(path).some(({ node }) => {
    let found = false;
    walkStatements(node.body, (statement) => {
      if (statement.kind === 'assign' && statement.targets.some((target) => dottedName(target) === `self.${name}`)) found = true;
    });
    return found;
  });
}

function atModuleLevel(model: ProjectModel, path: string): Candidate[] {
  const found: Candidate[] = [];
  walkStatements(model.symbols.code(path)?.body ?? [], (statement) => {
    if (statement.kind === 'function' || statement.kind === 'class') return false;
    const made = containerOf(model, path, statement);
    if (made !== undefined && made.target.kind === 'name') found.push({ name: made.target.id, owner: null, serving: null, ...made });
    return true;
  });
  return found;
}

function inClasses(model: ProjectModel, path: string): Candidate[] {
  return model.symbols.classes(path).flatMap((owner) => {
    const serving = servingClass(model, owner) ?? (isSingleton(model, path, owner.node.name) ? 'singleton' : undefined);
    if (serving === undefined) return [];
    const found: Candidate[] = [];
    walkStatements(owner.node.body, (statement) => {
      if (statement.kind === 'class' || (statement.kind === 'function' && !livesLong(serving, statement.name))) return false;
      const made = containerOf(model, path, statement);
      const name = made === undefined ? undefined : made.target.kind === 'name' ? made.target.id : /^self\.(\w+)$/.exec(dottedName(made.target) ?? '')?.[1];
      if (made !== undefined && name !== undefined) found.push({ name, owner, serving, ...made });
      return true;
    });
    return found;
  });
}

/** `manager = Manager()` at the top of the class's own file: one object serves the whole process, where FastAPI or Flask handlers reach it. */
function isSingleton(model: ProjectModel, path: string, name: string): boolean {
  if (!model.pyweb.present) return false;
  return (model.symbols.code(path)?.body ?? []).some((statement) => statement.kind === 'assign' && statement.value?.kind === 'call' && statement.value.callee.kind === 'name' && statement.value.callee.id === name && statement.targets.every(({ kind }) => kind === 'name'));
}

/** One object of a middleware or limiter serves all requests, so what its `__init__` makes is shared. */
function livesLong(serving: ServingClass, method: string): boolean {
  return method === '__init__' && (serving === 'middleware' || serving === 'limiter' || serving === 'singleton');
}

function containerOf(model: ProjectModel, path: string, statement: Statement): { readonly target: Expression; readonly capped: boolean } | undefined {
  if (statement.kind !== 'assign' || statement.value === null || statement.targets.length !== 1) return undefined;
  const [target] = statement.targets as [Expression];
  const { value } = statement;
  if (value.kind === 'dictionary' || value.kind === 'list' || value.kind === 'set') return { target, capped: false };
  if (value.kind !== 'call') return undefined;
  const resolved = model.symbols.resolveExpression(path, value.callee);
  if (resolved.kind !== 'external' || !CONTAINER_CALL.test(resolved.dotted)) return undefined;
  return { target, capped: keywordOf(value, 'maxlen') !== undefined || (resolved.dotted === 'collections.deque' && value.args.length > 1) };
}

/** Functions of a file that run for a request: handlers, methods of serving classes, wrappers around views, and what these call in the file. */
function servingFunctions(model: ProjectModel, path: string): ReadonlySet<FunctionNode> {
  const functions = model.symbols.functions(path);
  const handlers = new Set([...handlersIn(model, path).map(({ node }) => node), ...servedIn(model, path)]);
  const classes = new Set(model.symbols.classes(path).flatMap((one) => (servingClass(model, one) === undefined ? [] : [one.node])));
  const first = functions.filter((one) => handlers.has(one.node) || classes.has(model.django.calls.ownerOf(one)?.node as never) || takesRequest(one.node));
  const serving = new Set<FunctionNode>(first.map(({ node }) => node));
  let level: readonly FunctionSymbol[] = first;
  for (let depth = 0; depth < 2; depth += 1) {
    level = level.flatMap((one) => model.django.calls.from(one).map(({ to }) => to)).filter((to) => to.path === path && !serving.has(to.node));
    for (const { node } of level) serving.add(node);
  }
  return serving;
}

function takesRequest(node: FunctionNode): boolean {
  return node.parameters.slice(0, 2).some(({ name }) => name === 'request') && !localValues(node).has('request');
}
