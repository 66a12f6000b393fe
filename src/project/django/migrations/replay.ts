/** Plays migrations one after the other, as Django's ProjectState does. */
import type { CallExpression, Expression } from '../../../facts/python/code/nodes.js';
import { dottedName, keywordOf, literalString } from '../../../facts/python/code/walk.js';
import type { DjangoInput } from '../input.js';
import type { Place } from '../types.js';
import { readOperation, type Operation } from './operations.js';
import { itemsOf, placeOf, type MigrationFile } from './read.js';

type Changes = Extract<Operation, { kind: 'changes' }>;
type Field = { readonly call: CallExpression | null; readonly place: Place };

export interface ModelState {
  name: string;
  title: string;
  place: Place;
  fields: Map<string, Field>;
  options: Map<string, Expression>;
  bases: string[];
  open: string | null;
}

export interface AppState {
  readonly models: Map<string, ModelState>;
  open: string | null;
}

export interface Replay {
  readonly states: ReadonlyMap<string, AppState>;
  /** `app.old` -> `app.new`, lower case, in the order in which they happened. */
  readonly renames: readonly { readonly from: string; readonly to: string }[];
}

/** Options that AlterModelOptions sets, and takes away when they are absent. */
const ALTERED_OPTIONS = ['base_manager_name', 'default_manager_name', 'default_related_name', 'get_latest_by', 'managed', 'ordering', 'permissions', 'default_permissions', 'select_on_save', 'verbose_name', 'verbose_name_plural'];

/** Plays migrations in the given order. */
export function replay(input: DjangoInput, order: readonly MigrationFile[]): Replay {
  const states = new Map<string, AppState>();
  const renames: { from: string; to: string }[] = [];
  for (const file of order) {
    const state = states.get(file.app) ?? { models: new Map<string, ModelState>(), open: null };
    states.set(file.app, state);
    state.open ??= file.open === null ? null : `${file.path}: ${file.open}`;
    const player = new Player(input, file, state, renames);
    for (const item of file.operations) player.play(item);
  }
  return { states, renames };
}

class Player {
  constructor(
    private readonly input: DjangoInput,
    private readonly file: MigrationFile,
    private readonly state: AppState,
    private readonly renames: { from: string; to: string }[],
  ) {}

  play(item: Expression): void {
    const operation = readOperation(this.input.symbols, this.file.path, item);
    if (operation.kind === 'unknown') return this.giveUp(operation.reason);
    if (operation.kind === 'changes') return this.change(operation);
    if (operation.kind !== 'nested' || operation.list === undefined || operation.list.kind === 'constant') return;
    const items = itemsOf(operation.list) ?? this.named(operation.list);
    if (items === undefined) return this.giveUp('state_operations are put together by code');
    for (const one of items) this.play(one);
  }

  private named(list: Expression): readonly Expression[] | undefined {
    const resolved = this.input.symbols.resolveExpression(this.file.path, list);
    if (resolved.kind === 'value' && resolved.path === this.file.path) return itemsOf(resolved.value);
    const own = list.kind === 'name' ? this.file.node.body.findLast((one) => one.kind === 'assign' && one.targets.some((target) => dottedName(target) === list.id)) : undefined;
    return own?.kind === 'assign' && own.value !== null ? itemsOf(own.value) : undefined;
  }

  private giveUp(reason: string): void {
    this.state.open ??= `${this.file.path}: ${reason}`;
  }

  private change(operation: Changes): void {
    if (operation.call.keywords.some(({ name }) => name === null) || operation.call.args.some((one) => one.kind === 'starred')) return this.giveUp('an operation takes arguments that are computed');
    if (operation.name === 'CreateModel') return this.create(operation);
    const named = operation.text('model_name') ?? operation.text(operation.name === 'RenameModel' ? 'old_name' : 'name');
    const model = named === undefined ? undefined : this.state.models.get(named.toLowerCase());
    if (named === undefined || model === undefined) return this.giveUp(named === undefined ? 'the name of a model is computed' : `no migration makes ${named}`);
    if (operation.name === 'DeleteModel') this.state.models.delete(model.name);
    else if (operation.name === 'RenameModel') this.renameModel(model, operation.text('new_name'));
    else if (operation.name.endsWith('Field')) this.changeField(model, operation);
    else this.changeOptions(model, operation);
  }

