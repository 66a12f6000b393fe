/** Templates that code of Flask, FastAPI and Starlette names, and those that these templates name in turn. Pure. */
import type { CallExpression, StringExpression } from '../../../facts/python/code/nodes.js';
import { expressionsOf, keywordOf, literalString, walkExpressions } from '../../../facts/python/code/walk.js';
import { nearest } from '../../../project/nearest.js';
import { isFixturePath, isTestPath } from '../../../project/path-uses.js';
import type { ProjectModel } from '../../../project/types.js';
import { perModel } from '../../shared/per-model.js';
import { statementsWithin } from '../../shared/python-statements.js';

export interface JinjaUse {
  readonly name: StringExpression;
  readonly symbol: string;
}

export type JinjaAnswer = { readonly kind: 'found' } | { readonly kind: 'unknown'; readonly reason: string } | { readonly kind: 'missing'; readonly nearest: readonly string[] };

/** Functions of Flask and Quart that take a template's name first. */
const RENDER = /^(flask|quart)(\.templating)?\.(render_template|stream_template)$/;
const LOADERS = /^(ChoiceLoader|PackageLoader|FileSystemLoader|FunctionLoader|PrefixLoader|DictLoader|jinja_loader|jinja2?_loader|ModuleLoader|BaseLoader|Theme|render_theme_template|template_global)$/;

/** Names of templates in a file's code that are plain literals. */
export function jinjaUses(path: string, model: ProjectModel): readonly JinjaUse[] {
  if (!model.pyweb.present) return [];
  const uses: JinjaUse[] = [];
  for (const { statement, symbol } of statementsWithin(model, path)) {
    for (const root of expressionsOf(statement)) {
      walkExpressions(root, (expression) => {
        const name = expression.kind === 'call' ? nameOf(expression, path, model) : undefined;
        if (name !== undefined) uses.push({ name, symbol });
      });
    }
  }
  return uses;
}

function nameOf(call: CallExpression, path: string, model: ProjectModel): StringExpression | undefined {
  const { callee } = call;
  const last = callee.kind === 'attribute' ? callee.attribute : callee.kind === 'name' ? callee.id : '';
  if (last === 'TemplateResponse' && callee.kind === 'attribute') return isTemplates(callee.value, path, model) ? text(keywordOf(call, 'name')?.value ?? call.args.find((one) => one.kind === 'string')) : undefined;
  if (!/^(render|stream)_template$/.test(last)) return undefined;
  const resolved = model.symbols.resolveExpression(path, callee);
  return resolved.kind === 'external' && RENDER.test(resolved.dotted) ? text(call.args[0] ?? keywordOf(call, 'template_name_or_list')?.value) : undefined;
}

function text(expression: CallExpression['args'][number] | undefined): StringExpression | undefined {
  return expression?.kind === 'string' && literalString(expression) !== undefined ? expression : undefined;
}

/** `templates = Jinja2Templates(directory="templates")` */
function isTemplates(expression: CallExpression['callee'], path: string, model: ProjectModel): boolean {
  const resolved = model.symbols.resolveExpression(path, expression);
  if (resolved.kind !== 'value' || resolved.value.kind !== 'call') return false;
  const made = model.symbols.resolveExpression(resolved.path, resolved.value.callee);
  return made.kind === 'external' && made.dotted.endsWith('templating.Jinja2Templates');
}

interface Templates {
  /** Every name that some folder called `templates` gives a file. */
  readonly names: ReadonlySet<string>;
  /** Folders, with their final slash, in which code finds at least one of its templates. */
  readonly folders: readonly string[];
  /** Why templates may come from elsewhere, or null. */
  readonly open: string | null;
}

