/** The models of a repository. Pure. */
import type { ClassNode } from '../../../facts/python/code/nodes.js';
import { lazily } from '../../tree.js';
import type { DjangoInput } from '../input.js';
import type { ModelClass, ModelIndex, Relation } from '../types.js';
import { ModelBuilder, outsideModel, parentLink, type ModelDraft } from './build.js';
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
  for (const model of drafts.byNode.values()) connect(input, targets, model);
  const models: readonly ModelClass[] = [...drafts.byNode.values()];
  const bySymbol = new Map(models.map((model) => [`${model.path}\0${model.symbol}`, model]));
  const byPath = lazily(() => grouped(models));
  const loaded = lazily(() => loadedPaths(input));
  const isUser = (model: ModelClass): boolean => {
    if (!/^(django\.contrib\.auth\.models\.)?User$/.test(model.symbol) && !model.fields.some(({ name }) => name === 'last_login')) return false;
    const target = targets.userModel(model.path);
    return 'external' in target || 'unknown' in target || target.node === model.node || target.proxy;
  };
  return {
    models,
    at: (path, symbol) => bySymbol.get(`${path}\0${symbol}`),
    inFile: (path) => byPath().get(path) ?? [],
    isLoaded: (path) => loaded().has(path),
    byName: (name) => targets.byName(name),
    of: (symbol) => drafts.byNode.get(symbol.node),
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
  readonly byNode: ReadonlyMap<ClassNode, ModelDraft>;
  /** Lower case `app.model`; null where two concrete models share it. */
  readonly byLabel: ReadonlyMap<string, ModelDraft | null>;
}

function draftsOf(input: DjangoInput): Drafts {
  const symbols = findModels(input);
  const builder = new ModelBuilder(input, new Map(symbols.map((symbol) => [symbol.node, symbol])));
  const byNode = new Map(symbols.map((symbol) => [symbol.node, builder.build(symbol)]));
  const added = contributions(input);
  for (const model of byNode.values()) model.open ??= added.get('*') ?? input.symbols.ancestry(model).classes.map(({ node }) => added.get(node)).find((reason) => reason !== undefined) ?? null;
  inherit(input, builder, byNode);
  return { byNode, byLabel: labelled(byNode.values()) };
}

/** Parents' tables: links, fields, and what is not seen of them. */
function inherit(input: DjangoInput, builder: ModelBuilder, byNode: ReadonlyMap<ClassNode, ModelDraft>): void {
  for (const model of byNode.values()) {
    const above = builder.concreteBases(model);
    const covered = new Set(above.flatMap((one) => input.symbols.ancestry(one).classes.slice(1).map(({ node }) => node)));
    model.parents = [
      ...above.filter(({ node }) => !covered.has(node)).flatMap(({ node }) => byNode.get(node) ?? []),
      ...(above.length > 0 ? [] : builder.outsideParents(model).map(outsideModel)),
    ];
    if (model.proxy) model.local = [];
    else {
      const linked = model.local.some((field) => field.form === 'one-to-one' && field.call.keywords.some(({ name }) => name === 'parent_link'));
      if (!linked) model.local = [...model.parents.map((parent) => parentLink(input, model, parent)), ...model.local];
    }
  }
  for (const model of byNode.values()) model.fields = allFields(model, 0);
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
  const apps = new Set([...drafts.byNode.values()].map((model) => model.app.toLowerCase()));
  const users = new Map<string, Relation['target']>();
  const byName = (name: string): ModelDraft | undefined => drafts.byLabel.get((name.includes('.') ? name : `.${name}`).toLowerCase()) ?? undefined;
  const hasApp = (label: string): boolean => apps.has(label.toLowerCase());
  return {
    byName,
    hasApp,
    of: (node) => drafts.byNode.get(node),
    outside: (dotted) => outside.get(dotted),
    userModel(path) {
      const known = users.get(path);
      if (known !== undefined) return known;
      const label = userModelLabel(input, path);
      const target = label === undefined ? { unknown: 'AUTH_USER_MODEL can\'t be told' } : labelTarget({ byName, hasApp }, label);
      users.set(path, target);
      return target;
    },
  };
}
