/** What in a repository uses packages: imports, and the words of code, configuration and scripts. Pure. */
import { packedWord, unpackWords } from '../../../facts/content/words.js';
import type { Catalogue, ProjectModel } from '../../../project/types.js';
import { perModel } from '../../shared/per-model.js';

/** Every dotted name that Python files import, and what stands before each of its dots. */
const pythonImports = perModel((model): ReadonlySet<string> => {
  const found = new Set<string>();
  for (const path of model.paths) {
    for (const { module, level, names } of model.facts(path)?.python?.imports ?? []) {
      if (level > 0) continue;
      const parts = module.split('.');
      for (let end = 1; end <= parts.length; end += 1) found.add(parts.slice(0, end).join('.'));
      for (const { name } of names ?? []) found.add(`${module}.${name}`);
    }
  }
  return found;
});

/** Every npm package that a file imports; `@types/x` stands for `x`. */
const npmImports = perModel((model): ReadonlySet<string> => {
  const found = new Set<string>();
  for (const path of model.paths) {
    for (const { specifier } of model.facts(path)?.javascript?.imports ?? []) {
      const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0];
      if (name !== undefined) found.add(name);
    }
  }
  return found;
});

/** The words of each file that may name a package: not documents, not lock files, not manifests that are all declarations. */
const wordsByFile = perModel((model): readonly { readonly python: boolean; readonly words: ReadonlySet<string> }[] =>
  model.paths.flatMap((path) => {
    const facts = model.facts(path);
    const words = facts?.content?.words;
    return words === undefined || facts?.document !== undefined || isDeclaration(path, model) ? [] : [{ python: facts?.python !== undefined, words: new Set(unpackWords(words)) }];
  }),
);

/** `setup.py` and `tox.ini` are manifests and programs at once: their words count only where they are no declaration. */
function isDeclaration(path: string, model: ProjectModel): boolean {
  return model.facts(path)?.manifest !== undefined || /(^|\/)[^/]*(requirements|constraints)[^/]*\.(txt|in)$|(^|\/)requirements\/|\.lock$|(^|\/)(package-lock\.json|pnpm-lock\.yaml|environment[^/]*\.ya?ml)$/.test(path);
}

/** Packages that are used by importing them alone, and whose names stand in code for other things as well. */
const ORDINARY = new Set(['requests', 'click', 'rich', 'numpy', 'pandas', 'scipy', 'matplotlib', 'seaborn', 'schedule', 'humanize', 'emoji', 'httpx', 'aiohttp', 'attrs', 'attr', 'fire', 'docker', 'slack', 'stripe', 'twilio', 'openai']);

/** First parts of imports, without underscores. */
const squashedImports = perModel((model): ReadonlySet<string> => new Set([...pythonImports(model)].filter((name) => !name.includes('.')).map((name) => name.replaceAll('_', '').toLowerCase())));

/** Whether anything imports or names a distribution by one of its import names. */
export function usesDistribution(model: ProjectModel, { known, names: imports }: ReturnType<typeof importNames>): boolean {
  const imported = pythonImports(model);
  if (imports.some((name) => imported.has(name) || squashedImports(model).has(name.replaceAll('_', '').toLowerCase()))) return true;
  // Nobody says how it is imported: one of the words of its name may be it.
  if (!known && imports.flatMap((name) => name.split(/[_.]/)).some((word) => word.length > 3 && imported.has(word))) return true;
  const words = imports.filter((name) => !name.includes('.'));
  return words.some((word) => wordsByFile(model).some((file) => !(file.python && ORDINARY.has(word)) && file.words.has(packedWord(word))));
}

/** Whether anything imports an npm package, or one file has all the words of its name. */
export function usesPackage(model: ProjectModel, name: string): boolean {
  if (npmImports(model).has(name)) return true;
  const words = name.split(/[^A-Za-z0-9_$]+/).filter((word) => /^[A-Za-z_$][\w$]/.test(word)).map(packedWord);
  return words.length === 0 || wordsByFile(model).some((file) => words.every((word) => file.words.has(word)));
}

/** The names by which a distribution is imported: those of the tables, and its own in the ways that people write it. */
export function importNames(name: string, catalogue: Catalogue): { readonly known: boolean; readonly names: readonly string[] } {
  const listed = inverse(catalogue).get(name) ?? [];
  const bare = name.replace(/^(python-?|py-?|django-|djangorestframework-|drf-|flask-|fastapi-|starlette-|celery-)|-?(python|py|client|sdk)$/g, '');
  const spelt = [name, bare].flatMap((one) => [one.replace(/[-.]/g, '_'), one.replace(/[-.]/g, ''), one.replace(/[-.]/g, '.')]);
  return { known: listed.length > 0, names: [...new Set([...listed, ...spelt, ...listed.flatMap((one) => (one.includes('.') ? [] : [one.toLowerCase()]))])].filter((one) => one.length > 1) };
}

const inverses = new WeakMap<Catalogue, ReadonlyMap<string, readonly string[]>>();

function inverse(catalogue: Catalogue): ReadonlyMap<string, readonly string[]> {
  const held = inverses.get(catalogue) ?? invert(catalogue.python.distributionsByImport);
  inverses.set(catalogue, held);
  return held;
}

function invert(distributionsByImport: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [imported, distributions] of distributionsByImport) for (const one of distributions) found.set(one, [...(found.get(one) ?? []), imported]);
  return found;
}
