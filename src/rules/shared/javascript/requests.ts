/** Requests that JavaScript code makes to servers, told from one file. Pure. */
import type { CallUse, FunctionUse, JavaScriptUses, Value } from '../../../facts/javascript/uses/types.js';
import type { JavaScriptFacts } from '../../../facts/types.js';
import type { ProjectModel } from '../../../project/types.js';
import type { Subject } from '../../types.js';
import { isServerFile } from './server-code.js';

const LIBRARY = /^(axios|ky|got|superagent|needle)$/;
const METHOD = /^(get|post|put|patch|delete|del|head|options|request)$/;

/** Whether a call of this file surely makes a request and answers a promise of it. */
export function requestsOf(facts: JavaScriptFacts): (call: CallUse) => boolean {
  const clients = new Set(facts.uses?.values.filter(({ value }) => value.kind === 'call' && /^(axios\.create|ky\.(create|extend)|got\.extend)$/.test(value.callee)).map(({ name }) => name));
  const required = (facts.uses?.values ?? []).flatMap(({ name, value }) => (value.kind === 'call' && value.callee === 'require' && value.args[0]?.kind === 'string' ? [`${name} ${value.args[0].text}`] : []));
  const imported = new Set([...required, ...facts.imports.flatMap(({ names, specifier }) => (names ?? []).map((one) => `${one.alias ?? one.name} ${specifier}`))]);
  const isLibrary = (name: string): boolean => LIBRARY.test(name) && imported.has(`${name} ${name}`);
  const ownFetch = [...imported].some((one) => one.startsWith('fetch ')) || (facts.uses?.functions.some(({ held, name }) => held === 'name' && name === 'fetch') ?? false);
  return ({ callee, args }) => {
    if (callee === 'fetch' || callee === 'window.fetch') return !ownFetch && isAddress(args[0]);
    const [object, method, ...rest] = callee.split('.');
    if (rest.length > 0 || object === undefined) return false;
    if (method === undefined) return isLibrary(object) && args.length > 0;
    return METHOD.test(method) && (isLibrary(object) || clients.has(object));
  };
}

/** What a value must look like for `fetch` to be the browser's, and no function of the same name that a hook gave. */
function isAddress(value: Value | undefined): boolean {
  if (value === undefined) return false;
  if (value.kind === 'name') return /url|uri|endpoint|path|href|route|api/i.test(value.name);
  return value.kind === 'string' || value.kind === 'template' || value.kind === 'concat';
}

/** The innermost function around a call, undefined at the top of the file. */
export function functionAround(uses: JavaScriptUses, { within }: { readonly within: number }): FunctionUse | undefined {
  return uses.functions[within];
}

/** The dotted symbol around a call. */
export function symbolAround(uses: JavaScriptUses, use: { readonly within: number }): string {
  return functionAround(uses, use)?.symbol ?? '';
}

/** Whether the file may make requests. */
export function mayRequest({ facts }: Subject): boolean {
  return (facts.javascript?.uses?.calls.length ?? 0) > 0 && facts.skip === undefined;
}

/** The requests that a file of a Node server makes; none for other files. */
export function serverRequests({ facts: { javascript }, path }: Subject, model: ProjectModel): readonly { readonly javascript: JavaScriptFacts; readonly uses: JavaScriptUses; readonly call: CallUse }[] {
  const uses = javascript?.uses;
  if (javascript === undefined || uses === undefined || !isServerFile(model, path)) return [];
  return uses.calls.filter(requestsOf(javascript)).map((call) => ({ javascript, uses, call }));
}
