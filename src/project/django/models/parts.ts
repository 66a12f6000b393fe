/** The parts of the models of a repository, each made anew only where what it is made of has changed. Pure but for what it keeps. */
import { groupedBy } from '../../grouped.js';
import { createIncoming } from '../../inverse.js';
import type { Told as ToldOf } from '../../live-tree.js';
import type { ClassSymbol } from '../../python/symbols-types.js';
import { sameData } from '../../same-data.js';
import { early, earlyPerKey, keyedByPair, perKey, sameItems } from '../../tracked.js';
import type { ClassNode } from '../../../facts/python/code/nodes.js';
import type { DjangoInput } from '../input.js';
import type { ModelClass, ModelField, Relation } from '../types.js';
import { readBody, type OwnBody } from './body.js';
import { keyOf, ModelBuilder, outsideModel, parentLink, type OwnModel } from './build.js';
import { contributions } from './contributed.js';
import { findModels } from './find.js';
import { knownConcrete } from './known.js';
import { LiveModel, type ModelParts } from './live-model.js';
import { endOf, labelTarget, related, userModelLabel, type Targets } from './relations.js';

/** Classes that inherit from one another longer than that are cut off. */
const DEEPEST = 12;
/** Well-known models stand in no file; this one comes before all. */
const NO_FILE = '';

export interface Models {
  /** Those of the repository, by path and place. */
  all(): readonly LiveModel[];
  at(key: string): LiveModel | undefined;
  /** Those of a file, by their place. */
  inFile(path: string): readonly LiveModel[];
  readonly targets: Targets;
}

/** A relation to a model's table, as its own file tells of it. */
interface Way extends Pick<ModelClass['reverse'][number], 'field' | 'from' | 'accessor' | 'query'> {
  /** Key of the model. */
  readonly to: string;
}

export function createModels(input: DjangoInput): Models {
  const outside = new Map(knownConcrete().map(outsideModel).map((own) => [keyOf(own.symbol), own]));
  const outsideKeys = new Map([...outside].map(([key, { symbol }]) => [symbol.symbol, key]));
  const symbols = early(() => new Map(findModels(input).map((symbol) => [keyOf(symbol), symbol])), sameInOrder);
  const symbolOf = earlyPerKey((key: string) => symbols().get(key), sameData);
  const isModel = earlyPerKey((key: string) => symbols().has(key));
  const bodies = keyedByPair<string, ClassNode, OwnBody>(sameData);
  const added = early(() => contributions(input), sameData);
  const builder = new ModelBuilder({
    input,
    isModel,
    body: (symbol) => bodies(symbol.path, symbol.node, () => readBody(input, symbol)),
    addedTo: (symbol) => added().get('*') ?? added().get(symbol.node),
  });
  const own = earlyPerKey((key: string): OwnModel => {
    const symbol = symbolOf(key);
    if (symbol === undefined) throw new Error('The model is gone');
    return builder.build(symbol);
  }, sameData);
  const ownOf = (key: string): OwnModel => outside.get(key) ?? own(key);
  const handle = perKey((key: string) => new LiveModel(parts, key, ...(key.split('\0') as [string, string])));
  const at = (key: string): LiveModel | undefined => (isModel(key) ? handle(key) : undefined);
  const all = early(() => [...symbols().keys()].map(handle), sameItems);
  const targets = createTargets(input, { all, of: (symbol) => at(keyOf(symbol)), outside: (dotted) => (outsideKeys.has(dotted) ? handle(outsideKeys.get(dotted) as string) : undefined) });
  const told = earlyPerKey((key: string) => {
    const { name, app, abstract, proxy, managed, swappable } = ownOf(key);
    return { name, app, abstract, proxy, managed, swappable };
  }, sameData);
  const local = earlyPerKey((key: string) => localOf(input, targets, handle(key), ownOf(key)), sameData);
  const waysIn = earlyPerKey((path: string) => {
    const models = path === NO_FILE ? [...outside.keys()].map(handle) : inFile(path);
    return models.flatMap((model) => waysOf(targets, model));
  }, sameData);
  const byPath = early(() => groupedBy(all(), ({ path }) => path));
  const inFile = earlyPerKey((path: string): readonly LiveModel[] => byPath().get(path) ?? [], sameItems);
  const files = (): readonly ToldOf<readonly Way[]>[] => [NO_FILE, ...byPath().keys()].map((path) => ({ path, told: waysIn(path) }));
  const incoming = createIncoming(files, (path, way) => ({ from: path, way }));
  const parts: ModelParts = {
    symbol: (key) => outside.get(key)?.symbol ?? (symbolOf(key) as ClassSymbol),
    told,
    meta: earlyPerKey((key: string) => ({ meta: ownOf(key).meta, metaOpen: ownOf(key).metaOpen }), sameData),
    managers: earlyPerKey((key: string) => ownOf(key).managers, sameData),
    open: earlyPerKey((key: string) => ownOf(key).open),
    parents: earlyPerKey((key: string) => (outside.has(key) ? [] : parentsOf(input, builder, targets, ownOf(key).symbol)), sameItems),
    local,
    fields: earlyPerKey((key: string) => allFields(handle(key), 0), sameData),
    reverse: earlyPerKey((key: string) => incoming(key).map(({ way: { to: _to, ...way } }) => way), sameData),
  };
  return { all, at, inFile, targets };
}