const templatesOf = perModel((model): Templates => {
  const names = new Set<string>();
  const byName = new Map<string, string[]>();
  for (const path of model.paths) {
    for (const match of path.matchAll(/(?:^|\/)templates\//g)) {
      const start = match.index + match[0].length;
      names.add(path.slice(start));
      byName.set(path.slice(start), [...(byName.get(path.slice(start)) ?? []), path.slice(0, start)]);
    }
  }
  const folders = new Set<string>();
  for (const path of model.symbols.paths) if (!isTestPath(path) && !isFixturePath(path)) for (const { name } of jinjaUses(path, model)) for (const folder of byName.get(name.value) ?? []) folders.add(folder);
  const loader = model.symbols.paths.find((path) => !isTestPath(path) && (model.facts(path)?.python?.imports ?? []).some((one) => one.names?.some(({ name }) => LOADERS.test(name)) === true || /flask_themes?\d*|flask_theme/.test(one.module)));
  const set = ['jinja_loader', 'template_folder'].flatMap((word) => model.symbols.mentions(word)).find((path) => !isTestPath(path));
  return { names, folders: [...folders], open: loader !== undefined ? `${loader} loads templates in a way of its own` : set !== undefined && folders.size === 0 ? `${set} says where templates stand` : null };
});

/** Names that a template's own file goes by in the folders that code uses; none where no code renders from them. */
export function jinjaNamesOf(path: string, model: ProjectModel): readonly string[] {
  if (!model.pyweb.present) return [];
  return templatesOf(model).folders.filter((folder) => path.startsWith(folder)).map((folder) => path.slice(folder.length));
}

/** Where a name leads. */
export function findJinja(name: string, model: ProjectModel): JinjaAnswer {
  const { names, folders, open } = templatesOf(model);
  if (names.has(name)) return { kind: 'found' };
  if (name === '' || /[%{}<>*]|^\.{0,2}\/|\s|^[a-z]+:/.test(name)) return { kind: 'unknown', reason: 'the name is put together at run time' };
  if (open !== null) return { kind: 'unknown', reason: open };
  if (folders.length === 0) return { kind: 'unknown', reason: 'no folder of templates can be told' };
  const other = model.paths.find((path) => path === name || path.endsWith(`/${name}`));
  if (other !== undefined) return { kind: 'unknown', reason: `${other} may be found by that name` };
  const ignored = folders.find((folder) => model.isIgnored(folder + name));
  if (ignored !== undefined) return { kind: 'unknown', reason: `${ignored}${name} is ignored by git and may be made` };
  const owner = broughtBy(name, model);
  if (owner !== undefined) return { kind: 'unknown', reason: `\`${owner}\` may bring it` };
  return { kind: 'missing', nearest: nearestOf(name, names) };
}

/** A package outside the repository whose name holds the first folder of the template: `bootstrap/wtf.html` of bootstrap-flask. */
function broughtBy(name: string, model: ProjectModel): string | undefined {
  const [folder, rest] = name.split('/');
  if (folder === undefined || rest === undefined) return undefined;
  const stem = folder.replace(/[\d_-]+$|s$/g, '').toLowerCase();
  return outsidePackages(model).find((one) => one.replace(/[_-]/g, '').includes(stem));
}

/** Everything that Python files import from outside, and all that manifests declare for Python. */
const outsidePackages = perModel((model): readonly string[] => {
  const found = new Set<string>();
  for (const path of model.paths) {
    const { python, manifest } = model.facts(path) ?? {};
    for (const one of python?.imports ?? []) if (one.level === 0 && /^(flask|wtforms|fastapi|starlette|sqladmin|apispec|quart)/.test(one.module)) found.add(one.module.split('.')[0] as string);
    if (manifest?.ecosystem === 'python') for (const { name } of manifest.dependencies) found.add(name);
  }
  return [...found];
});

function nearestOf(name: string, names: ReadonlySet<string>): readonly string[] {
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  const beside = [...names].filter((one) => one.startsWith(folder) && !one.includes('/', folder.length));
  const near = nearest(name, beside);
  return near.length > 0 ? near : nearest(name, [...names].filter((one) => one.endsWith(`/${name.slice(folder.length)}`)));
}
