/** Which names a module of the repository exports. */
import type { JavaScriptFacts } from '../../facts/types.js';
import { nearest } from '../nearest.js';
import type { NameAnswer, Resolution } from '../types.js';
import { baseOf, folderOf, under, type JavaScriptProjectInput } from './tree.js';

export interface ExportContext {
  readonly input: JavaScriptProjectInput;
  resolve(path: string, specifier: string): Resolution;
  isAugmented(path: string): boolean;
}

const CODE = /\.[cm]?[jt]sx?$/;
const DECLARATION = /\.d\.[cm]?ts$|\.d\.[\w.-]+\.ts$/;

/** Whether the file at `path` exports `name` (`default`, `*` for the namespace, else the exported name). */
export function answerExport(context: ExportContext & { behind(path: string): Behind }, path: string, name: string): NameAnswer {
  if (name === '*') return { kind: 'yes' };
  // What `export *` hands on is never the default.
  const isOwn = name === 'default' || context.input.facts(path)?.javascript?.starExports.length === 0;
  const found = isOwn ? lookUpOwn(context, path, name) : lookUpBehind(context.behind(path), name);
  if (found !== 'no') return found === 'yes' ? { kind: 'yes' } : { kind: 'unknown', reason: found.reason };
  return { kind: 'no', nearest: nearest(name, namesOf(context, path, new Set())) };
}

type Found = 'yes' | 'no' | Doubt;

interface Doubt {
  readonly reason: string;
}

/** What a module exports but its default, its own and by `export *`. */
export interface Behind {
  readonly names: ReadonlySet<string>;
  /** Why it may export others. */
  readonly doubt: Doubt | undefined;
}

/** Reads all that a module hands on at once: a file that hands on many is asked for many names. */
export function exportsBehind(context: ExportContext, path: string): Behind {
  const names = new Set<string>();
  return { names, doubt: collect(context, path, { names, seen: new Set() }) };
}

function collect(context: ExportContext, path: string, into: { readonly names: Set<string>; readonly seen: Set<string> }): Doubt | undefined {
  if (into.seen.has(path)) return undefined;
  into.seen.add(path);
  if (!CODE.test(path)) return loaded(path);
  const facts = context.input.facts(path)?.javascript;
  if (!facts) return unread(path);
  for (const { name } of facts.exports) into.names.add(name);
  if (facts.commonJs.used) for (const name of facts.commonJs.names) into.names.add(name);
  const reason = reasonForDoubt(context, path, facts, '*');
  if (reason !== undefined) return { reason };
  let doubt: Doubt | undefined;
  for (const specifier of facts.starExports) {
    const target = context.resolve(path, specifier);
    doubt = (target.kind === 'local' ? collect(context, target.path, into) : { reason: `${path} re-exports all of ${specifier}` }) ?? doubt;
  }
  return doubt;
}

function lookUpBehind({ names, doubt }: Behind, name: string): Found {
  return names.has(name) ? 'yes' : (doubt ?? 'no');
}

/** Among what stands in the module itself. */
function lookUpOwn(context: ExportContext, path: string, name: string): Found {
  if (!CODE.test(path)) return name === 'default' ? 'yes' : loaded(path);
  const facts = context.input.facts(path)?.javascript;
  if (!facts) return unread(path);
  if (hasOwn(facts, name)) return 'yes';
  const reason = reasonForDoubt(context, path, facts, name);
  return reason === undefined ? 'no' : { reason };
}

function loaded(path: string): Doubt {
  return { reason: `what ${baseOf(path)} exports is up to its loader` };
}

function unread(path: string): Doubt {
  return { reason: `${path} was not read` };
}

function hasOwn(facts: JavaScriptFacts, name: string): boolean {
  if (facts.exports.some((one) => one.name === name)) return true;
  if (!facts.commonJs.used) return false;
  return facts.commonJs.names.includes(name) || (name === 'default' && facts.exports.length === 0);
}

function reasonForDoubt(context: ExportContext, path: string, facts: JavaScriptFacts, name: string): string | undefined {
  if (facts.hasErrors) return `${path} could not be parsed whole`;
  if (DECLARATION.test(path)) return `${path} only declares`;
  if (facts.commonJs.dynamic) return `${path} makes its exports at run time`;
  if (context.isAugmented(path)) return `a declaration adds to ${path}`;
  const stem = path.replace(CODE, '');
  const { hasFile } = context.input;
  if (/\.[cm]?jsx?$/.test(path) && [`${stem}.d.ts`, `${path}.d.ts`, `${stem}.d.mts`, `${stem}.d.cts`].some(hasFile)) return `${stem}.d.ts describes it`;
  const mocks = under(folderOf(path), `__mocks__/${baseOf(stem)}`);
  if (['.js', '.ts', '.tsx', '.jsx'].some((extension) => hasFile(mocks + extension))) return `${mocks} may stand in for it`;
  if (name === 'default' && /[.-]worker$/.test(stem)) return 'a worker loader makes its default export';
  return isScript(facts) ? `${path} exports nothing: a script` : undefined;
}

function isScript(facts: JavaScriptFacts): boolean {
  const hasStatements = facts.imports.some((one) => one.form === 'import' || one.form === 'reexport');
  return !hasStatements && facts.exports.length === 0 && facts.starExports.length === 0 && facts.commonJs.names.length === 0;
}

function namesOf(context: ExportContext, path: string, seen: Set<string>): string[] {
  const facts = seen.has(path) ? undefined : context.input.facts(path)?.javascript;
  seen.add(path);
  if (!facts) return [];
  const behind = facts.starExports.flatMap((specifier) => {
    const target = context.resolve(path, specifier);
    return target.kind === 'local' ? namesOf(context, target.path, seen).filter((name) => name !== 'default') : [];
  });
  return [...new Set([...facts.exports.map((one) => one.name), ...facts.commonJs.names, ...behind])];
}