/** Maps with the same keys in the same order, and the same values. */
function sameInOrder(before: ReadonlyMap<string, ClassSymbol>, after: ReadonlyMap<string, ClassSymbol>): boolean {
  return sameItems([...before.keys()], [...after.keys()]) && sameData(before, after);
}

/** Parents' tables: those of its own concrete bases that no other one of them covers; without any, a well-known model. */
function parentsOf(input: DjangoInput, builder: ModelBuilder, targets: Targets, symbol: ClassSymbol): readonly ModelClass[] {
  const above = builder.concreteBases(symbol);
  const covered = new Set(above.flatMap((one) => input.symbols.ancestry(one).classes.slice(1).map(keyOf)));
  const own = above.filter((one) => !covered.has(keyOf(one))).flatMap((one) => targets.of(one) ?? []);
  return above.length > 0 ? own : builder.outsideParents(symbol).flatMap(({ dotted }) => targets.outside(dotted) ?? []);
}

/** The fields in the model's own table. */
function localOf(input: DjangoInput, targets: Targets, model: LiveModel, own: OwnModel): readonly ModelField[] {
  if (own.proxy) return [];
  const linked = own.local.some((field) => field.form === 'one-to-one' && field.call.keywords.some(({ name }) => name === 'parent_link'));
  const links = linked ? [] : model.parents.map((parent) => parentLink(input, own.symbol, parent));
  return [...links, ...own.local].map((field) => related(input, targets, model, field));
}

function allFields(model: ModelClass, depth: number): readonly ModelField[] {
  if (depth > DEEPEST) return model.local;
  const own = new Set(model.local.map(({ name }) => name));
  const above = model.parents.flatMap((parent) => allFields(parent, depth + 1)).filter(({ name }) => !own.has(name));
  return [...new Map([...above, ...model.local].map((field) => [field.name, field])).values()];
}

function waysOf(targets: Targets, model: ModelClass): readonly Way[] {
  if (model.abstract) return [];
  return model.local.flatMap((field): Way[] => {
    const end = field.relation === undefined ? undefined : endOf(targets, field.relation.target);
    return end === undefined || field.relation === undefined ? [] : [{ to: keyOf(end), field, from: model, accessor: field.relation.accessor, query: field.relation.query }];
  });
}

interface TargetsInput extends Pick<Targets, 'of' | 'outside'> {
  all(): readonly ModelClass[];
}

function createTargets(input: DjangoInput, { all, of, outside }: TargetsInput): Targets {
  const labels = early(() => labelled(all()), sameData);
  const apps = early(() => new Set(all().map(({ app }) => app.toLowerCase())), sameData);
  const byLabel = earlyPerKey((label: string) => labels().get(label) ?? undefined);
  const byName = (name: string): ModelClass | undefined => byLabel((name.includes('.') ? name : `.${name}`).toLowerCase());
  const isApp = earlyPerKey((label: string) => apps().has(label));
  const hasApp = (label: string): boolean => isApp(label.toLowerCase());
  return {
    byName,
    hasApp,
    of,
    outside,
    userModel: earlyPerKey((path: string): Relation['target'] => {
      const label = userModelLabel(input, path);
      return label === undefined ? { unknown: 'AUTH_USER_MODEL can\'t be told' } : labelTarget({ byName, hasApp }, label);
    }, sameData),
  };
}

/** By lower case `app.model` and `.model`; null where two concrete models share it. */
function labelled(models: readonly ModelClass[]): ReadonlyMap<string, ModelClass | null> {
  const found = new Map<string, ModelClass | null>();
  for (const model of models) {
    for (const key of [`${model.app}.${model.name}`, `.${model.name}`].map((text) => text.toLowerCase())) {
      const other = found.get(key);
      if (other === undefined || (other?.abstract === true && !model.abstract)) found.set(key, model);
      else if (other !== null && (!model.abstract || other.abstract)) found.set(key, null);
    }
  }
  return found;
}
