/** The models of a repository. Pure. */
import { early, perKey } from '../../tracked.js';
import type { DjangoInput } from '../input.js';
import type { ModelClass, ModelIndex, Relation } from '../types.js';
import { keyOf, ModelBuilder, outsideModel, parentLink, type ModelDraft } from './build.js';
import { contributions } from './contributed.js';
import { findModels } from './find.js';
import { knownConcrete } from './known.js';
import { loadedPaths } from './loaded.js';
import { findField, isUserReverse } from './lookup.js';
import { connect, labelTarget, userModelLabel, type Targets } from './relations.js';

/** Builds the index: every class that is a Django model, with fields, relations and Meta. */
export function createModelIndex(input: DjangoInput): ModelIndex {
  const drafts = draftsOf(input);
  const outside = new Map(knownConcrete().map((known) => [known.dotted, outsideModel(known)]));
  const targets = targetsOf(input, drafts, outside);
  for (const model of outside.values()) connect(input, targets, model);
  for (const model of drafts.byKey.values()) connect(input, targets, model);
  const models: readonly ModelClass[] = [...drafts.byKey.values()];
  const byPath = early(() => grouped(models));
  const loaded = early(() => loadedPaths(input));
  const isLoaded = perKey((path: string) => loaded().has(path));
  const isUser = (model: ModelClass): boolean => {
    if (!/^(django\.contrib\.auth\.models\.)?User$/.test(model.symbol) && !model.fields.some(({ name }) => name === 'last_login')) return false;
    const target = targets.userModel(model.path);
    return 'external' in target || 'unknown' in target || keyOf(target) === keyOf(model) || target.proxy;
  };
  return {
    models,
    at: (path, symbol) => drafts.byKey.get(keyOf({ path, symbol })),
    inFile: (path) => byPath().get(path) ?? [],
    isLoaded,
    byName: (name) => targets.byName(name),
    of: (symbol) => drafts.byKey.get(keyOf(symbol)),
    external: (dotted) => outside.get(dotted),
    userModel: (path) => targets.userModel(path),
    field(model, name) {
      const user = isUser(model);
      if (user && isUserReverse(name)) return { kind: 'unknown', reason: `\`${name}\` comes from an app of Django` };
      return findField(input, model, name, user);
    },
  };
}

function grouped(models: readonly ModelClass[]): ReadonlyMap<string, readonly ModelClass[]> {
  const found = new Map<string, ModelClass[]>();
  for (const model of models) {
    const own = found.get(model.path);
    if (own === undefined) found.set(model.path, [model]);
    else own.push(model);
  }
  return found;
}

interface Drafts {
  readonly byKey: ReadonlyMap<string, ModelDraft>;
  /** Lower case `app.model`; null where two concrete models share it. */
  readonly byLabel: ReadonlyMap<string, ModelDraft | null>;
}

function draftsOf(input: DjangoInput): Drafts {
  const symbols = findModels(input);
  const builder = new ModelBuilder(input, new Set(symbols.map(keyOf)));
  const byKey = new Map(symbols.map((symbol) => [keyOf(symbol), builder.build(symbol)]));
  const added = contributions(input);
  for (const model of byKey.values()) model.open ??= added.get('*') ?? input.symbols.ancestry(model).classes.map(({ node }) => added.get(node)).find((reason) => reason !== undefined) ?? null;
  inherit(input, builder, byKey);
  return { byKey, byLabel: labelled(byKey.values()) };
}

/** Parents' tables: links, fields, and what is not seen of them. */
function inherit(input: DjangoInput, builder: ModelBuilder, byKey: ReadonlyMap<string, ModelDraft>): void {
  for (const model of byKey.values()) {
    const above = builder.concreteBases(model);
    const covered = new Set(above.flatMap((one) => input.symbols.ancestry(one).classes.slice(1).map(keyOf)));
    model.parents = [
      ...above.filter((one) => !covered.has(keyOf(one))).flatMap((one) => byKey.get(keyOf(one)) ?? []),
      ...(above.length > 0 ? [] : builder.outsideParents(model).map(outsideModel)),
    ];
    if (model.proxy) model.local = [];
    else {
      const linked = model.local.some((field) => field.form === 'one-to-one' && field.call.keywords.some(({ name }) => name === 'parent_link'));
      if (!linked) model.local = [...model.parents.map((parent) => parentLink(input, model, parent)), ...model.local];
    }
  }
  for (const model of byKey.values()) model.fields = allFields(model, 0);
}

function allFields(model: ModelDraft, depth: number): ModelDraft['fields'] {
  if (depth > 12) return model.local;
  const own = new Set(model.local.map(({ name }) => name));
  const above = model.parents.flatMap((parent) => allFields(parent, depth + 1)).filter(({ name }) => !own.has(name));
  return [...new Map([...above, ...model.local].map((field) => [field.name, field])).values()];
}

function labelled(models: Iterable<ModelDraft>): ReadonlyMap<string, ModelDraft | null> {
  const found = new Map<string, ModelDraft | null>();
  for (const model of models) {
    for (const key of [`${model.app}.${model.name}`, `.${model.name}`].map((text) => text.toLowerCase())) {
      const other = found.get(key);
      if (other === undefined || (other?.abstract === true && !model.abstract)) found.set(key, model);
      else if (other !== null && (!model.abstract || other.abstract)) found.set(key, null);
    }
  }
  return found;
}

function targetsOf(input: DjangoInput, drafts: Drafts, outside: ReadonlyMap<string, ModelDraft>): Targets {
  const apps = new Set([...drafts.byKey.values()].map((model) => model.app.toLowerCase()));
  const byName = (name: string): ModelDraft | undefined => drafts.byLabel.get((name.includes('.') ? name : `.${name}`).toLowerCase()) ?? undefined;
  const hasApp = (label: string): boolean => apps.has(label.toLowerCase());
  return {
    byName,
    hasApp,
    of: (symbol) => drafts.byKey.get(keyOf(symbol)),
    outside: (dotted) => outside.get(dotted),
    userModel: perKey((path: string): Relation['target'] => {
      const label = userModelLabel(input, path);
      return label === undefined ? { unknown: 'AUTH_USER_MODEL can\'t be told' } : labelTarget({ byName, hasApp }, label);
    }),
  };
}
