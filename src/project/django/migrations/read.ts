/** One migration file. Pure. */
import type { ClassNode, Expression, Statement } from '../../../facts/python/code/nodes.js';
import { dottedName, literalString } from '../../../facts/python/code/walk.js';
import type { FileFacts } from '../../../facts/types.js';
import { perFacts } from '../../per-facts.js';
import type { DjangoInput } from '../input.js';
import type { Migration, Place } from '../types.js';

type Key = { readonly app: string; readonly name: string };

export interface MigrationFile extends Migration {
  readonly folder: string;
  readonly node: ClassNode;
  readonly operations: readonly Expression[];
  readonly swappable: boolean;
}

/** Methods by which a migration decides itself what it does; others are called by operations. */
const CHANGING = /^(mutate_state|apply|__init__)$/;

const definesMigration = perFacts((facts: FileFacts) => facts.python?.definitions.some(({ name }) => name === 'Migration') ?? false);

/** Whether Django would load the file as a migration: by its name, and that it defines a Migration. */
export function isMigrationFile(path: string, facts: FileFacts | undefined): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return /^[^_~][^/]*\.py$/.test(name) && facts !== undefined && definesMigration(facts);
}

/** Reads the Migration class of a file; undefined when there is none. */
export function readMigration(input: DjangoInput, path: string, app: string): MigrationFile | undefined {
  const code = input.symbols.code(path);
  const node = code?.body.findLast((statement): statement is ClassNode => statement.kind === 'class' && statement.name === 'Migration');
  if (code === undefined || node === undefined) return undefined;
  const operations = listOf(node, 'operations');
  const dependencies = listOf(node, 'dependencies');
  const keys = (dependencies.items ?? []).map((item) => ({ item, key: keyOf(item) }));
  const unread = keys.find(({ item, key }) => key === undefined && !isSwappable(item));
  return {
    path,
    app,
    folder: path.slice(0, path.lastIndexOf('/')),
    name: path.slice(path.lastIndexOf('/') + 1, -3),
    node,
    dependencies: keys.flatMap(({ item, key }) => (key === undefined ? [] : [{ ...key, place: placeOf(input, path, item) }])),
    dependenciesOpen: dependencies.open ?? (unread === undefined ? null : 'a dependency is computed'),
    swappable: keys.some(({ item }) => isSwappable(item)),
    runBefore: keysOf(listOf(node, 'run_before').items),
    replaces: keysOf(listOf(node, 'replaces').items),
    operations: operations.items ?? [],
    open: operations.open ?? (node.body.some((statement) => statement.kind === 'function' && CHANGING.test(statement.name)) ? 'the migration changes the state by a method' : null) ?? (node.bases.length === 1 && code.hasErrors === false ? null : 'the migration inherits from more than Migration'),
  };
}

export function placeOf(input: DjangoInput, path: string, item: Expression): Place {
  return { path, span: input.symbols.span(path, item) };
}

/** A class attribute that is one list or tuple; `open` when it is put together. */
function listOf(node: ClassNode, name: string): { readonly items?: readonly Expression[]; readonly open: string | null } {
  let found: Expression | undefined;
  let open: string | null = null;
  for (const statement of node.body) {
    if (statement.kind === 'assign' && statement.targets.some((target) => target.kind === 'name' && target.id === name)) found = statement.value ?? undefined;
    else if (touches(statement, name)) open = `${name} is put together by code`;
  }
  if (open !== null) return { open };
  if (found === undefined) return { items: [], open: null };
  const items = itemsOf(found);
  return items === undefined ? { open: `${name} is put together by code` } : { items, open: null };
}

/** The items of a list, tuple, or a sum of them. */
export function itemsOf(expression: Expression): readonly Expression[] | undefined {
  if (expression.kind === 'list' || expression.kind === 'tuple') return expression.items.some((item) => item.kind === 'starred') ? undefined : expression.items;
  if (expression.kind !== 'binary' || expression.operator !== '+') return undefined;
  const left = itemsOf(expression.left);
  const right = itemsOf(expression.right);
  return left === undefined || right === undefined ? undefined : [...left, ...right];
}

function touches(statement: Statement, name: string): boolean {
  if (statement.kind === 'augmented') return dottedName(statement.target) === name;
  if (statement.kind === 'expression' && statement.value.kind === 'call') return (dottedName(statement.value.callee) ?? '').startsWith(`${name}.`);
  if (statement.kind === 'if' || statement.kind === 'for' || statement.kind === 'try' || statement.kind === 'with') {
    const bodies = statement.kind === 'try' ? [statement.body, ...statement.handlers.map(({ body }) => body)] : statement.kind === 'with' ? [statement.body] : [statement.body, statement.orElse];
    return bodies.some((body) => body.some((one) => touches(one, name) || (one.kind === 'assign' && one.targets.some((target) => dottedName(target) === name))));
  }
  return false;
}

function keysOf(items: readonly Expression[] | undefined): readonly Key[] {
  return (items ?? []).flatMap((item) => keyOf(item) ?? []);
}

/** `('app', '0001_initial')` */
function keyOf(item: Expression): Key | undefined {
  if (item.kind !== 'tuple' && item.kind !== 'list') return undefined;
  const app = literalString(item.items[0]);
  const name = literalString(item.items[1]);
  return app === undefined || name === undefined ? undefined : { app, name };
}

function isSwappable(item: Expression): boolean {
  return item.kind === 'call' && /(^|\.)swappable_dependency$/.test(dottedName(item.callee) ?? '');
}
