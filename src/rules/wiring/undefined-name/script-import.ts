/** The import that a name of a JavaScript or TypeScript module lacks, as the repository writes it. Pure. */
import type { UnboundNames } from '../../../facts/lint/types.js';
import type { FileFacts, ImportedName, JavaScriptImport } from '../../../facts/types.js';
import { rangeOf } from '../../../findings/locate.js';
import type { Edit } from '../../../findings/types.js';
import { relativeSpecifier } from '../../../project/javascript/tree.js';
import { isFixturePath } from '../../../project/path-uses.js';
import { folderOf } from '../../../project/tree.js';
import type { ProjectModel } from '../../../project/types.js';
import { perModelInverse, perModelScan } from '../../shared/per-model.js';
import type { Subject } from '../../types.js';

/** Where a name comes from, and how it is asked for there. */
interface Source {
  /** Equal for the same thing by other ways. */
  readonly origin: string;
  readonly specifier: string;
  /** `default`, `*`, or the exported name. */
  readonly name: string;
  /** How often the repository imports it so. */
  readonly uses: number;
}

const CODE = /\.(?:[cm]?[jt]s|[jt]sx)$/;

const exported = perModelScan((facts, path) => !isFixturePath(path) && CODE.test(path) && facts.skip === undefined && ownExports(facts));
const imported = perModelScan(({ javascript }, path) => !isFixturePath(path) && javascript?.imports.flatMap((statement) => (isValueImport(statement) ? (statement.names ?? []).map(({ name, alias }) => alias ?? name) : [])));
const exportersOf = perModelInverse(exported, (names) => names);
const importersOf = perModelInverse(imported, (names) => names);

/** Names that a module defines and exports; its default by the name that the module itself has for it. */
function ownExports({ javascript }: FileFacts): readonly string[] | undefined {
  if (javascript === undefined || javascript.exports.length === 0) return undefined;
  const shown = javascript.uses?.exportedAs.default;
  return [...javascript.exports.filter(({ kind, name }) => kind !== 'import' && name !== 'default').map(({ name }) => name), ...(shown === undefined ? [] : [shown])];
}

function isValueImport({ form, typeOnly, guard }: JavaScriptImport): boolean {
  return form === 'import' && !typeOnly && guard === 'none';
}

/** Whether some module of the repository exports the name or imports it. */
export function isKnownName(model: ProjectModel, name: string): boolean {
  return exportersOf(model, name).length > 0 || importersOf(model, name).length > 0;
}

/** The edit and what it adds, for a title; undefined where no module, or more than one, has the name. */
export function scriptImportFor(model: ProjectModel, { path, facts }: Subject, name: string, style: UnboundNames): { readonly edit: Edit; readonly title: string } | undefined {
  if (!style.isModule) return undefined;
  const source = sourceOf(model, path, facts, name);
  if (source === undefined) return undefined;
  const statements = facts.javascript?.imports.filter((one) => one.form === 'import' && one.symbol === '') ?? [];
  const extended = statements.filter(({ specifier }) => specifier === source.specifier).flatMap((one) => extension(path, one, source, name));
  if (extended[0] !== undefined) return { edit: extended[0], title: `Import \`${name}\` from \`${source.specifier}\`` };
  const last = statements.at(-1);
  if (last === undefined || last.span[2] >= facts.lineCount) return undefined;
  const text = `import ${clauseOf(source, name)} from ${style.quote}${source.specifier}${style.quote}${style.semicolon ? ';' : ''}`;
  const place = { line: last.span[2] + 1, column: 1 };
  return { edit: { kind: 'replace', path, range: { start: place, end: place }, text: `${text}\n` }, title: `Add \`${text}\`` };
}

function clauseOf({ name: shown }: Source, name: string): string {
  if (shown === 'default') return name;
  if (shown === '*') return `* as ${name}`;
  return `{ ${specifierOf(shown, name)} }`;
}

function specifierOf(shown: string, name: string): string {
  return shown === name ? name : `${shown} as ${name}`;
}

