/** The line that includes a router of FastAPI or Flask, written like that of another router beside it. Pure. */
import type { CallExpression } from '../../../facts/python/code/nodes.js';
import { dottedName } from '../../../facts/python/code/walk.js';
import type { PythonFacts } from '../../../facts/types.js';
import type { Edit, Fix } from '../../../findings/types.js';
import type { Holder, Include } from '../../../project/pyweb/types.js';
import type { ProjectModel } from '../../../project/types.js';

/** Null where no router is included at module level on a line of its own, or where it gets a prefix and this one has none. */
export function includeLine(router: Holder, model: ProjectModel): Fix | null {
  if (router.inside !== null || router.name.includes('.')) return null;
  for (const include of model.pyweb.includes.toReversed()) {
    const edits = editsBeside(include, router, model);
    if (edits !== undefined) return { title: `Include \`${router.name}\` in ${include.place.path}`, safety: 'unsafe', edits };
  }
  return null;
}

function editsBeside({ child, conditional, call, place: { path } }: Include, router: Holder, model: ProjectModel): readonly Edit[] | undefined {
  const python = model.facts(path)?.python;
  const callee = dottedName(call.callee);
  if (conditional || child === undefined || child.framework !== router.framework || callee === undefined || python === undefined || !standsAlone(path, call, model)) return undefined;
  if (hasKeyword(call, ['prefix', 'url_prefix']) && !hasKeyword(router.call, ['prefix', 'url_prefix'])) return undefined;
  const [line, column, lastLine] = model.symbols.span(path, call);
  const named = nameFor(router, path, python, model);
  // Not above what defines the name.
  if (line !== lastLine || column !== 1 || named === undefined || named.line >= line) return undefined;
  const put = insertion(path, line < (model.facts(path)?.lineCount ?? 0) ? line + 1 : line, `${callee}(${named.name})\n`);
  return named.imported === undefined ? [put] : [insertion(path, named.line + 1, `${named.imported}\n`), put];
}

interface Named {
  readonly name: string;
  /** The last line, 1-based, of what defines it; of the import below which `imported` goes. */
  readonly line: number;
  /** The import that makes it known. */
  readonly imported?: string;
}

/** By what name the file knows the router. */
function nameFor(router: Holder, path: string, python: PythonFacts, model: ProjectModel): Named | undefined {
  if (router.path === path) return { name: router.name, line: router.place.span[2] };
  const module = model.python.dottedName(router.path, path);
  const last = python.imports.filter(({ scope, guard, form }) => scope === 'module' && guard === 'none' && form === 'statement').at(-1);
  if (module === undefined || last === undefined) return undefined;
  const plain = python.imports.find((one) => one.scope === 'module' && one.level === 0 && one.names === null && one.module === module);
  if (plain !== undefined) return { name: `${plain.alias ?? module}.${router.name}`, line: plain.span[2] };
  const bound = new Set(python.definitions.map(({ name }) => name));
  const alias = [router.name, `${module.split('.').at(-1)}_${router.name}`].find((name) => !bound.has(name));
  if (alias === undefined) return undefined;
  return { name: alias, line: last.span[2], imported: `from ${module} import ${router.name}${alias === router.name ? '' : ` as ${alias}`}` };
}

function hasKeyword({ keywords }: CallExpression, names: readonly string[]): boolean {
  return keywords.some(({ name }) => name === null || names.includes(name));
}

/** The call is a statement of the module, so that another can stand after it. */
function standsAlone(path: string, call: CallExpression, model: ProjectModel): boolean {
  return model.symbols.code(path)?.body.some((statement) => statement.kind === 'expression' && statement.value === call) === true;
}

function insertion(path: string, line: number, text: string): Edit {
  const place = { line, column: 1 };
  return { kind: 'replace', path, range: { start: place, end: place }, text };
}
