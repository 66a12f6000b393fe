/** Which names a Python module has. Pure. */
import type { FileFacts, PythonFacts, PythonImport } from '../../facts/types.js';
import { nearest } from '../nearest.js';
import { perFacts } from '../per-facts.js';
import { lazily, perKey, perPair } from '../tracked.js';
import { sameData } from '../same-data.js';
import { folderOf, type TreeIndex } from '../tree.js';
import type { NameAnswer, Resolution } from '../types.js';

export interface NamesInput {
  readonly tree: TreeIndex;
  facts(path: string): FileFacts | undefined;
  resolve(path: string, statement: PythonImport): Resolution;
  submodule(resolution: Resolution, name: string): Resolution | undefined;
}

/** Either all names of a module, or why they can't be listed. */
type Names = { readonly kind: 'names'; readonly names: ReadonlySet<string> } | { readonly kind: 'open'; readonly reason: string };

const IMPLICIT = new Set(['__name__', '__file__', '__doc__', '__path__', '__package__', '__spec__', '__loader__', '__dict__', '__builtins__', '__cached__', '__annotations__', '__class__']);

/** Builds `exportsName`; the names of each module are gathered once. */
export function createNames(input: NamesInput): (path: string, name: string) => NameAnswer {
  const namesOf = perKey((path: string) => gather(input, path, []), sameData);
  const defines = (path: string, name: string): boolean => {
    const facts = input.facts(path);
    return facts !== undefined && definedIn(facts).has(name);
  };
  return perPair((path: string, name: string): NameAnswer => {
    if (IMPLICIT.has(name)) return { kind: 'yes' };
    if (defines(path, name)) return { kind: 'yes' };
    if (isPackage(path)) {
      const submodule = input.submodule({ kind: 'local', path }, name);
      if (submodule !== undefined) return submodule.kind === 'unknown' ? submodule : { kind: 'yes' };
    }
    const names = namesOf(path);
    if (names.kind === 'open') return { kind: 'unknown', reason: names.reason };
    if (names.names.has(name)) return { kind: 'yes' };
    if (input.facts(path)?.python?.handedNames?.includes(name) === true) return { kind: 'unknown', reason: `the module hands \`${name}\` to a call that may bind it` };
    return stubAnswer(input, path, name) ?? absent(() => nearest(name, [...names.names, ...submoduleNames(input.tree, path)], { max: 3 }));
  }, sameAnswer);
}

const definedIn = perFacts(({ python }) => new Set(python?.definitions.map((definition) => definition.name)));

/** The likeness is told by who asks for it. */
function sameAnswer(before: NameAnswer, after: NameAnswer): boolean {
  return before.kind === 'yes' ? after.kind === 'yes' : before.kind === 'unknown' && after.kind === 'unknown' && before.reason === after.reason;
}

/** Most who ask want no likeness, which costs more than the rest. */
function absent(compute: () => readonly string[]): NameAnswer {
  const names = lazily(compute);
  return {
    kind: 'no',
    get nearest() {
      return names();
    },
  };
}

function isPackage(path: string): boolean {
  return /(^|\/)__init__\.pyi?$/.test(path);
}

function submoduleNames(tree: TreeIndex, path: string): string[] {
  if (!isPackage(path)) return [];
  const content = tree.children(folderOf(path));
  return [...content.files.filter((file) => file.endsWith('.py') && !file.startsWith('__')).map((file) => file.slice(0, -3)), ...content.folders];
}

/** A `.pyi` beside a `.py` may speak of names that the source makes at run time. */
function stubAnswer(input: NamesInput, path: string, name: string): NameAnswer | undefined {
  if (!path.endsWith('.py')) return undefined;
  const stub = input.facts(`${path}i`)?.python;
  if (stub === undefined || !stub.definitions.some((definition) => definition.name === name)) return undefined;
  return { kind: 'unknown', reason: `only its stub ${path}i names it` };
}

/** Inside a star-import cycle the answer is partial: only the outermost module's answer is kept. */
function gather(input: NamesInput, path: string, above: readonly string[]): Names {
  const visiting = [...above, path];
  const facts = input.facts(path);
  const python = facts?.python;
  if (python === undefined) return { kind: 'open', reason: facts?.skip?.detail ?? 'the module was not read' };
  const open = openness(python);
  if (open !== undefined) return { kind: 'open', reason: open };
  const names = new Set(python.definitions.map((definition) => definition.name));
  for (const statement of python.imports) {
    if (statement.scope !== 'module' || !statement.names?.some((name) => name.name === '*')) continue;
    const added = starNames(input, path, statement, visiting);
    if (added.kind === 'open') return added;
    for (const name of added.names) names.add(name);
  }
  return { kind: 'names', names };
}

function openness(python: PythonFacts): string | undefined {
  if (python.hasErrors) return 'the module has syntax errors';
  if (python.hasModuleGetattr) return 'the module defines __getattr__';
  if (python.dynamicNamespace) return 'the module makes names at run time';
  return undefined;
}

function starNames(input: NamesInput, path: string, statement: PythonImport, visiting: readonly string[]): Names {
  const target = input.resolve(path, statement);
  if (target.kind !== 'local') return { kind: 'open', reason: `it star-imports ${statement.module}, which is outside the repository` };
  if (visiting.includes(target.path)) return { kind: 'names', names: new Set() };
  const exported = input.facts(target.path)?.python?.all;
  if (exported?.dynamic === true) return { kind: 'open', reason: `${target.path} computes its __all__` };
  const all = gather(input, target.path, visiting);
  if (all.kind === 'open') return all;
  if (exported !== undefined) return { kind: 'names', names: new Set(exported.names.map((entry) => entry.name)) };
  return { kind: 'names', names: new Set([...all.names].filter((name) => !name.startsWith('_'))) };
}
