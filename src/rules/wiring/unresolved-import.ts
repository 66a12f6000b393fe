import { posix } from 'node:path';
import { z } from 'zod';
import type { ImportedName, JavaScriptImport, PythonImport, Span } from '../../facts/types.js';
import { rangeOf } from '../../findings/locate.js';
import type { Fix, Message } from '../../findings/types.js';
import { folderOf } from '../../project/tree.js';
import { either, judging, type JudgementBuilder } from '../shared/judgement.js';
import { looksLocal, packageImports } from '../shared/packages.js';
import { isFixturePath } from '../../project/path-uses.js';
import { removedSubmodule, submodulePaths } from '../shared/submodules.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  readonly language: 'python' | 'javascript';
  /** The module as written: dots and all, or the specifier. */
  readonly written: string;
  readonly reason: string;
  /** Existing modules as they would be written in its place. */
  readonly nearest: readonly string[];
  /** A path that the change takes away and that would have answered. */
  readonly removed: string | null;
  /** Where the change moves it. */
  readonly movedTo: string | null;
  readonly writtenSpan: Span;
  /** The imported name that was a submodule; null where the module itself is missing. */
  readonly submodule: ImportedName | null;
}

type Context = RuleContext<unknown>;

export const unresolvedImport: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/unresolved-import',
    area: 'wiring',
    severity: 'error',
    confidence: 'high',
    status: 'stable',
    languages: ['python', 'javascript'],
    fix: 'unsafe',
    summary: 'An imported module is neither in the repository, the standard library, nor a declared dependency.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => (facts.python !== undefined || facts.javascript !== undefined) && !isFixturePath(path),
  detect,
  message,
  suggest,
};

function detect(subject: Subject, context: Context): Judgement<Data> {
  const judgement = judging<Data>();
  for (const statement of subject.facts.python?.imports ?? []) {
    if (statement.guard === 'none') judgePython(subject, statement, context, judgement);
  }
  for (const statement of subject.facts.javascript?.imports ?? []) {
    if (statement.guard === 'none' && statement.form !== 'glob' && statement.form !== 'url') judgeJavaScript(subject, statement, context, judgement);
  }
  for (const found of packageImports(subject, context)) {
    if (found.declaration.kind !== 'unlisted' || !looksLocal(found, subject, context)) continue;
    judgement.match(
      toMatch(subject, context, found, found.span, found.candidates, {
        language: 'python',
        written: found.name,
        reason: 'it is no module of this repository, no part of the standard library, no declared dependency and no package we know',
        nearest: context.model.python.nearestModules(subject.path, found.name),
      }),
    );
  }
  return judgement.done();
}

function judgePython(subject: Subject, statement: PythonImport, context: Context, judgement: JudgementBuilder<Data>): void {
  const target = context.model.python.resolve(subject.path, statement);
  if (target.kind === 'unknown') return judgement.unknown(statement.span[0], `\`${writtenModule(statement)}\`: ${target.reason}`);
  if (target.kind === 'package') return;
  if (target.kind !== 'missing') {
    judgeSubmodules(subject, statement, context, judgement);
    return judgement.pass();
  }
  const doubt = pythonDoubt(subject, statement, target.tried, context);
  if (doubt !== undefined) return judgement.unknown(statement.span[0], `\`${writtenModule(statement)}\`: ${doubt}`);
  judgement.match(
    toMatch(subject, context, statement, statement.moduleSpan, target.tried, {
      language: 'python',
      written: writtenModule(statement),
      reason: target.reason,
      nearest: nearestPython(subject, statement, target.tried, context),
    }),
  );
}

/** Why the module may be there when the line runs, though neither the tree has it nor the change removes it. */
function pythonDoubt(subject: Subject, statement: PythonImport, tried: readonly string[], { model }: Context): string | undefined {
  if (tried.some((path) => model.formerPaths.has(path))) return undefined;
  if (isUnchecked(subject, statement)) return 'a comment in this file tells type checkers not to look for it';
  const folder = folderThatHolds(subject, statement, model);
  if (folder !== undefined) return `\`${folder}\` holds it, which answers when a script of that folder is started`;
  if (statement.level > 0 && !standsInPackage(subject, model)) return 'its folder is no package of this repository: the file may be put elsewhere before it runs';
  return undefined;
}