  private create(operation: Changes): void {
    const title = operation.text('name');
    if (title === undefined) return this.giveUp('the name of a model is computed');
    const fields = operation.argument('fields');
    const items = fields === undefined ? undefined : (itemsOf(fields) ?? this.named(fields));
    const model: ModelState = { name: title.toLowerCase(), title, place: placeOf(this.input, this.file.path, operation.call), fields: new Map(), options: new Map(), bases: [], open: null };
    this.state.models.set(model.name, model);
    for (const item of items ?? []) {
      const name = item.kind === 'tuple' || item.kind === 'list' ? literalString(item.items[0]) : undefined;
      if (name === undefined || (item.kind !== 'tuple' && item.kind !== 'list')) model.open ??= `${this.file.path}: a field is computed`;
      else model.fields.set(name, this.field(item.items[1]));
    }
    if (items === undefined) model.open ??= `${this.file.path}: the fields are computed`;
    this.setOptions(model, operation.argument('options'));
    const bases = operation.argument('bases');
    for (const base of bases === undefined ? [] : (itemsOf(bases) ?? [])) model.bases.push(literalString(base)?.toLowerCase() ?? dottedName(base) ?? '');
  }

  private field(expression: Expression | undefined): Field {
    const call = expression?.kind === 'call' ? expression : null;
    return { call, place: placeOf(this.input, this.file.path, expression ?? this.file.node.bases[0] as Expression) };
  }

  private setOptions(model: ModelState, options: Expression | undefined): void {
    if (options === undefined || (options.kind === 'constant' && options.value === null)) return;
    if (options.kind !== 'dictionary') {
      model.open ??= `${this.file.path}: the options are computed`;
      return;
    }
    for (const { key, value } of options.entries) {
      const name = literalString(key);
      if (name === undefined) model.open ??= `${this.file.path}: the options are computed`;
      else model.options.set(name, value);
    }
  }

  private renameModel(model: ModelState, title: string | undefined): void {
    if (title === undefined) return this.giveUp('the new name of a model is computed');
    this.state.models.delete(model.name);
    this.renames.push({ from: `${this.file.app}.${model.name}`.toLowerCase(), to: `${this.file.app}.${title}`.toLowerCase() });
    model.name = title.toLowerCase();
    model.title = title;
    this.state.models.set(model.name, model);
  }

  private changeField(model: ModelState, operation: Changes): void {
    const name = operation.text(operation.name === 'RenameField' ? 'old_name' : 'name');
    if (name === undefined) {
      model.open ??= `${this.file.path}: the name of a field is computed`;
      return;
    }
    const known = matching(model.fields, name);
    if (operation.name === 'RemoveField') model.fields.delete(known ?? name);
    else if (operation.name !== 'RenameField') model.fields.set(operation.name === 'AddField' ? name : (known ?? name), withoutDefault(operation, this.field(operation.argument('field'))));
    else this.renameField(model, known ?? name, operation.text('new_name'));
  }

  private renameField(model: ModelState, from: string, to: string | undefined): void {
    if (to === undefined) {
      model.open ??= `${this.file.path}: the new name of a field is computed`;
      return;
    }
    model.fields = new Map([...model.fields].map(([name, field]) => [name === from ? to : name, field]));
    for (const option of ['unique_together', 'index_together']) {
      const value = model.options.get(option);
      if (value !== undefined) model.options.set(option, renamedIn(value, from, to));
    }
  }

