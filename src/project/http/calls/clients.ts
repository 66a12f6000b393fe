/** Which calls make requests by themselves: `fetch`, axios and its instances, ky, sockets. Pure. */
import type { CallUse, FunctionUse, Value } from '../../../facts/javascript/uses/types.js';
import type { FileFacts } from '../../../facts/types.js';
import type { Bindings } from '../../javascript/bindings.js';

/** Where the address, the method and the base of a request come from. */
export interface Request {
  readonly protocol: 'http' | 'websocket';
  /** Undefined: none is given. */
  readonly address: Value | undefined;
  /** A method, the expression that holds it, or undefined where it can't be told. */
  readonly method: string | Value | undefined;
  /** The base and the file it is written in; `unknown` where code changes addresses on the way. */
  readonly base: { readonly path: string; readonly value: Value } | 'none' | 'unknown';
}

export interface ClientInput {
  readonly facts: (path: string) => FileFacts | undefined;
  readonly bindings: Bindings;
  /** The base that is given to axios itself somewhere. */
  readonly axiosBase: { readonly path: string; readonly value: Value } | undefined;
}

const FETCH = /^((window|globalThis|self|global)\.)?fetch$/;
const FETCH_PACKAGE = /^(node-fetch|isomorphic-fetch|cross-fetch|isomorphic-unfetch|unfetch|whatwg-fetch|undici|ofetch)$/;
const VERB = /^(get|post|put|patch|delete|del|head|options)$/;

/** The request that a call makes by itself; undefined where it makes none, or is a function of the repository. */
export function requestOf(input: ClientInput, path: string, call: CallUse, functions: readonly FunctionUse[]): Request | undefined {
  const { callee, args, isNew } = call;
  if (isNew) return /(^|\.)(WebSocket|EventSource|ReconnectingWebSocket)$/.test(callee) ? { protocol: callee.endsWith('EventSource') ? 'http' : 'websocket', address: args[0], method: 'GET', base: 'none' } : undefined;
  if (callee.includes('()')) return undefined;
  const [head = '', ...members] = callee.split('.');
  if (isHandedIn(head, call.within, functions)) return undefined;
  if (callee === 'navigator.sendBeacon') return { protocol: 'http', address: args[0], method: 'POST', base: 'none' };
  if (FETCH.test(callee)) return isOwnFetch(input, path, functions) ? undefined : { protocol: 'http', address: args[0], method: methodIn(args[1], 'GET'), base: 'none' };
  const client = clientOf(input, path, head);
  if (client === undefined || members.length > 1) return undefined;
  const [member] = members;
  if (client.kind === 'fetch') return member === undefined || member === 'raw' ? { protocol: 'http', address: args[0], method: methodIn(args[1], 'GET'), base: client.base } : undefined;
  if (member === undefined || member === 'request') return viaConfig(args, client.base);
  if (!VERB.test(member)) return undefined;
  return { protocol: 'http', address: args[0], method: member === 'del' ? 'DELETE' : member.toUpperCase(), base: client.base };
}

/** `axios({ url, method })`, `axios(url, { method })` */
function viaConfig(args: readonly Value[], base: Request['base']): Request | undefined {
  const [first, second] = args;
  if (first === undefined) return undefined;
  if (first.kind === 'object') return { protocol: 'http', address: first.entries.find(({ key }) => key === 'url')?.value, method: methodIn(first, 'GET'), base: base === 'none' ? baseIn(first) : base };
  return { protocol: 'http', address: first, method: methodIn(second, 'GET'), base };
}

function baseIn(config: Extract<Value, { kind: 'object' }>): Request['base'] {
  return config.entries.some(({ key }) => key === 'baseURL') ? 'unknown' : 'none';
}

/** The method in options; undefined where they can't be seen whole. */
export function methodIn(options: Value | undefined, otherwise: string): string | Value | undefined {
  if (options === undefined) return otherwise;
  if (options.kind === 'name') return { kind: 'name', name: `${options.name}.method` };
  if (options.kind !== 'object') return undefined;
  const written = options.entries.find(({ key }) => key === 'method')?.value;
  return written ?? (options.open ? undefined : otherwise);
}

