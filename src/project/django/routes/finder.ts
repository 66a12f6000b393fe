/** Where the lists, routers and texts that urlconfs name are made, over the files of a repository. Pure. */
import { dottedName } from '../../../facts/python/code/walk.js';
import type { Expression, FunctionNode, PythonCode } from '../../../facts/python/code/nodes.js';
import { perObject } from '../../per-object.js';
import { perKey } from '../../tracked.js';
import { sameData } from '../../same-data.js';
import type { DjangoInput } from '../input.js';
import type { Resolved } from '../../python/symbols-types.js';
import { scriptOf, type Script, type Version } from './script.js';

/** Where an expression is read. */
export interface Spot {
  readonly path: string;
  /** The function whose body it stands in. */
  readonly scope?: FunctionNode;
  /** Names that mean something else than at the end of the module; undefined: what the module imports. */
  readonly names: ReadonlyMap<string, Version | undefined>;
}

/** A name that a module assigns. */
export interface Made {
  readonly path: string;
  readonly name: string;
  readonly version: Version;
}

export type Found = { readonly kind: 'made'; readonly made: Made } | { readonly kind: 'other'; readonly resolved: Resolved };

const EMPTY: Script = { names: new Map(), calls: [], imports: [] };
const NO_NAMES: ReadonlyMap<string, Version | undefined> = new Map();
/** Re-exports of re-exports. */
const LONGEST_WAY = 12;

export interface Finder {
  script(path: string): Script;
  /** What a name or attribute chain stands for. */
  find(spot: Spot, expression: Expression): Found;
  /** A module-level name of a module, imports followed. */
  findIn(path: string, name: string): Made | undefined;
  /** The text of an expression; undefined when it is computed. */
  text(spot: Spot, expression: Expression): string | undefined;
  /** The pieces of an expression of text; null for what is computed. */
  pieces(spot: Spot, expression: Expression): readonly (string | null)[];
}

const scriptFor = perObject((code: PythonCode) => scriptOf(code));

/** The end of a module. */
export function moduleSpot(path: string): Spot {
  return { path, names: NO_NAMES };
}

/** Builds the finder of one tree. */
export function createFinder(input: DjangoInput): Finder {
  const script = perKey((path: string): Script => {
    const code = input.symbols.code(path);
    return code === undefined ? EMPTY : scriptFor(code);
  }, sameData);
  const findIn = (path: string, name: string, depth = 0): Made | undefined => {
    const version = script(path).names.get(name);
    return version === undefined ? imported(path, name, depth) : { path, name, version };
  };
  const imported = (path: string, name: string, depth: number): Made | undefined => {
    if (depth > LONGEST_WAY) return undefined;
    for (const statement of script(path).imports.toReversed()) {
      const entry = statement.names?.find((one) => one.name === '*' || (one.alias ?? one.name) === name);
      const target = entry === undefined ? undefined : input.python.resolve(path, statement);
      const found = entry === undefined || target?.kind !== 'local' ? undefined : findIn(target.path, entry.name === '*' ? name : entry.name, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const find = (spot: Spot, expression: Expression): Found => {
    const made = findMade(spot, expression);
    return made === undefined ? { kind: 'other', resolved: input.symbols.resolveExpression(spot.path, expression, spot.scope) } : { kind: 'made', made };
  };
  const findMade = (spot: Spot, expression: Expression): Made | undefined => {
    if (expression.kind === 'name') {
      const { path } = spot;
      const name = expression.id;
      if (!spot.names.has(name)) return findIn(path, name);
      const version = spot.names.get(name);
      return version === undefined ? imported(path, name, 0) : { path, name, version };
    }
    if (expression.kind !== 'attribute' || dottedName(expression) === undefined) return undefined;
    const owner = input.symbols.resolveExpression(spot.path, expression.value, spot.scope);
    return owner.kind === 'module' ? findIn(owner.path, expression.attribute) : undefined;
  };
  const pieces = (spot: Spot, expression: Expression, depth = 0): readonly (string | null)[] => {
    if (expression.kind === 'string') return [expression.value];
    if (depth > LONGEST_WAY) return [null];
    if (expression.kind === 'binary' && expression.operator === '+') return [...pieces(spot, expression.left, depth + 1), ...pieces(spot, expression.right, depth + 1)];
    if (expression.kind === 'formatted') return expression.parts.flatMap((part) => (typeof part === 'string' ? [part] : pieces(spot, part, depth + 1)));
    const named = expression.kind === 'name' || expression.kind === 'attribute' ? find(spot, expression) : undefined;
    if (named?.kind !== 'made') return [settingText(input, spot.path, named?.resolved) ?? null];
    const { path, version } = named.made;
    return version.mode === 'set' && version.previous === undefined && version.guard === 'none' ? pieces(moduleSpot(path), version.value, depth + 1) : [null];
  };
  return {
    script,
    find,
    findIn: (path, name) => findIn(path, name),
    pieces: (spot, expression) => pieces(spot, expression),
    text(spot, expression) {
      const all = pieces(spot, expression);
      return all.includes(null) ? undefined : all.join('');
    },
  };
}

/** `settings.API_PREFIX`, where all settings of the repository agree on it. */
function settingText(input: DjangoInput, path: string, resolved: Resolved | undefined): string | undefined {
  const name = resolved?.kind === 'external' ? /^django\.conf\.settings\.([A-Z_0-9]+)$/.exec(resolved.dotted)?.[1] : undefined;
  if (name === undefined) return undefined;
  const values = input.django.settings.forFile(path).map((module) => module.get(name));
  const [first] = values;
  return first?.kind === 'string' && values.every((value) => value?.kind === 'string' && value.value === first.value) ? first.value : undefined;
}
