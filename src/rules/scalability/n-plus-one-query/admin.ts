/** Lists of the admin: what `list_display` shows for each row. */
import type { Expression } from '../../../facts/python/code/nodes.js';
import { literalString } from '../../../facts/python/code/walk.js';
import type { Loaded, ModelClass } from '../../../project/django/types.js';
import type { ClassSymbol } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';
import { literals, methodOf, nameOf, readerAt, valueOf } from './classes.js';
import { rootOf } from './loops.js';
import { RowReader } from './reader.js';
import { memberOf, type Read, type Root, type Row, type Spot } from './rows.js';

/** Reads what the admin classes of a file list. */
export function readAdmins(model: ProjectModel, path: string, report: (read: Read) => void): void {
  for (const symbol of model.symbols.classes(path)) {
    if (model.symbols.inherits(symbol, (base) => /^django\.contrib\.(admin|auth\.admin)\b.*Admin$/.test(base)) === 'yes') readAdmin(model, symbol, report);
  }
}

function readAdmin(model: ProjectModel, symbol: ClassSymbol, report: (read: Read) => void): void {
  const known = model.django.orm.modelOf(symbol);
  const display = valueOf(model, symbol, 'list_display');
  if (known === undefined || display === undefined || (display.value.kind !== 'list' && display.value.kind !== 'tuple') || methodOf(model, symbol, 'get_list_display') !== undefined) return;
  const names = display.value.items.flatMap((item) => literalString(item) ?? []);
  const root = rootOfAdmin(model, symbol, known);
  const selects = selectedBy(model, symbol, known.model, names);
  if (root === undefined || selects === undefined) return;
  const whole: Root = { ...root, loaded: { ...root.loaded, select: [...root.loaded.select, ...selects.names] } };
  const row: Row = { kind: 'row', root: whole, path: [], model: known.model, many: false, back: null };
  for (const item of display.value.items) readItem(model, symbol, row, item, display.owner, (read) => (selects.all && read.form === 'select' ? undefined : report(read)));
}

function rootOfAdmin(model: ProjectModel, symbol: ClassSymbol, { model: shown, queryset }: { readonly model: ModelClass; readonly queryset: ReturnType<ProjectModel['django']['orm']['typeOf']> | null }): Root | undefined {
  const place = { repeated: true, where: { path: symbol.path, at: nameOf(symbol) }, words: `each row that \`${symbol.symbol}\` lists`, frame: null };
  if (queryset?.kind === 'queryset' || queryset?.kind === 'manager') return { ...rootOf(model, queryset), ...place };
  if (queryset !== null || methodOf(model, symbol, 'get_queryset') !== undefined || shown.managers.length > 0) return undefined;
  const loaded: Loaded = { select: [], prefetch: [], open: null };
  return { model: shown, loaded, source: null, back: null, assigned: new Set(), ...place };
}

/** What `list_select_related` loads; Django loads all foreign keys by itself where `list_display` names one. */
function selectedBy(model: ProjectModel, symbol: ClassSymbol, shown: ModelClass, names: readonly string[]): { readonly all: boolean; readonly names: readonly string[] } | undefined {
  if (methodOf(model, symbol, 'get_list_select_related') !== undefined) return undefined;
  const written = valueOf(model, symbol, 'list_select_related')?.value;
  if (written?.kind === 'constant' && written.value === true) return { all: true, names: [] };
  if (written === undefined || written.kind === 'constant') return { all: names.some((name) => shown.fields.some((field) => field.name === name && field.relation !== undefined && field.relation.form !== 'many-to-many')), names: [] };
  const paths = literals(written);
  return paths === undefined ? undefined : { all: false, names: paths.flatMap((path) => path.split('__').map((_part, index, parts) => parts.slice(0, index + 1).join('__'))) };
}

function readItem(model: ProjectModel, symbol: ClassSymbol, row: Row, item: Expression, owner: ClassSymbol, report: (read: Read) => void): void {
  const name = literalString(item);
  if (name === undefined || row.model === null) return;
  const spot: Spot = owner.path === symbol.path ? { path: owner.path, at: item } : { path: symbol.path, at: nameOf(symbol) };
  const method = methodOf(model, symbol, name);
  if (method !== undefined) {
    const parameter = method.node.parameters[1]?.name;
    if (parameter === undefined) return;
    const via = method.path === symbol.path ? [] : [{ spot, label: method.symbol }];
    new RowReader(model, method, report, via, 0).read(new Map([[parameter, row]]));
    return;
  }
  const reader = readerAt(model, symbol.path, symbol.symbol, report);
  const member = memberOf(row.model, name);
  if (member?.kind === 'one') reader.shown(reader.member(row, name, spot), spot);
  else if (member === undefined) {
    reader.member(row, name, spot);
    reader.computed(row, name, spot);
  }
}
