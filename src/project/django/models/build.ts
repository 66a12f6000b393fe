/** Models from their classes: fields, Meta, managers. Pure. */
import type { CallExpression, Expression } from '../../../facts/python/code/nodes.js';
import { keywordOf, literalString } from '../../../facts/python/code/walk.js';
import { folderOf } from '../../tree.js';
import type { ClassSymbol, PythonSymbols } from '../../python/symbols-types.js';
import type { DjangoInput } from '../input.js';
import type { ModelClass, ModelField, Place, Relation } from '../types.js';
import type { OwnBody } from './body.js';
import { canonicalField } from './callee.js';
import { isModelBase, knownModel, type KnownField, type KnownModel } from './known.js';
import { mergeMeta, ownFlag } from './meta.js';
import { isModelsPath } from './find.js';
import { callOf, outsideClass } from './synthetic.js';

export type FieldDraft = Omit<ModelField, 'relation'> & {
  readonly form: Relation['form'] | null;
  /** The call does not show all options: a class of the repository or a factory sets some. */
  readonly hidden: boolean;
};

/** What a model's class and those above it say, without the tables that it inherits and what its relations lead to. */
export interface OwnModel extends Pick<ModelClass, 'name' | 'app' | 'abstract' | 'proxy' | 'managed' | 'swappable' | 'managers' | 'meta' | 'metaOpen' | 'open'> {
  readonly symbol: ClassSymbol;
  readonly local: readonly FieldDraft[];
}

/** What the builder asks of the repository. */
export interface BuilderInput {
  readonly input: DjangoInput;
  /** Whether a class is a model, by `keyOf`. */
  isModel(key: string): boolean;
  /** What a class's own body says. */
  body(symbol: ClassSymbol): OwnBody;
  /** Why a class is given further fields from outside. */
  addedTo(symbol: ClassSymbol): string | undefined;
}

const HARMLESS_BASE = /^(builtins|abc|typing|typing_extensions|enum|collections|functools|dataclasses|django\.(utils|core|forms|views|contrib\.admin|db\.models\.(query|signals)))(\.|$)/;

/** Tells classes of files with the same text apart: those share their syntax. */
export function keyOf({ path, symbol }: Pick<ClassSymbol, 'path' | 'symbol'>): string {
  return `${path}\0${symbol}`;
}

/** The class itself and its bases of the repository. */
export function lineOf(symbols: PythonSymbols, symbol: ClassSymbol): readonly ClassSymbol[] {
  return [symbol, ...symbols.ancestry(symbol).classes.slice(1)];
}

export class ModelBuilder {
  private readonly input: DjangoInput;

  constructor(private readonly asked: BuilderInput) {
    this.input = asked.input;
  }

  /** The model of a class of the repository. */
  build(symbol: ClassSymbol): OwnModel {
    const { symbols } = this.input;
    const line = symbols.ancestry(symbol);
    const meta = mergeMeta(symbols, symbol, (one) => this.isAbstract(one) !== false);
    const abstract = this.isAbstract(symbol);
    const concrete = line.classes.slice(1).filter((one) => this.asked.isModel(keyOf(one)) && this.isAbstract(one) === false);
    const covered = new Set(concrete.flatMap((one) => symbols.ancestry(one).classes.map(keyOf)));
    const local = this.localFields(lineOf(symbols, symbol).filter((one) => !covered.has(keyOf(one))));
    const flag = (option: string): boolean | null => constantOf(meta.options.get(option)?.value);
    const label = meta.options.get('app_label');
    return {
      symbol,
      name: symbol.node.name,
      app: (label === undefined ? undefined : literalString(label.value)) ?? appOf(this.input, symbol.path),
      abstract: abstract !== false,
      proxy: flag('proxy') === true,
      managed: flag('managed') !== false,
      swappable: meta.options.has('swappable'),
      local,
      managers: this.managers(lineOf(symbols, symbol)),
      meta: meta.options,
      metaOpen: meta.open,
      open: this.openReason(symbol) ?? (abstract === null ? `whether ${symbol.symbol} is abstract depends on more than its text` : this.addedReason(line.classes)),
    };
  }

  private addedReason(classes: readonly ClassSymbol[]): string | null {
    return classes.map((one) => this.asked.addedTo(one)).find((reason) => reason !== undefined) ?? null;
  }

  /** Concrete classes it inherits tables from, nearest first. */
  concreteBases(symbol: ClassSymbol): readonly ClassSymbol[] {
    return this.input.symbols.ancestry(symbol).classes.slice(1).filter((one) => this.asked.isModel(keyOf(one)) && this.isAbstract(one) === false);
  }

  /** Well-known concrete models among its own bases and those of its abstract bases. */
  outsideParents(symbol: ClassSymbol): readonly KnownModel[] {
    return this.input.symbols.ancestry(symbol).external.flatMap((dotted) => {
      const known = knownModel(dotted);
      return known === undefined || known.abstract ? [] : [known];
    });
  }

  private isAbstract(symbol: ClassSymbol): boolean | null {
    return this.asked.isModel(keyOf(symbol)) ? ownFlag(symbol.node, 'abstract') : false;
  }

  /** Fields of these classes, nearest class first; a name that a nearer class binds hides a farther field. */
  private localFields(classes: readonly ClassSymbol[]): FieldDraft[] {
    const taken = new Set<string>();
    let kept: FieldDraft[] = [];
    for (const owner of classes) {
      const body = this.asked.body(owner);
      if (this.asked.isModel(keyOf(owner))) kept = [...body.fields.filter(({ name }) => !taken.has(name)).map((field) => draftOf(owner, field)), ...kept];
      for (const name of body.names) taken.add(name);
    }
    for (const owner of classes) {
      for (const { known, at } of this.knownBases(owner)) {
        if (!known.abstract) continue;
        kept = [...known.fields.filter(({ name }) => !taken.has(name)).map((field) => knownDraft(owner, field, at, this.input.symbols.span(owner.path, at))), ...kept];
        for (const { name } of known.fields) taken.add(name);
      }
    }
    return kept;
  }

