/** What one file tells of servers: what it makes, and what is called on it. Pure; computed once per file. */
import type { CallUse, FunctionUse, JavaScriptUses, Value } from '../../facts/javascript/uses/types.js';
import type { FileFacts, JavaScriptFacts, Span } from '../../facts/types.js';
import { requiredBy } from '../javascript/bindings.js';
import { perFacts } from '../per-facts.js';
import { madeBy, SERVER_PACKAGES } from './known.js';
import type { NodeFramework } from './types.js';

/** An application or router where it is made. */
export interface Creation {
  readonly framework: NodeFramework;
  readonly form: 'app' | 'router';
  readonly name: string;
  readonly within: number;
  readonly span: Span;
  readonly args: readonly Value[];
}

/** A call of interest on something. */
export interface HolderCall {
  /** What it is called on: `app`, `this.router`; '' for a plain function that is handed an application. */
  readonly on: string;
  readonly method: string;
  readonly args: readonly Value[];
  /** The path of `x.route('/path')` before it in the chain. */
  readonly routed: Value | undefined;
  readonly span: Span;
  readonly within: number;
  readonly conditional: boolean;
}

export interface NodeScan {
  readonly creations: readonly Creation[];
  readonly calls: readonly HolderCall[];
  readonly functions: readonly FunctionUse[];
  /** The framework that the file imports, types among it. */
  readonly framework: NodeFramework | undefined;
}

const NOTHING: NodeScan = { creations: [], calls: [], functions: [], framework: undefined };
const METHODS = /^(get|post|put|patch|delete|del|all|head|options|use|register|route|prefix)$/;

/** The file's part; empty where it has none. */
export const scanOf = perFacts((facts: FileFacts): NodeScan => {
  const { javascript } = facts;
  const uses = javascript?.uses;
  if (javascript === undefined || uses === undefined) return NOTHING;
  const calls = uses.calls.flatMap(toHolderCall).sort((a, b) => a.span[0] - b.span[0] || a.span[1] - b.span[1]);
  const creations = creationsIn(javascript, uses);
  return calls.length === 0 && creations.length === 0 ? NOTHING : { creations, calls, functions: uses.functions, framework: frameworkOf(javascript) };
});

function frameworkOf({ imports }: JavaScriptFacts): NodeFramework | undefined {
  const found = imports.find(({ specifier }) => SERVER_PACKAGES.has(specifier))?.specifier;
  if (found === undefined) return undefined;
  return /fastify/.test(found) ? 'fastify' : /koa/.test(found) ? 'koa' : /hono/.test(found) ? 'hono' : 'express';
}

function toHolderCall({ callee, on, args, span, within, conditional, isNew }: CallUse): HolderCall[] {
  if (isNew) return [];
  const shared = { args, span, within, conditional: conditional === true };
  const parts = callee.split('.');
  const method = parts.at(-1) ?? '';
  if (parts.length === 1) return args.some((one) => one.kind === 'name' && /^(this\.)?(app|router|server|fastify)$/.test(one.name)) ? [{ ...shared, on: '', method, routed: undefined }] : [];
  if (!METHODS.test(method) && method !== '?') return [];
  const chained = parts.findIndex((part) => part.endsWith('()'));
  // `app.get().post`: what the first call of the chain is made on.
  const object = parts.slice(0, chained === -1 ? -1 : chained).join('.');
  // Of a chain over several lines, each method stands for itself.
  const own: Span = chained === -1 ? span : [span[2], span[3] - method.length, span[2], span[3]];
  return object === '' ? [] : [{ ...shared, span: own, on: object, method, routed: routedBy(on) }];
}

function routedBy(on: Value | undefined): Value | undefined {
  for (let at = on; at?.kind === 'call'; at = at.on) if (at.callee.endsWith('.route')) return at.args[0];
  return undefined;
}

function creationsIn(javascript: JavaScriptFacts, uses: JavaScriptUses): Creation[] {
  const packages = packagesOf(javascript, uses);
  const found = new Map<string, Creation>();
  for (const { callee, args, bound, within, span, isNew } of uses.calls) {
    const made = bound === undefined ? undefined : makerOf({ kind: 'call', callee, args, ...(isNew ? { isNew } : {}) }, packages);
    if (made !== undefined && bound !== undefined) found.set(`${within} ${bound}`, { ...made, name: bound, within, span });
  }
  for (const { name, value } of uses.values) {
    const made = makerOf(value, packages);
    if (made !== undefined && !found.has(`-1 ${name}`)) found.set(`-1 ${name}`, { ...made, name, within: -1, span: firstUse(uses, name) });
  }
  return [...found.values()];
}

function firstUse({ calls }: JavaScriptUses, name: string): Span {
  return calls.find(({ callee }) => callee.startsWith(`${name}.`))?.span ?? [1, 1, 1, 1];
}

function makerOf(value: Value, packages: ReadonlyMap<string, readonly [string, string]>, depth = 0): Pick<Creation, 'framework' | 'form' | 'args'> | undefined {
  if (value.kind !== 'call' || depth > 2) return undefined;
  const [head = '', ...members] = value.callee.split('.');
  const required = head === 'require()' && value.on !== undefined ? requiredBy(value.on) : undefined;
  const [from, name] = required === undefined ? (packages.get(head) ?? []) : [required, 'default'];
  const made = from === undefined || name === undefined ? undefined : madeBy(from, [name, ...members].join('.'));
  if (made !== undefined) return { ...made, args: value.args };
  // `addAsync(express())`
  return value.args.length === 0 || members.length > 0 ? undefined : makerOf(value.args[0] as Value, packages, depth + 1);
}

/** Local name -> the package and what of it. */
function packagesOf({ imports }: JavaScriptFacts, uses: JavaScriptUses): ReadonlyMap<string, readonly [string, string]> {
  const found = new Map<string, readonly [string, string]>();
  for (const { specifier, names, typeOnly, bound } of imports) {
    if (typeOnly || !SERVER_PACKAGES.has(specifier)) continue;
    if (bound !== undefined) found.set(bound, [specifier, 'default']);
    for (const { name, alias } of names ?? []) found.set(alias ?? name, [specifier, name]);
  }
  for (const { name, value } of uses.values) {
    // `const { Router } = express` is no value; `const Router = express.Router` is.
    const [head = '', ...members] = value.kind === 'name' ? value.name.split('.') : [];
    const known = found.get(head);
    if (known !== undefined && members.length > 0) found.set(name, [known[0], [known[1], ...members].join('.')]);
  }
  return found;
}