/** A folder around the file, below the top, in which the module of an absolute import stands: the folder of a script that is started comes first on Python's path. */
function folderThatHolds({ path }: Subject, { level, module }: PythonImport, model: Context['model']): string | undefined {
  if (level > 0 || module === '') return undefined;
  const wanted = module.replaceAll('.', '/');
  const folders = path.split('/').map((_, index, parts) => parts.slice(0, index).join('/'));
  return folders.findLast((folder) => folder !== '' && [`${wanted}.py`, `${wanted}/__init__.py`].some((file) => model.hasFile(`${folder}/${file}`)));
}

/** The author told type checkers, here or at another import of the same module in the file, that they can't see it. */
function isUnchecked({ facts }: Subject, { module, level }: PythonImport): boolean {
  return (facts.python?.imports ?? []).some((other) => other.unchecked === true && other.module === module && other.level === level);
}

/** The folder has an `__init__.py`, or another relative import of the file leads somewhere. */
function standsInPackage({ path, facts }: Subject, model: Context['model']): boolean {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  if (model.children(folder).files.some((name) => name.startsWith('__init__.'))) return true;
  return (facts.python?.imports ?? []).some((other) => other.level > 0 && other.module !== '' && ['local', 'namespace'].includes(model.python.resolve(path, other).kind));
}

/** `from package import module`, where the change takes the module away. */
function judgeSubmodules(subject: Subject, statement: PythonImport, context: Context, judgement: JudgementBuilder<Data>): void {
  const { model } = context;
  for (const name of statement.names ?? []) {
    if (name.name === '*' || model.python.resolveSubmodule(subject.path, statement, name.name) !== undefined) continue;
    if (removedSubmodule(subject, statement, name.name, model) === undefined) continue;
    const written = `${writtenModule(statement)}${statement.module === '' ? '' : '.'}${name.name}`;
    const data = { language: 'python' as const, written, reason: 'no such module in this package', nearest: [], submodule: name };
    judgement.match(toMatch(subject, context, statement, name.span, submodulePaths(subject, statement, name.name, model), data));
  }
}

function judgeJavaScript(subject: Subject, statement: JavaScriptImport, context: Context, judgement: JudgementBuilder<Data>): void {
  const target = context.model.javascript.resolve(subject.path, statement);
  if (target.kind === 'unknown') return judgement.unknown(statement.span[0], `\`${statement.specifier}\`: ${target.reason}`);
  if (target.kind === 'package') return;
  if (target.kind !== 'missing') return judgement.pass();
  if (statement.generated === true && !target.tried.some((path) => context.model.formerPaths.has(path))) return judgement.unknown(statement.span[0], `\`${statement.specifier}\`: a comment says that it is generated`);
  if (/\.d\.[cm]?ts$/.test(subject.path)) return judgement.unknown(statement.span[0], `\`${statement.specifier}\`: a declaration file is never loaded`);
  judgement.match(
    toMatch(subject, context, statement, statement.specifierSpan, target.tried, {
      language: 'javascript',
      written: statement.specifier,
      reason: target.reason,
      nearest: context.model.javascript.nearestSpecifiers(subject.path, statement.specifier),
    }),
  );
}

function toMatch(
  subject: Subject,
  context: Context,
  statement: { readonly symbol: string },
  span: Span,
  tried: readonly string[],
  data: Omit<Data, 'removed' | 'movedTo' | 'writtenSpan' | 'submodule'> & Partial<Pick<Data, 'submodule'>>,
): Match<Data> {
  const { model } = context;
  const removed = tried.find((path) => model.formerPaths.has(path)) ?? null;
  const movedTo = removed === null ? null : (model.formerPaths.get(removed) ?? null);
  const moved = movedTo === null ? undefined : nameAfterMove(subject, data, movedTo, context);
  return {
    span,
    symbol: statement.symbol,
    subject: data.written,
    causes: tried.map((path) => ({ path })),
    related: [],
    data: { submodule: null, ...data, removed, movedTo, nearest: removed === null ? data.nearest : moved === undefined ? [] : [moved], writtenSpan: span },
  };
}