  private changeOptions(model: ModelState, operation: Changes): void {
    switch (operation.name) {
      case 'AlterModelOptions':
        for (const name of ALTERED_OPTIONS) model.options.delete(name);
        return this.setOptions(model, operation.argument('options'));
      case 'AlterModelTable':
        return setOption(model, 'db_table', operation.argument('table'));
      case 'AlterModelTableComment':
        return setOption(model, 'db_table_comment', operation.argument('table_comment'));
      case 'AlterUniqueTogether':
        return setOption(model, 'unique_together', operation.argument('unique_together'));
      case 'AlterIndexTogether':
        return setOption(model, 'index_together', operation.argument('index_together'));
      case 'AlterOrderWithRespectTo':
        return setOption(model, 'order_with_respect_to', operation.argument('order_with_respect_to'));
      case 'AddIndex':
        return addItem(model, 'indexes', operation.argument('index'));
      case 'AddConstraint':
        return addItem(model, 'constraints', operation.argument('constraint'));
      case 'RemoveIndex':
        return this.removeItem(model, 'indexes', operation.text('name'));
      case 'RemoveConstraint':
        return this.removeItem(model, 'constraints', operation.text('name'));
      case 'AlterConstraint':
        this.removeItem(model, 'constraints', operation.text('name'));
        return addItem(model, 'constraints', operation.argument('constraint'));
      case 'RenameIndex':
        return this.renameIndex(model, operation);
      default:
        return;
    }
  }

  /** An index without a literal name may be the one meant. */
  private removeItem(model: ModelState, option: 'indexes' | 'constraints', name: string | undefined): void {
    const list = model.options.get(option);
    const items = list?.kind === 'list' || list?.kind === 'tuple' ? list.items : [];
    const kept = items.filter((item) => item.kind !== 'call' || literalString(keywordOf(item, 'name')?.value) !== name);
    if (name === undefined || kept.length !== items.length - 1) model.open ??= `${this.file.path}: an index or constraint can't be told`;
    setOption(model, option, { kind: 'list', start: 0, end: 0, items: kept });
  }

  private renameIndex(model: ModelState, operation: Changes): void {
    const from = operation.text('old_name');
    const to = operation.argument('new_name');
    const list = model.options.get('indexes');
    if (from === undefined || to === undefined || list?.kind !== 'list') {
      model.open ??= `${this.file.path}: an index can't be told`;
      return;
    }
    const items = list.items.map((item) => (item.kind === 'call' && literalString(keywordOf(item, 'name')?.value) === from ? { ...item, keywords: item.keywords.map((one) => (one.name === 'name' ? { ...one, value: to } : one)) } : item));
    model.options.set('indexes', { ...list, items });
  }
}

/** A default that was only given for the rows that were there is no part of the state. */
function withoutDefault(operation: Changes, field: Field): Field {
  const kept = operation.argument('preserve_default');
  if (kept?.kind !== 'constant' || kept.value !== false || field.call === null) return field;
  return { ...field, call: { ...field.call, keywords: field.call.keywords.filter(({ name }) => name !== 'default') } };
}

/** Django looks fields up by their name as written; old files differ in case. */
function matching(fields: ReadonlyMap<string, Field>, name: string): string | undefined {
  return fields.has(name) ? name : [...fields.keys()].find((one) => one.toLowerCase() === name.toLowerCase());
}

function setOption(model: ModelState, name: string, value: Expression | undefined): void {
  if (value === undefined || (value.kind === 'constant' && value.value === null)) model.options.delete(name);
  else model.options.set(name, value);
}

function addItem(model: ModelState, name: string, value: Expression | undefined): void {
  const list = model.options.get(name);
  const items = list?.kind === 'list' || list?.kind === 'tuple' ? list.items : [];
  model.options.set(name, { kind: 'list', start: 0, end: 0, items: value === undefined ? items : [...items, value] });
}

/** Field names inside a list of lists of names. */
function renamedIn(expression: Expression, from: string, to: string): Expression {
  if (expression.kind === 'string') return expression.value === from ? { ...expression, value: to } : expression;
  if (expression.kind === 'list' || expression.kind === 'tuple' || expression.kind === 'set') return { ...expression, items: expression.items.map((item) => renamedIn(item, from, to)) };
  if (expression.kind === 'call') return { ...expression, args: expression.args.map((item) => renamedIn(item, from, to)) };
  return expression;
}