/** Behind the last name in braces that has no alias, or behind a default import that stands alone. */
function extension(path: string, { names, typeOnly }: JavaScriptImport, source: Source, name: string): Edit[] {
  if (typeOnly || names === null || names.length === 0 || source.name === 'default' || source.name === '*' || names.some((one) => one.name === '*')) return [];
  const listed = names.filter((one) => one.name !== 'default');
  const behind = (one: ImportedName, text: string): Edit[] => {
    const { end } = rangeOf(one.span);
    return [{ kind: 'replace', path, range: { start: end, end }, text }];
  };
  const last = listed.filter(({ alias }) => alias === undefined).at(-1);
  if (last !== undefined) return behind(last, `, ${specifierOf(source.name, name)}`);
  const [only] = names;
  return listed.length === 0 && only !== undefined ? behind(only, `, { ${specifierOf(source.name, name)} }`) : [];
}

function sourceOf(model: ProjectModel, path: string, facts: FileFacts, name: string): Source | undefined {
  const sources = [...importedSources(model, path, name), ...definedSources(model, path, facts, name)];
  const origins = new Set(sources.map(({ origin }) => origin));
  const own = new Set(facts.javascript?.imports.filter(isValueImport).map(({ specifier }) => specifier));
  const chosen = origins.size === 1 ? sources : sources.filter(({ specifier }) => own.has(specifier));
  if (new Set(chosen.map(({ origin }) => origin)).size !== 1) return undefined;
  const rank = (source: Source): number => (own.has(source.specifier) ? 1_000_000 : 0) + source.uses;
  return [...chosen].sort((a, b) => rank(b) - rank(a) || a.specifier.length - b.specifier.length || (a.specifier < b.specifier ? -1 : 1))[0];
}

/** As other modules import it, where that specifier leads to the same from here. */
function importedSources(model: ProjectModel, path: string, name: string): Source[] {
  const found = new Map<string, Source>();
  for (const importer of importersOf(model, name)) {
    for (const statement of model.facts(importer)?.javascript?.imports ?? []) {
      if (!isValueImport(statement)) continue;
      for (const one of statement.names ?? []) {
        if ((one.alias ?? one.name) !== name) continue;
        const source = asSeenFrom(model, path, importer, statement, one.name);
        if (source === undefined) continue;
        const key = `${source.specifier}\0${source.name}`;
        found.set(key, { ...source, uses: (found.get(key)?.uses ?? 0) + 1 });
      }
    }
  }
  return [...found.values()];
}

function asSeenFrom(model: ProjectModel, path: string, importer: string, statement: JavaScriptImport, shown: string): Source | undefined {
  const target = model.javascript.resolve(importer, statement);
  if (target.kind === 'package') {
    const isDeclared = model.dependencies.declaration(path, 'npm', target.name).kind === 'declared';
    return isDeclared ? { origin: `${statement.specifier}:${shown}`, specifier: statement.specifier, name: shown, uses: 0 } : undefined;
  }
  if (target.kind === 'standard-library') return { origin: `${target.name}:${shown}`, specifier: statement.specifier, name: shown, uses: 0 };
  if (target.kind !== 'local') return undefined;
  if (target.path === path) return undefined;
  const origin = model.bindings.exported(target.path, shown);
  const key = origin.kind === 'local' ? `${origin.path}:${origin.name}` : `${target.path}:${shown}`;
  if (statement.specifier.startsWith('.')) return { origin: key, specifier: relative(path, target.path, statement.specifier), name: shown, uses: 0 };
  const here = model.javascript.resolve(path, statement);
  return here.kind === 'local' && here.path === target.path ? { origin: key, specifier: statement.specifier, name: shown, uses: 0 } : undefined;
}

/** By the modules that define it, with the path from here. */
function definedSources(model: ProjectModel, path: string, facts: FileFacts, name: string): Source[] {
  const habit = facts.javascript?.imports.find(({ specifier, form }) => form === 'import' && specifier.startsWith('.'))?.specifier ?? './x';
  return exportersOf(model, name).flatMap((definer): Source[] => {
    if (definer === path) return [];
    const isNamed = model.facts(definer)?.javascript?.exports.some((one) => one.name === name) ?? false;
    return [{ origin: `${definer}:${name}`, specifier: relative(path, definer, habit), name: isNamed ? name : 'default', uses: 0 }];
  });
}

/** @param habit a specifier whose ending tells how such are written */
function relative(path: string, target: string, habit: string): string {
  const written = relativeSpecifier(folderOf(path), target);
  if (/\.[cm]?jsx?$/.test(habit)) return written.replace(/\.([cm]?)tsx?$/, '.$1js');
  if (/\.[cm]?tsx?$/.test(habit)) return written;
  return written.replace(/(?:\/index)?\.[cm]?[jt]sx?$/, '') || '.';
}
