/** Whether a router's routes are served. Pure. */
import type { FileFacts, JavaScriptImport } from '../../facts/types.js';
import { createIncoming } from '../inverse.js';
import { isShippedPath, isTestPath } from '../path-uses.js';
import { sameData } from '../same-data.js';
import { perKey } from '../tracked.js';
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

/** Who imports a file, and the local names of what they import. Tests don't count. */
export type Importers = (path: string) => readonly Importer[];

interface Importer {
  readonly from: string;
  readonly names: readonly string[];
}

/** Answers for one tree; who imports whom is read when the first router asks that no application mounts. */
export function registrations(input: NodeInput & { readonly importers: Importers }, { apps, mounts, open, reached }: RegistrationInput): (router: NodeHolder) => NodeRegistration {
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
    const using = input.importers(router.path).find(({ from, names }) => !names.every((name) => input.facts(from)?.javascript?.uses?.unread?.includes(name) === true));
    if (using !== undefined) return unknown(`${using.from} uses its module in a way that can't be seen`);
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

function imports({ javascript }: FileFacts, path: string): boolean {
  return !isTestPath(path) && javascript !== undefined && javascript.imports.length > 0;
}

/** Builds the question who imports a file; kept up as files change. */
export function createImporters({ facts, scan, bindings }: NodeInput): Importers {
  const importing = scan(imports);
  const importedBy = perKey((path: string) => filesImported(bindings, path, facts(path)?.javascript?.imports ?? []), sameData);
  return createIncoming(() => importing().map(({ path }) => ({ path, told: importedBy(path) })), (from, { names }: ImportedFile): Importer => ({ from, names }));
}

interface ImportedFile {
  readonly to: string;
  readonly names: readonly string[];
}

function filesImported(bindings: NodeInput['bindings'], path: string, statements: readonly JavaScriptImport[]): readonly ImportedFile[] {
  return statements.flatMap(({ specifier, form, names, bound }): ImportedFile[] => {
    const to = specifier.startsWith('.') || !specifier.includes(':') ? bindings.module(path, specifier) : undefined;
    if (to === undefined || to === path) return [];
    const local = form === 'import' ? (names ?? []).map(({ name, alias }) => alias ?? name) : bound === undefined ? [] : [bound];
    return [{ to, names: local.length === 0 ? ['?'] : local }];
  });
}