type Client = { readonly kind: 'fetch' | 'verbs'; readonly base: Request['base'] };

/** What a name at the top of a file's scope is as a client. */
function clientOf(input: ClientInput, path: string, head: string): Client | undefined {
  const origin = input.bindings.resolve(path, head);
  if (origin.kind === 'package') return ofPackage(origin.package, origin.name, input);
  if (origin.kind === 'unknown' || origin.members !== '') return undefined;
  const value = input.bindings.value(origin.path, origin.name);
  if (value === undefined && origin.path === path && /^(axios|\$|jQuery)$/.test(head)) return { kind: 'verbs', base: input.axiosBase === undefined || head !== 'axios' ? 'none' : input.axiosBase };
  return value?.kind === 'call' ? ofInstance(input, origin.path, origin.name, value) : undefined;
}

function ofPackage(name: string, exported: string, { axiosBase }: ClientInput): Client | undefined {
  if (name === 'axios') return /^(default|\*|axios)$/.test(exported) ? { kind: 'verbs', base: axiosBase ?? 'none' } : undefined;
  if (/^(ky|ky-universal|got|superagent|needle)$/.test(name)) return { kind: 'verbs', base: 'none' };
  return FETCH_PACKAGE.test(name) && /^(default|fetch|ofetch|\$fetch|\*)$/.test(exported) ? { kind: 'fetch', base: 'none' } : undefined;
}

/** `axios.create({ baseURL })`, `ky.create({ prefixUrl })` */
function ofInstance(input: ClientInput, path: string, name: string, { callee, args }: Extract<Value, { kind: 'call' }>): Client | undefined {
  const [head = '', method, ...deeper] = callee.split('.');
  if (deeper.length > 0 || !/^(create|extend)$/.test(method ?? '')) return undefined;
  const origin = input.bindings.resolve(path, head);
  if (origin.kind !== 'package' || !/^(axios|ky|got|ofetch)$/.test(origin.package)) return undefined;
  const kind = origin.package === 'ofetch' ? 'fetch' : 'verbs';
  const uses = input.facts(path)?.javascript?.uses;
  if (uses?.rewritesAddresses === true) return { kind, base: 'unknown' };
  const later = uses?.bases?.find(({ of }) => of === name)?.value;
  const [options] = args;
  if (later !== undefined) return { kind, base: { path, value: later } };
  if (options === undefined) return { kind, base: 'none' };
  if (options.kind !== 'object') return { kind, base: 'unknown' };
  const written = options.entries.find(({ key }) => /^(baseURL|prefixUrl|prefix)$/.test(key))?.value;
  if (written !== undefined) return { kind, base: { path, value: written } };
  return { kind, base: options.open ? 'unknown' : 'none' };
}

/** A function that encloses the call is handed the name. */
function isHandedIn(name: string, within: number, functions: readonly FunctionUse[]): boolean {
  for (let at = within; at >= 0; at = functions[at]?.parent ?? -1) {
    if (functions[at]?.params.some((param) => param === name || (param.startsWith('{') && param.slice(1, -1).split(',').includes(name))) === true) return true;
  }
  return false;
}

function isOwnFetch({ facts, bindings }: ClientInput, path: string, functions: readonly FunctionUse[]): boolean {
  if (functions.some(({ held, symbol }) => held === 'name' && symbol === 'fetch')) return true;
  const imported = facts(path)?.javascript?.imports.some(({ names, bound }) => bound === 'fetch' || (names ?? []).some((one) => (one.alias ?? one.name) === 'fetch')) ?? false;
  if (!imported) return false;
  const origin = bindings.resolve(path, 'fetch');
  return origin.kind !== 'package' || !FETCH_PACKAGE.test(origin.package);
}
