/** Serializers of REST framework that are given many rows. */
import type { CallExpression, Expression } from '../../../facts/python/code/nodes.js';
import { keywordOf, literalString, walkExpressions, expressionsOf, walkStatements } from '../../../facts/python/code/walk.js';
import type { ClassSymbol } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';
import { literals, metaOf, methodOf, nameOf, readerAt, valueOf } from './classes.js';
import { RowReader } from './reader.js';
import { memberOf, type Read, type Row, type Spot, type Value, type Via } from './rows.js';
import { usagesOf } from './usages.js';

/** Serializers within serializers that are followed. */
const DEEPEST = 3;
const PLAIN_PK = /^(PrimaryKeyRelatedField|HyperlinkedRelatedField)$/;

/** Reads the serializers of a file with the rows of the views that list them. */
export function readSerializers(model: ProjectModel, path: string, report: (read: Read) => void): void {
  for (const symbol of model.symbols.classes(path)) {
    if (!isSerializer(model, symbol)) continue;
    for (const { root, mentioned } of usagesOf(model, symbol)) {
      const row: Row = { kind: 'row', root, path: [], model: root.model, many: false, back: root.back };
      new SerializerReader(model, path, (read) => (mentioned.has(read.path) ? undefined : report(read))).read(symbol, row, [], 0);
    }
  }
}

export function isSerializer(model: ProjectModel, symbol: ClassSymbol): boolean {
  return model.symbols.inherits(symbol, (base) => /^rest_framework\.serializers\.\w*Serializer$/.test(base)) === 'yes';
}

interface Declared {
  readonly name: string;
  readonly call: CallExpression;
  readonly owner: ClassSymbol;
}

class SerializerReader {
  constructor(
    private readonly model: ProjectModel,
    /** The judged file. */
    private readonly path: string,
    private readonly report: (read: Read) => void,
  ) {}

  read(symbol: ClassSymbol, row: Row, via: readonly Via[], depth: number): void {
    const represents = methodOf(this.model, symbol, 'to_representation');
    if (represents !== undefined) {
      const parameter = represents.node.parameters[1]?.name;
      if (parameter !== undefined) this.method(symbol, represents, parameter, row, via, { path: symbol.path, at: nameOf(symbol) });
      if (!callsSuper(represents.node.body)) return;
    }
    if (methodOf(this.model, symbol, 'get_fields') !== undefined) return;
    const meta = metaOf(this.model, symbol);
    const fields = meta === undefined ? undefined : valueOf(this.model, meta, 'fields');
    const listed = fields === undefined ? undefined : literals(fields.value);
    const declared = this.declared(symbol);
    for (const field of declared.values()) {
      if (listed !== undefined && !listed.includes(field.name)) continue;
      this.field(symbol, field, row, via, depth);
    }
    if (meta === undefined || fields === undefined || valueOf(this.model, meta, 'depth') !== undefined) return;
    if (listed !== undefined && (fields.value.kind === 'list' || fields.value.kind === 'tuple')) {
      const written = this.writeOnly(meta);
      for (const item of fields.value.items) {
        const name = literalString(item);
        if (name !== undefined && !declared.has(name) && !written.has(name)) this.implicit(name, row, this.spot(fields.owner, item, symbol), via);
      }
    } else if (literalString(fields.value) === '__all__') {
      for (const field of row.model?.fields ?? []) if (field.relation?.form === 'many-to-many' && !declared.has(field.name)) this.implicit(field.name, row, this.spot(fields.owner, fields.value, symbol), via);
    }
  }

  private declared(symbol: ClassSymbol): ReadonlyMap<string, Declared> {
    const found = new Map<string, Declared>();
    for (const owner of [...this.model.symbols.ancestry(symbol).classes].reverse()) {
      for (const statement of owner.node.body) {
        if (statement.kind !== 'assign' || statement.targets[0]?.kind !== 'name') continue;
        const name = statement.targets[0].id;
        if (statement.value?.kind === 'call') found.set(name, { name, call: statement.value, owner });
        else found.delete(name);
      }
    }
    return found;
  }

  /** `extra_kwargs = {"x": {"write_only": True}}` */
  private writeOnly(meta: ClassSymbol): ReadonlySet<string> {
    const kwargs = valueOf(this.model, meta, 'extra_kwargs')?.value;
    if (kwargs?.kind !== 'dictionary') return new Set();
    return new Set(kwargs.entries.flatMap(({ key, value }) => (value.kind === 'dictionary' && value.entries.some((one) => literalString(one.key) === 'write_only') ? [literalString(key) ?? ''] : [])));
  }

  /** In the judged file the field itself; else the class that inherits it. */
  private spot(owner: ClassSymbol, at: Expression, symbol: ClassSymbol): Spot {
    return owner.path === this.path ? { path: owner.path, at } : { path: symbol.path, at: nameOf(symbol) };
  }

