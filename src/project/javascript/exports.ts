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
export function answerExport(context: ExportContext, path: string, name: string): NameAnswer {
  if (name === '*') return { kind: 'yes' };
  const found = lookUp(context, path, name, new Set());
  if (found !== 'no') return found === 'yes' ? { kind: 'yes' } : { kind: 'unknown', reason: found.reason };
  return { kind: 'no', nearest: nearest(name, namesOf(context, path, new Set())) };
}

type Found = 'yes' | 'no' | { readonly reason: string };

function lookUp(context: ExportContext, path: string, name: string, seen: Set<string>): Found {
  if (seen.has(path)) return 'no';
  seen.add(path);
  if (!CODE.test(path)) return name === 'default' ? 'yes' : { reason: `what ${baseOf(path)} exports is up to its loader` };
  const facts = context.input.facts(path)?.javascript;
  if (!facts) return { reason: `${path} was not read` };
  if (hasOwn(facts, name)) return 'yes';
  const doubt = reasonForDoubt(context, path, facts, name);
  if (doubt !== undefined) return { reason: doubt };
  return name === 'default' ? 'no' : lookUpStars(context, path, facts, name, seen);
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

function lookUpStars(context: ExportContext, path: string, facts: JavaScriptFacts, name: string, seen: Set<string>): Found {
  let doubt: Found = 'no';
  for (const specifier of facts.starExports) {
    const target = context.resolve(path, specifier);
    const found: Found = target.kind === 'local' ? lookUp(context, target.path, name, seen) : { reason: `${path} re-exports all of ${specifier}` };
    if (found === 'yes') return 'yes';
    if (found !== 'no') doubt = found;
  }
  return doubt;
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