/** The module where the change moves it, written in the style of the import; undefined where that style can't name it. */
function nameAfterMove(subject: Subject, data: Pick<Data, 'language' | 'written'>, path: string, { model }: Context): string | undefined {
  const dots = /^\.*/.exec(data.written)?.[0] ?? '';
  if (data.language === 'javascript') {
    if (dots === '') return undefined;
    const relative = posix.relative(folderOf(subject.path) || '.', hasExtension(data.written) ? path : path.replace(/(\/index)?\.[cm]?[jt]sx?$/, ''));
    return relative.startsWith('.') ? relative : `./${relative}`;
  }
  if (dots === '') return model.python.dottedName(path, subject.path);
  const base = '../'.repeat(dots.length - 1) || '.';
  const below = posix.relative(posix.join(folderOf(subject.path) || '.', base), path.replace(/(\/__init__)?\.pyi?$/, ''));
  return below.startsWith('..') ? undefined : dots + below.replaceAll('/', '.');
}

function hasExtension(specifier: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(specifier);
}

function writtenModule(statement: PythonImport): string {
  return '.'.repeat(statement.level) + statement.module;
}

/** Nearest modules, written relatively where the import is relative and the module lies below the same package. */
function nearestPython(subject: Subject, statement: PythonImport, tried: readonly string[], { model }: Context): readonly string[] {
  if (statement.level === 0) return model.python.nearestModules(subject.path, statement.module);
  const wanted = (tried[0] ?? '').replace(/\.py$/, '').replaceAll('/', '.');
  const base = wanted.slice(0, Math.max(0, wanted.length - statement.module.length));
  return model.python
    .nearestModules(subject.path, wanted)
    .filter((name) => base !== '' && name.startsWith(base))
    .map((name) => '.'.repeat(statement.level) + name.slice(base.length));
}

function message({ data }: Match<Data>, subject: Subject): Message {
  return {
    what: whatIsWrong(data),
    why:
      data.language === 'python'
        ? `Importing \`${subject.path}\` raises ${leavesTheTop(data.written, subject.path) ? 'ImportError' : 'ModuleNotFoundError'} as soon as this line runs.`
        : `The build stops here, or the page or process fails when it loads \`${subject.path}\`.`,
    todo: whatToDo(data),
  };
}

/** More dots than there are folders around the file: Python gives up before it looks for the module. */
function leavesTheTop(written: string, path: string): boolean {
  return (/^\.*/.exec(written)?.[0].length ?? 0) > path.split('/').length - 1;
}

function whatIsWrong({ written, reason, removed, movedTo }: Data): string {
  if (removed === null) return `\`${written}\` does not exist: ${reason}.`;
  const how = movedTo === null ? `deletes \`${removed}\`` : `moves \`${removed}\` to \`${movedTo}\``;
  return `\`${written}\` does not exist any more: this change ${how}.`;
}

function whatToDo({ nearest, removed }: Data): string {
  if (nearest.length > 0) return removed === null ? `Did you mean ${either(nearest)}?` : `Import ${either(nearest)} instead.`;
  return removed === null ? 'Add the module, or remove the import and what uses it.' : 'Import from where its code went, or keep the module.';
}

function suggest({ data }: Match<Data>, subject: Subject): Fix | null {
  const [only, ...others] = data.nearest;
  if (only === undefined || others.length > 0) return null;
  const text = data.submodule === null ? only : submoduleText(data.written, only, data.submodule);
  if (text === null) return null;
  return {
    title: `Import \`${only}\` instead`,
    safety: 'unsafe',
    edits: [{ kind: 'replace', path: subject.path, range: rangeOf(data.writtenSpan), text }],
  };
}

/** A submodule that stays in its package is imported under the name that the rest of the file uses; null where it leaves the package. */
function submoduleText(written: string, moved: string, { name, alias }: ImportedName): string | null {
  const parent = written.slice(0, written.length - name.length);
  const last = moved.slice(parent.length);
  if (!moved.startsWith(parent) || !/^\w+$/.test(last)) return null;
  return alias === undefined ? `${last} as ${name}` : last;
}