  private field(symbol: ClassSymbol, { name, call, owner }: Declared, row: Row, via: readonly Via[], depth: number): void {
    if (keywordOf(call, 'write_only') !== undefined) return;
    const kind = this.kindOf(owner.path, call.callee);
    if (kind === undefined) return;
    const spot = this.spot(owner, call, symbol);
    // The address is made of the object itself, whatever the field is called.
    if (kind === 'HyperlinkedIdentityField') return;
    if (kind === 'SerializerMethodField') return this.methodField(symbol, name, call, row, via, spot);
    const source = keywordOf(call, 'source')?.value;
    const text = source === undefined ? name : literalString(source);
    if (text === undefined) return;
    const parts = text === '*' ? [] : text.split('.');
    const many = isTrue(keywordOf(call, 'many')?.value);
    const reader = readerAt(this.model, this.path, symbol.symbol, this.report, via);
    if (typeof kind === 'string' && PLAIN_PK.test(kind) && !many) {
      walk(reader, row, parts.slice(0, -1), spot);
      return;
    }
    const value = walk(reader, row, parts, spot);
    if (value?.kind === 'related') reader.evaluate(value, spot);
    const each = value?.kind === 'related' ? reader.elementOf(value) : value;
    if (each === undefined) return;
    if (typeof kind !== 'string') {
      if (depth < DEEPEST) this.read(kind, each, [...via, { spot, label: kind.symbol }], depth + 1);
    } else if (kind === 'StringRelatedField') reader.shown(each, spot);
    else if (kind === 'SlugRelatedField') {
      const slug = literalString(keywordOf(call, 'slug_field')?.value ?? call.args[0]);
      if (slug !== undefined) walk(reader, each, slug.split('__'), spot);
    }
  }

  /** The name of REST framework's field, or a serializer of the repository; undefined for fields that read in ways of their own. */
  private kindOf(path: string, callee: Expression): string | ClassSymbol | undefined {
    const resolved = this.model.symbols.resolveExpression(path, callee);
    if (resolved.kind === 'external') return /^rest_framework\.(serializers|fields|relations)\.(\w+)$/.exec(resolved.dotted)?.[2];
    if (resolved.kind !== 'class') return undefined;
    if (isSerializer(this.model, resolved)) return resolved;
    if (['to_representation', 'get_attribute', 'use_pk_only_optimization'].some((name) => methodOf(this.model, resolved, name) !== undefined)) return undefined;
    const [base] = this.model.symbols.ancestry(resolved).external;
    return base === undefined ? undefined : /^rest_framework\.(serializers|fields|relations)\.(\w+)$/.exec(base)?.[2];
  }

  private methodField(symbol: ClassSymbol, name: string, call: CallExpression, row: Row, via: readonly Via[], spot: Spot): void {
    const named = keywordOf(call, 'method_name')?.value ?? call.args[0];
    const method = methodOf(this.model, symbol, (named === undefined ? undefined : literalString(named)) ?? `get_${name}`);
    const parameter = method?.node.parameters[1]?.name;
    if (method !== undefined && parameter !== undefined) this.method(symbol, method, parameter, row, via, spot);
  }

  private method(_symbol: ClassSymbol, method: NonNullable<ReturnType<typeof methodOf>>, parameter: string, row: Row, via: readonly Via[], spot: Spot): void {
    const steps = method.path === this.path ? via : [...via, { spot, label: method.symbol }];
    new RowReader(this.model, method, this.report, steps, 0).read(new Map([[parameter, row]]));
  }

  private implicit(name: string, row: Row, spot: Spot, via: readonly Via[]): void {
    if (row.model === null) return;
    const reader = readerAt(this.model, this.path, '', this.report, via);
    const member = memberOf(row.model, name);
    if (member?.kind === 'one') return;
    const value = reader.member(row, name, spot);
    if (value?.kind === 'related') reader.evaluate(value, spot);
    else if (member === undefined) reader.computed(row, name, spot);
  }
}

/** Follows the parts of `source="customer.company.name"`. */
function walk(reader: RowReader, row: Row, parts: readonly string[], spot: Spot): Value {
  let value: Value = row;
  for (const [index, part] of parts.entries()) {
    if ((part === 'pk' || part === 'id') && index === parts.length - 1) return undefined;
    if (value?.kind === 'related') value = reader.onRelated(value, part, spot);
    else if (value?.kind === 'row') {
      const next: Value = parts[index + 1] === 'pk' || parts[index + 1] === 'id' ? undefined : reader.member(value, part, spot);
      if (next === undefined) reader.computed(value, part, spot);
      value = next;
    } else return undefined;
  }
  return value;
}

function isTrue(value: Expression | undefined): boolean {
  return value?.kind === 'constant' && value.value === true;
}

function callsSuper(body: Parameters<typeof walkStatements>[0]): boolean {
  let found = false;
  walkStatements(body, (statement) => {
    for (const expression of expressionsOf(statement)) walkExpressions(expression, (one) => void (found ||= one.kind === 'attribute' && one.attribute === 'to_representation'));
  });
  return found;
}
