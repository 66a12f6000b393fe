/** Whether a router's routes are served. Pure. */
import type { FileFacts, JavaScriptImport } from '../../facts/types.js';
import { isShippedPath, isTestPath } from '../path-uses.js';
import { sameData } from '../same-data.js';
import { early } from '../tracked.js';
import type { NodeInput } from './input.js';
import type { NodeHolder, NodeMount, NodeOpening, NodeRegistration } from './types.js';

export interface RegistrationInput {
  readonly apps: readonly NodeHolder[];
  readonly mounts: readonly NodeMount[];
  readonly open: readonly NodeOpening[];
  /** Holders that a way of mounts leads to from an application. */
  readonly reached: ReadonlySet<NodeHolder>;
}

const unknown = (reason: string): NodeRegistration => ({ kind: 'unknown', reason });

function loadsComputed({ javascript }: FileFacts, path: string): boolean {
  return isShippedPath(path) && javascript?.uses?.loadsComputed === true;
}

/** Answers for one tree; who imports whom is read when the first router asks that no application mounts. */
export function registrations(input: NodeInput, { apps, mounts, open, reached }: RegistrationInput): (router: NodeHolder) => NodeRegistration {
  const importers = early(() => importersOf(input));
  const computed = (): string | undefined => input.scan(loadsComputed)()[0]?.path;
  return (router) => {
    if (reached.has(router)) return { kind: 'yes' };
    if (router.isParameter || router.within !== -1 || router.name.includes('.')) return unknown('a function makes it or is handed it');
    if (!apps.some(({ path, isParameter }) => !isParameter && isShippedPath(path))) return unknown('no application is seen to be made');
    const mounted = mounts.find(({ child }) => child === router);
    if (mounted !== undefined && mounted.parent.isParameter) return unknown('it is mounted on what a function is handed');
    if (mounted !== undefined) return unknown('it is mounted on a router that no application mounts');
    const doubtful = open.find(({ reason }) => /can't be|computed/.test(reason));
    if (doubtful !== undefined) return unknown(doubtful.reason);
    const loader = computed();
    if (loader !== undefined) return unknown(`${loader} loads modules by computed names`);
    const facts = input.facts(router.path)?.javascript;
    if (mentionedHere(input, router)) return unknown('it is used in its own file in a way that can\'t be seen');
    const using = (importers().get(router.path) ?? []).find(({ path, names }) => !names.every((name) => input.facts(path)?.javascript?.uses?.unread?.includes(name) === true));
    if (using !== undefined) return unknown(`${using.path} uses its module in a way that can't be seen`);
    return facts === undefined ? unknown('its file was not read') : { kind: 'no' };
  };
}

/** It is handed to something in its own file: an argument, a part of another value. */
function mentionedHere({ facts }: NodeInput, { path, name }: NodeHolder): boolean {
  const uses = facts(path)?.javascript?.uses;
  const word = new RegExp(`"name":"${name.replace(/\$/g, '\\$')}"`);
  const given = JSON.stringify([uses?.calls.filter(({ bound }) => bound !== name).map(({ args }) => args) ?? [], uses?.values.filter((one) => one.name !== name && one.name !== 'default').map(({ value }) => value) ?? []]);
  return word.test(given);
}

function importsOf({ javascript }: FileFacts, path: string): readonly JavaScriptImport[] | false {
  return !isTestPath(path) && javascript !== undefined && javascript.imports.length > 0 && javascript.imports;
}

/** Path -> who imports it, and the local names of what they import. Tests don't count. */
function importersOf({ scan, bindings }: NodeInput): ReadonlyMap<string, readonly { readonly path: string; readonly names: readonly string[] }[]> {
  const found = new Map<string, { path: string; names: string[] }[]>();
  for (const { path, told } of scan(importsOf, sameData)()) {
    for (const { specifier, form, names, bound } of told) {
      const target = specifier.startsWith('.') || !specifier.includes(':') ? bindings.module(path, specifier) : undefined;
      if (target === undefined || target === path) continue;
      const local = form === 'import' ? (names ?? []).map(({ name, alias }) => alias ?? name) : bound === undefined ? [] : [bound];
      const list = found.get(target) ?? [];
      list.push({ path, names: local.length === 0 ? ['?'] : local });
      found.set(target, list);
    }
  }
  return found;
}
