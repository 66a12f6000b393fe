/** Finds the settings modules of a repository, and who names them. Pure. */
import type { Expression } from '../../../facts/python/code/nodes.js';
import { dottedName, expressionsOf, literalString, walkExpressions, walkStatements } from '../../../facts/python/code/walk.js';
import type { FileFacts } from '../../../facts/types.js';
import { perFacts } from '../../per-facts.js';
import { sameData } from '../../same-data.js';
import { folderOf } from '../../tree.js';
import type { DjangoInput } from '../input.js';
import type { Place } from '../types.js';
import { isTemplate } from './names.js';

export interface Candidate {
  readonly path: string;
  readonly dotted: string;
  /** Folder that the dotted name starts from. */
  readonly root: string;
  readonly namedBy: readonly Place[];
  /** Candidates that star-import it. */
  readonly importedBy: readonly string[];
}

export type CandidateInput = Pick<DjangoInput, 'facts' | 'scan' | 'python' | 'symbols'>;

const VARIABLE = 'DJANGO_SETTINGS_MODULE';
/** Settings of a project, where at least two stand together. */
const TELLING = new Set(['INSTALLED_APPS', 'ROOT_URLCONF', 'MIDDLEWARE', 'DATABASES', 'TEMPLATES', 'WSGI_APPLICATION', 'ALLOWED_HOSTS', 'SECRET_KEY', 'DEBUG', 'STATIC_URL', 'DEFAULT_AUTO_FIELD', 'AUTH_USER_MODEL']);
/** Texts that start Django: configuration, containers and scripts. */
const STARTS = /(\.(ya?ml|toml|cfg|ini|conf|sh|bash|service|env|mk|json|wsgi)|(^|\/)(Makefile|Procfile|\.env[^/]*|[^/]*Dockerfile[^/]*|[Jj]ustfile|entrypoint[^/]*))$/;

/** Whether a file on its own shows that it is settings: it defines INSTALLED_APPS beside others of their kind. */
const definesSettings = perFacts(({ python }: FileFacts): boolean => {
  const names = new Set(python?.definitions.flatMap(({ name, kind }) => (kind === 'variable' && TELLING.has(name) ? [name] : [])));
  return names.has('INSTALLED_APPS') && names.size > 1;
});

/** Whether a file on its own can be a layer over settings: it sets names in upper case, or nothing, beside its star imports. */
const mayExtend = perFacts(({ python }: FileFacts): boolean => {
  if (python === undefined || !python.imports.some(({ names, scope }) => scope === 'module' && names?.some(({ name }) => name === '*'))) return false;
  return python.definitions.every(({ kind }) => kind !== 'class') && !python.hasMainBlock;
});

/** The star imports of a file that has some. */
const starsOf = perFacts((facts: FileFacts) => {
  const stars = facts.python?.imports.filter(({ names }) => names?.some(({ name }) => name === '*')).map(({ module, level }) => ({ module, level })) ?? [];
  return stars.length > 0 && { stars, extends: mayExtend(facts) };
});

/** Whether a file speaks of the variable at all. */
const speaksOfVariable = perFacts(({ code }: FileFacts): boolean => code?.includes(VARIABLE) === true);

const mayDefine = (facts: FileFacts, path: string): boolean => isPython(path) && definesSettings(facts);
const maySet = (facts: FileFacts, path: string): boolean => isPython(path) && speaksOfVariable(facts);
const starring = (facts: FileFacts, path: string) => isPython(path) && starsOf(facts);
/** What texts name that start something. */
const starting = ({ references }: FileFacts, path: string) => STARTS.test(path) && !path.endsWith('package.json') && !path.endsWith('lock') && references.length > 0 && references;

/** Every settings module, sorted by path. */
export function findCandidates(input: CandidateInput): readonly Candidate[] {
  const found = new Map<string, { readonly namedBy: Place[]; readonly importedBy: string[] }>();
  const add = (path: string): void => void (found.has(path) || found.set(path, { namedBy: [], importedBy: [] }));
  for (const { path } of input.scan(mayDefine)()) add(path);
  for (const { path } of input.scan(maySet)()) {
    for (const { dotted, place } of namedIn(input, path)) {
      const target = input.python.resolve(path, { module: dotted, level: 0 });
      if (target.kind !== 'local' || isTemplate(target.path)) continue;
      add(target.path);
      found.get(target.path)?.namedBy.push(place);
    }
  }
  addLayers(input, found, add);
  const candidates = [...found].map(([path, { namedBy, importedBy }]) => ({ path, ...nameOf(input, path), namedBy, importedBy }));
  addTexts(input, candidates);
  return candidates.sort((left, right) => (left.path < right.path ? -1 : 1));
}