  private knownBases(owner: ClassSymbol): readonly { readonly known: KnownModel; readonly at: Expression }[] {
    return owner.node.bases.flatMap((base) => {
      const resolved = this.input.symbols.resolveExpression(owner.path, base);
      const known = resolved.kind === 'external' ? knownModel(resolved.dotted) : undefined;
      return known === undefined ? [] : [{ known, at: base }];
    });
  }

  private managers(classes: readonly ClassSymbol[]): ModelClass['managers'] {
    const found = new Map<string, ModelClass['managers'][number]>();
    for (const owner of classes) for (const manager of this.asked.body(owner).managers) if (!found.has(manager.name)) found.set(manager.name, manager);
    return [...found.values()];
  }

  private openReason(symbol: ClassSymbol): string | null {
    const line = this.input.symbols.ancestry(symbol);
    const inModels = line.classes.some((one) => isModelsPath(one.path));
    for (const dotted of line.external) {
      if (knownModel(dotted) !== undefined || HARMLESS_BASE.test(dotted)) continue;
      if (isModelBase(dotted, inModels)) return `\`${dotted}\` brings fields of its own`;
      const target = this.input.python.resolve(symbol.path, { module: dotted.slice(0, Math.max(0, dotted.lastIndexOf('.'))), level: 0 });
      if (target.kind !== 'standard-library') return `\`${dotted}\` may bring fields`;
    }
    const [unknown] = line.unknown;
    if (unknown !== undefined) return unknown;
    for (const one of lineOf(this.input.symbols, symbol)) {
      const { open } = this.asked.body(one);
      if (open !== null) return open;
    }
    return null;
  }
}

/** A well-known model of Django as if it stood here. */
export function outsideModel(known: KnownModel): OwnModel {
  const symbol = outsideClass(known);
  const local = known.fields.map((field) => knownDraft(symbol, field, { start: 0, end: 0 }, [1, 1, 1, 1]));
  return { symbol, name: known.name, app: known.app, abstract: false, proxy: false, managed: true, swappable: known.name === 'User', local, managers: [], meta: new Map(), metaOpen: null, open: null };
}

/** Label of the app a file belongs to; without any app known there, the folder that holds its models module. */
export function appOf(input: DjangoInput, path: string): string {
  const app = input.django.apps.of(path);
  if (app !== undefined) return app.label;
  const folder = /^(?:(.*)\/)?models(?:\.py|\/.*)$/.exec(path)?.[1] ?? folderOf(path);
  return folder.slice(folder.lastIndexOf('/') + 1);
}

function draftOf(owner: ClassSymbol, { name, call, callee, place }: OwnBody['fields'][number]): FieldDraft {
  const hidden = callee.type === '' || (callee.custom !== null && definesInit(callee.custom));
  return { name, type: callee.type, typeName: callee.typeName, call, place, owner, ...optionsOf(callee.base, call), form: formOf(callee.base), hidden };
}

function knownDraft(owner: ClassSymbol, field: KnownField, at: { start: number; end: number }, span: Place['span']): FieldDraft {
  const call = callOf(field, { start: at.start, end: at.end });
  const type = canonicalField(field.type);
  const typeName = type.slice(type.lastIndexOf('.') + 1);
  return { name: field.name, type, typeName, call, place: { path: owner.path, span }, owner, ...optionsOf(typeName, call), form: formOf(typeName), hidden: false };
}

/** The link that a table of an inheriting model has to its parent's. */
export function parentLink(input: DjangoInput, child: ClassSymbol, parent: Pick<ModelClass, 'name' | 'app'>): FieldDraft {
  const at = { start: child.node.nameStart, end: child.node.nameStart + child.node.name.length };
  const field: KnownField = { name: `${parent.name.toLowerCase()}_ptr`, type: 'django.db.models.OneToOneField', to: `${parent.app}.${parent.name}`, options: { auto_created: true, parent_link: true, primary_key: true } };
  return knownDraft(child, field, at, input.symbols.span(child.path, at));
}

function definesInit(symbol: ClassSymbol): boolean {
  return symbol.node.body.some((statement) => statement.kind === 'function' && statement.name === '__init__');
}

function formOf(base: string): Relation['form'] | null {
  if (/^Generic(ForeignKey|Relation)$/.test(base)) return 'generic';
  if (base.endsWith('OneToOneField')) return 'one-to-one';
  if (base.endsWith('ManyToManyField')) return 'many-to-many';
  return /(ForeignKey|ParentalKey)$/.test(base) ? 'foreign-key' : null;
}

function optionsOf(base: string, call: CallExpression): Pick<ModelField, 'unique' | 'indexed' | 'null' | 'primaryKey'> {
  const flag = (name: string): boolean | null => constantOf(keywordOf(call, name)?.value);
  const primaryKey = flag('primary_key') === true;
  const unique = primaryKey || flag('unique') === true || base.endsWith('OneToOneField');
  const byDefault = /(ForeignKey|ParentalKey|SlugField)$/.test(base) && base !== 'GenericForeignKey';
  const indexed = unique || (flag('db_index') ?? byDefault);
  return { unique, indexed, null: flag('null') === true, primaryKey };
}

function constantOf(expression: Expression | undefined): boolean | null {
  return expression?.kind === 'constant' && typeof expression.value === 'boolean' ? expression.value : null;
}
