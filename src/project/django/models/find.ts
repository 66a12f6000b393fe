/** Which classes of the repository are models. Pure. */
import type { FileFacts } from '../../../facts/types.js';
import type { Told } from '../../live-tree.js';
import { perKey, sameItems } from '../../tracked.js';
import { sameData } from '../../same-data.js';
import { perFacts } from '../../per-facts.js';
import type { ClassSymbol } from '../../python/symbols-types.js';
import type { DjangoInput } from '../input.js';
import { isModelBase, MODEL_BASE_NAMES } from './known.js';

const PACKAGES = /^(treebeard|polymorphic|model_utils|django_extensions|parler|ordered_model|solo|safedelete|taggit|wagtail|cms|oauth2_provider|mptt)(\.|$)/;

interface Outline {
  /** Last parts of the bases of module-level classes. */
  readonly bases: readonly string[];
  /** Names imported under another name. */
  readonly aliases: readonly { readonly name: string; readonly alias: string }[];
  readonly importsPackage: boolean;
}

const outlineOf = perFacts(
  (facts: FileFacts): Outline => ({
    bases: (facts.python?.bases ?? []).map((dotted) => dotted.slice(dotted.lastIndexOf('.') + 1)),
    aliases: (facts.python?.imports ?? []).flatMap((statement) => (statement.names ?? []).flatMap(({ name, alias }) => (alias === undefined || alias === name ? [] : [{ name, alias }]))),
    importsPackage: (facts.python?.imports ?? []).some((statement) => statement.level === 0 && PACKAGES.test(statement.module)),
  }),
);

/** A module of models, by its path. */
export function isModelsPath(path: string): boolean {
  return /(^|\/)models(\.py$|\/)/.test(path);
}

/** Every model class, in the order of path and place; of two of one name in a file (`try`/`else` branches) the last. */
export function findModels(input: DjangoInput): readonly ClassSymbol[] {
  const derived = perKey((path: string) => derivedClasses(input, path), sameItems);
  const found: ClassSymbol[] = [];
  for (const path of candidates(input)) {
    const bySymbol = new Map<string, ClassSymbol>();
    for (const symbol of derived(path)) {
      if (isModel(input, symbol)) bySymbol.set(symbol.symbol, symbol);
    }
    found.push(...[...bySymbol.values()].sort((left, right) => left.node.start - right.node.start));
  }
  return found;
}

/** Classes with bases that stand in no function. */
function derivedClasses({ symbols }: DjangoInput, path: string): readonly ClassSymbol[] {
  const functions = new Set(symbols.functions(path).map((one) => one.symbol));
  return symbols.classes(path).filter(({ symbol, node }) => {
    const outer = symbol.slice(0, Math.max(0, symbol.lastIndexOf('.')));
    return node.bases.length > 0 && (outer === '' || !insideFunction(outer, functions));
  });
}

function insideFunction(outer: string, functions: ReadonlySet<string>): boolean {
  const parts = outer.split('.');
  return parts.some((_part, index) => functions.has(parts.slice(0, index + 1).join('.')));
}

function isModel(input: DjangoInput, symbol: ClassSymbol): boolean {
  const line = input.symbols.ancestry(symbol);
  const inModels = line.classes.some((one) => isModelsPath(one.path));
  return line.external.some((dotted) => isModelBase(dotted, inModels));
}

const outlineWithBases = (facts: FileFacts, path: string) => path.endsWith('.py') && !/(^|\/)migrations\//.test(path) && outlineOf(facts).bases.length > 0 && outlineOf(facts);

/** Files that may define models: by the names of bases, followed from class to class over the whole repository. */
function candidates(input: DjangoInput): readonly string[] {
  const names = new Set(MODEL_BASE_NAMES);
  const taken = new Set<string>();
  const readable = new Set(input.symbols.paths);
  let waiting = input.scan(outlineWithBases, sameData)().filter(({ path }) => readable.has(path));
  for (let grown = true; grown; ) {
    grown = false;
    const left: Told<Outline>[] = [];
    for (const one of waiting) {
      const { path, told: outline } = one;
      for (const { name, alias } of outline.aliases) if (names.has(name)) names.add(alias);
      if (!outline.importsPackage && !isModelsPath(path) && !outline.bases.some((base) => names.has(base))) {
        left.push(one);
        continue;
      }
      taken.add(path);
      grown = true;
      for (const { node } of input.symbols.classes(path)) if (node.bases.length > 0) names.add(node.name);
    }
    waiting = left;
  }
  return [...taken].sort();
}