function isPython(path: string): boolean {
  return path.endsWith('.py') && !isTemplate(path);
}

/** Files that star-import settings are settings, and so are those that star-import them. */
function addLayers(input: CandidateInput, found: ReadonlyMap<string, { readonly importedBy: string[] }>, add: (path: string) => void): void {
  const above = new Map<string, string[]>();
  for (const { path, told } of input.scan(starring, sameData)()) {
    if (!told.extends && !found.has(path)) continue;
    for (const statement of told.stars) {
      const target = input.python.resolve(path, statement);
      if (target.kind === 'local' && target.path !== path) above.set(target.path, [...(above.get(target.path) ?? []), path]);
    }
  }
  const queue = [...found.keys()];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    for (const layer of above.get(path) ?? []) {
      found.get(path)?.importedBy.push(layer);
      if (found.has(layer)) continue;
      add(layer);
      queue.push(layer);
    }
  }
}

function nameOf(input: CandidateInput, path: string): { readonly dotted: string; readonly root: string } {
  const module = path.endsWith('/__init__.py') ? folderOf(path) : path.replace(/\.py$/, '');
  const dotted = input.python.dottedName(path, path) ?? module.split('/').at(-1) ?? module;
  const parts = dotted.split('.').length;
  return { dotted, root: module.split('/').slice(0, -parts).join('/') };
}

/** Modules that a Python file names as the settings, with the places of their names. */
export function namedIn(input: Pick<CandidateInput, 'facts' | 'symbols'>, path: string): readonly { readonly dotted: string; readonly place: Place }[] {
  const facts = input.facts(path);
  if (facts === undefined || !speaksOfVariable(facts)) return [];
  const found: { dotted: string; place: Place }[] = [];
  const code = input.symbols.code(path);
  walkStatements(code?.body ?? [], (statement) => {
    const value = statement.kind === 'assign' && statement.targets.some(isVariable) ? statement.value : null;
    const roots = value === null ? expressionsOf(statement) : [];
    for (const expression of value === null ? [] : choices(value)) note(expression);
    for (const root of roots) walkExpressions(root, (expression) => {
      if (expression.kind !== 'call' || literalString(expression.args[0]) !== VARIABLE) return;
      if (/(^|\.)(setdefault|putenv)$/.test(dottedName(expression.callee) ?? '')) for (const choice of choices(expression.args[1])) note(choice);
    });
  });
  return found;
  function note(expression: Expression): void {
    const dotted = literalString(expression);
    if (dotted !== undefined && /^[A-Za-z_]\w*(\.\w+)*$/.test(dotted)) found.push({ dotted, place: { path, span: input.symbols.span(path, expression) } });
  }
}

/** `os.environ["DJANGO_SETTINGS_MODULE"]` */
function isVariable(target: Expression): boolean {
  return target.kind === 'subscript' && literalString(target.index) === VARIABLE;
}

/** The literals that an expression can give: itself, either side of a conditional, the fallback of a lookup. */
function choices(expression: Expression | undefined): readonly Expression[] {
  if (expression === undefined) return [];
  if (expression.kind === 'conditional') return [expression.body, expression.orElse];
  if (expression.kind === 'boolean') return [expression.left, expression.right];
  return expression.kind === 'call' ? expression.args.slice(1) : [expression];
}

/** Names in texts that start Django. A name stands for the candidate of the nearest project. */
function addTexts(input: CandidateInput, candidates: readonly (Candidate & { readonly namedBy: Place[] })[]): void {
  const byName = new Map<string, (Candidate & { readonly namedBy: Place[] })[]>();
  for (const candidate of candidates) byName.set(candidate.dotted, [...(byName.get(candidate.dotted) ?? []), candidate]);
  if (candidates.length === 0) return;
  for (const { path, told } of input.scan(starting, sameData)()) {
    for (const reference of told) {
      const named = reference.shape === 'module' ? byName.get(reference.text) : undefined;
      const nearest = named?.toSorted((left, right) => shared(right.root, path) - shared(left.root, path))[0];
      nearest?.namedBy.push({ path, span: reference.span });
    }
  }
}

/** How many folders two paths share from the top. */
export function shared(left: string, right: string): number {
  const [one, other] = [left.split('/').filter(Boolean), right.split('/')];
  let count = 0;
  while (count < one.length && one[count] === other[count]) count += 1;
  return count;
}
