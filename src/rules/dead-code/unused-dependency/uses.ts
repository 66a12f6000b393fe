/** What in a repository uses packages: imports, and the words of code, configuration and scripts. Pure. */
import { holdsWord, packedWord } from '../../../facts/content/words.js';
import type { FileFacts, PythonImport } from '../../../facts/types.js';
import { createQuestions } from '../../../project/inverse.js';
import { perFacts } from '../../../project/per-facts.js';
import { perObject } from '../../../project/per-object.js';
import type { Catalogue, ProjectModel } from '../../../project/types.js';
import { perModelScan, perModelTally } from '../../shared/per-model.js';

/** Every dotted name that a Python file imports, and what stands before each of its dots: put together where the file changes, and not kept. */
function* namesImported(imports: readonly PythonImport[]): Iterable<string> {
  for (const { module, level, names } of imports) {
    if (level > 0) continue;
    for (let dot = module.indexOf('.'); dot >= 0; dot = module.indexOf('.', dot + 1)) yield module.slice(0, dot);
    yield module;
    for (const { name } of names ?? []) yield `${module}.${name}`;
  }
}
const pythonImports = perModelScan(({ python }) => python !== undefined && python.imports.length > 0 && python.imports);
const importersOf = perModelTally(pythonImports, namesImported);
/** The same for first parts of imports, without underscores. */
const importersOfSquashed = perModelTally(pythonImports, (imports) => imports.filter(({ level }) => level === 0).map(({ module }) => squashed(module.split('.', 1)[0] as string)));

/** Every npm package that a file imports. */
const scriptImports = perModelScan(({ javascript }) => javascript !== undefined && javascript.imports.length > 0 && javascript.imports);
const importersOfPackage = perModelTally(scriptImports, (imports) => imports.flatMap(({ specifier }) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? []));

interface FileWords {
  readonly python: boolean;
  /** Packed. */
  readonly words: string;
}

const wordsOf = perFacts((facts): FileWords | undefined =>
  facts.content?.words === undefined ? undefined : { python: facts.python !== undefined, words: facts.content.words },
);

/** The words of each file that may name a package: not documents, not lock files, not manifests that are all declarations. */
const wordsByFile = perModelScan((facts, path) => facts.document === undefined && !isDeclaration(path, facts) && wordsOf(facts));

/** `setup.py` and `tox.ini` are manifests and programs at once: their words count only where they are no declaration. */
function isDeclaration(path: string, { manifest }: FileFacts): boolean {
  return manifest !== undefined || /(^|\/)[^/]*(requirements|constraints)[^/]*\.(txt|in)$|(^|\/)requirements\/|\.lock$|(^|\/)(package-lock\.json|pnpm-lock\.yaml|environment[^/]*\.ya?ml)$/.test(path);
}

function squashed(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

/** Packages that are used by importing them alone, and whose names stand in code for other things as well. */
const ORDINARY = new Set(['requests', 'click', 'rich', 'numpy', 'pandas', 'scipy', 'matplotlib', 'seaborn', 'schedule', 'humanize', 'emoji', 'httpx', 'aiohttp', 'attrs', 'attr', 'fire', 'docker', 'slack', 'stripe', 'twilio', 'openai']);

/** Whether anything imports or names a distribution by one of its import names. */
export function usesDistribution(model: ProjectModel, { known, names: imports }: ReturnType<typeof importNames>): boolean {
  const isImported = (name: string): boolean => importersOf(model, name) > 0;
  if (imports.some((name) => isImported(name) || importersOfSquashed(model, squashed(name)) > 0)) return true;
  // Nobody says how it is imported: one of the words of its name may be it.
  if (!known && imports.flatMap((name) => name.split(/[_.]/)).some((word) => word.length > 3 && isImported(word))) return true;
  const words = imports.filter((name) => !name.includes('.'));
  return words.some((word) => {
    const packed = packedWord(word);
    return someFile(model, `python ${word}`, ({ python, words: own }) => !(python && ORDINARY.has(word)) && holdsWord(own, packed));
  });
}

/** Whether anything imports an npm package (`@types/x` stands for itself), or one file has all the words of its name. */
export function usesPackage(model: ProjectModel, name: string): boolean {
  if (importersOfPackage(model, name) > 0) return true;
  const words = name.split(/[^A-Za-z0-9_$]+/).filter((word) => /^[A-Za-z_$][\w$]/.test(word)).map(packedWord);
  return words.length === 0 || someFile(model, `npm ${name}`, ({ words: own }) => words.every((word) => holdsWord(own, word)));
}

/** Whether the words of some file pass a test that the key stands for. */
const questions = perObject((model: ProjectModel) => createQuestions(() => wordsByFile(model)));

function someFile(model: ProjectModel, key: string, test: (words: FileWords) => boolean): boolean {
  return questions(model)(key, test);
}

/** The names by which a distribution is imported: those of the tables, and its own in the ways that people write it. */
export function importNames(name: string, catalogue: Catalogue): { readonly known: boolean; readonly names: readonly string[] } {
  const listed = inverse(catalogue).get(name) ?? [];
  const bare = name.replace(/^(python-?|py-?|django-|djangorestframework-|drf-|flask-|fastapi-|starlette-|celery-)|-?(python|py|client|sdk)$/g, '');
  const spelt = [name, bare].flatMap((one) => [one.replace(/[-.]/g, '_'), one.replace(/[-.]/g, ''), one.replace(/[-.]/g, '.')]);
  return { known: listed.length > 0, names: [...new Set([...listed, ...spelt, ...listed.flatMap((one) => (one.includes('.') ? [] : [one.toLowerCase()]))])].filter((one) => one.length > 1) };
}

const inverse = perObject(({ python }: Catalogue) => invert(python.distributionsByImport));

function invert(distributionsByImport: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [imported, distributions] of distributionsByImport) {
    for (const one of distributions) {
      const known = found.get(one);
      if (known === undefined) found.set(one, [imported]);
      else known.push(imported);
    }
  }
  return found;
}
