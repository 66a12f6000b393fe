/** What an import of a third-party package turns out to be; shared by the rules that each report one of the answers. Pure. */
import { distance } from 'fastest-levenshtein';
import type { JavaScriptImport, PythonImport, Span } from '../../facts/types.js';
import type { DeclarationAnswer } from '../../project/types.js';
import { folderOf } from '../../project/tree.js';
import { isFixturePath } from '../../project/path-uses.js';
import type { RuleContext, Subject } from '../types.js';

export type Ecosystem = 'python' | 'npm';

export interface PackageImport {
  readonly ecosystem: Ecosystem;
  /** Python: the dotted import; npm: the package name. */
  readonly name: string;
  /** The name's place. */
  readonly span: Span;
  readonly symbol: string;
  readonly typeOnly: boolean;
  /** Repository paths that would have answered the import had it been a module of the repository. */
  readonly candidates: readonly string[];
  readonly declaration: DeclarationAnswer;
  readonly statement: PythonImport | JavaScriptImport;
}

/** Every unguarded import of the file that leads out of the repository, with what the manifests say of it. */
export function packageImports(subject: Subject, context: RuleContext<unknown>): readonly PackageImport[] {
  if (isFixturePath(subject.path)) return [];
  return [...pythonPackages(subject, context), ...npmPackages(subject, context)];
}

function pythonPackages(subject: Subject, { model }: RuleContext<unknown>): PackageImport[] {
  const found: PackageImport[] = [];
  const imports = subject.facts.python?.imports ?? [];
  // A file that plans for a package's absence once calls the functions that import it only where it is there.
  const optional = new Set(imports.filter(({ guard }) => guard === 'optional').map(({ module }) => module.split('.')[0]));
  for (const statement of imports) {
    if (statement.guard !== 'none' || statement.level > 0) continue;
    if (statement.scope !== 'module' && optional.has(statement.module.split('.')[0])) continue;
    const target = model.python.resolve(subject.path, statement);
    if (target.kind !== 'package') continue;
    found.push({
      ecosystem: 'python',
      name: statement.module,
      span: statement.moduleSpan,
      symbol: statement.symbol,
      typeOnly: false,
      candidates: model.python.candidates(subject.path, statement),
      declaration: declarationOf(subject, model.dependencies, statement),
      statement,
    });
  }
  return found;
}

/** `from google.cloud import storage` imports the package google.cloud.storage. */
function declarationOf(subject: Subject, dependencies: RuleContext<unknown>['model']['dependencies'], statement: PythonImport): DeclarationAnswer {
  const plain = dependencies.declaration(subject.path, 'python', statement.module);
  if (plain.kind === 'declared' || statement.names === null) return plain;
  const inner = statement.names.map((name) => dependencies.declaration(subject.path, 'python', `${statement.module}.${name.name}`));
  return inner.find((answer) => answer.kind === 'declared') ?? inner.find((answer) => answer.kind === 'unknown') ?? plain;
}

function npmPackages(subject: Subject, { model }: RuleContext<unknown>): PackageImport[] {
  const found: PackageImport[] = [];
  for (const statement of subject.facts.javascript?.imports ?? []) {
    if (statement.guard !== 'none' || statement.form === 'url' || statement.form === 'glob') continue;
    const target = model.javascript.resolve(subject.path, statement);
    if (target.kind !== 'package') continue;
    found.push({
      ecosystem: 'npm',
      name: target.name,
      span: statement.specifierSpan,
      symbol: statement.symbol,
      typeOnly: statement.typeOnly,
      candidates: [],
      declaration: model.dependencies.declaration(subject.path, 'npm', target.name),
      statement,
    });
  }
  return found;
}

/**
 * An import that no table knows: a module of the repository that is missing, or a package that nobody published?
 * It is taken for a module when the change removes that very module, or when a module with a like name exists and no
 * public package has a closer one.
 */
export function looksLocal(found: PackageImport, subject: Subject, { model }: RuleContext<unknown>): boolean {
  if (found.ecosystem === 'npm') return false;
  if (found.candidates.some((path) => model.formerPaths.has(path))) return true;
  const nearestPackages = found.declaration.kind === 'unlisted' ? found.declaration.nearest : [];
  return nearestPackages.length === 0 && model.python.nearestModules(subject.path, found.name).some((module) => isLike(module, found.name) || standsBeside(module, found.name, subject, model));
}

/** Scripts of one folder import each other by bare names: there a like name is meant, however it is spelt. */
function standsBeside(module: string, written: string, { path }: Subject, model: RuleContext<unknown>['model']): boolean {
  return !written.includes('.') && !module.includes('.') && model.children(folderOf(path)).files.includes(`${module}.py`);
}

/** The whole name stands somewhere else, or its first part is nearly a module's: a shared last part (`utils`) says nothing. */
function isLike(module: string, written: string): boolean {
  const [own = ''] = module.split('.');
  const [first = ''] = written.split('.');
  return module.endsWith(`.${written}`) || distance(own, first) <= Math.max(1, Math.floor(Math.max(own.length, first.length) / 4));
}
