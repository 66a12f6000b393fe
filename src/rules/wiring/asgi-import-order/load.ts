/** What happens, in order, when a module is imported, as far as Django's app registry is concerned. Pure. */
import type { CallExpression, Expression, ImportStatement, Statement } from '../../../facts/python/code/nodes.js';
import { dottedName, expressionsOf, nestedBodies, walkExpressions } from '../../../facts/python/code/walk.js';
import { folderOf } from '../../../project/tree.js';
import type { ProjectModel } from '../../../project/types.js';

/** `ready`: the registry is filled. `needs`: something needs it filled, and what. */
export type Event = { readonly kind: 'ready' } | { readonly kind: 'needs'; readonly path: string; readonly line: number; readonly what: string };

/** Modules outside the repository that define or load models when they are imported. */
const LOADS_MODELS =
  /^(django\.contrib\.(auth|contenttypes|sessions|sites|admin|flatpages|redirects)\.(models|forms|admin|backends)|django\.contrib\.auth\.views|rest_framework\.authtoken\.(models|views)|rest_framework_simplejwt\.(models|tokens|authentication|serializers|views|token_blacklist\.models)|(oauth2_provider|wagtail|taggit|guardian|allauth)(\.\w+)*\.models)$/;
const READY = /^(django\.setup|django\.core\.(asgi|wsgi)\.get_(asgi|wsgi)_application|django\.core\.management\.execute_from_command_line|configurations\.(asgi|wsgi)\.get_(asgi|wsgi)_application|configurations\.setup|channels\.asgi\.get_channel_layer)$/;
const MODEL = /^(django\.db\.models\.(base\.)?Model|django\.contrib\.\w+\.(base_user|models)\.\w+|mptt\.models\.\w+|polymorphic\.models\.\w+|model_utils\.models\.\w+|simple_history\.models\.\w+)$/;
const FAR = 200;

/** A call that fills the registry, directly inside a statement of a module. */
export function readyCall(model: ProjectModel, path: string, statement: Statement): CallExpression | undefined {
  if (statement.kind === 'function' || statement.kind === 'class') return undefined;
  let found: CallExpression | undefined;
  for (const expression of expressionsOf(statement)) {
    walkExpressions(expression, (inner) => {
      if (inner.kind === 'lambda') return false;
      if (inner.kind === 'call' && found === undefined && isReady(model, path, inner.callee)) found = inner;
      return true;
    });
  }
  return found;
}

function isReady(model: ProjectModel, path: string, callee: Expression): boolean {
  const dotted = dottedName(callee);
  if (dotted === undefined) return false;
  if (/(^|\.)get_(asgi|wsgi)_application$/.test(dotted) || dotted === 'django.setup') return true;
  const target = model.symbols.resolve(path, dotted);
  return target.kind === 'external' && READY.test(target.dotted);
}

/** The first thing of interest that importing what a statement names does; undefined when nothing is. */
export function loading(model: ProjectModel, path: string, statement: ImportStatement, seen: Set<string> = new Set()): Event | undefined {
  if (statement.level === 0 && isModelModule(statement)) {
    return { kind: 'needs', path, line: lineAt(model, path, statement), what: `loads \`${statement.module}\`` };
  }
  const target = model.python.resolve(path, statement);
  const modules = target.kind === 'local' ? [target.path] : [];
  for (const { name } of statement.names ?? []) {
    const inner = name === '*' ? undefined : model.python.resolveSubmodule(path, statement, name);
    if (inner?.kind === 'local') modules.push(inner.path);
  }
  for (const module of modules.flatMap((one) => [...packagesAbove(model, one, path), one])) {
    const event = running(model, module, seen);
    if (event !== undefined) return event;
  }
  return undefined;
}

function isModelModule({ module, names }: ImportStatement): boolean {
  return LOADS_MODELS.test(module) || (/^(django\.contrib\.(auth|contenttypes|sessions|sites)|rest_framework\.authtoken)$/.test(module) && (names ?? []).some(({ name }) => name === 'models'));
}

/** Importing `a.b.c` runs `a/__init__.py` and `a/b/__init__.py` first, unless the importing file stands inside them. */
function packagesAbove(model: ProjectModel, module: string, from: string): readonly string[] {
  const found: string[] = [];
  for (let folder = folderOf(module); folder !== ''; folder = folderOf(folder)) {
    const init = `${folder}/__init__.py`;
    if (init !== module && !from.startsWith(`${folder}/`) && model.hasFile(init)) found.unshift(init);
  }
  return found;
}

/** Runs a module of the repository once. */
function running(model: ProjectModel, path: string, seen: Set<string>): Event | undefined {
  if (seen.has(path) || seen.size > FAR) return undefined;
  seen.add(path);
  return inBody(model, path, model.symbols.code(path)?.body ?? [], seen);
}

function inBody(model: ProjectModel, path: string, body: readonly Statement[], seen: Set<string>): Event | undefined {
  for (const statement of body) {
    if (statement.kind === 'function') continue;
    const event = ofStatement(model, path, statement, seen);
    if (event !== undefined) return event;
  }
  return undefined;
}

function ofStatement(model: ProjectModel, path: string, statement: Statement, seen: Set<string>): Event | undefined {
  if (readyCall(model, path, statement) !== undefined) return { kind: 'ready' };
  if (statement.kind === 'import') return loading(model, path, statement, seen);
  if (statement.kind === 'class') {
    const symbol = model.symbols.classes(path).find(({ node }) => node === statement || node.start === statement.start);
    if (symbol !== undefined && symbol.node.bases.length > 0 && model.symbols.inherits(symbol, (dotted) => MODEL.test(dotted)) === 'yes') return { kind: 'needs', path, line: lineAt(model, path, statement), what: `defines the model \`${statement.name}\`` };
    return undefined;
  }
  // What a condition or a handler decides may never run.
  if (statement.kind === 'if' || statement.kind === 'try' || statement.kind === 'match' || statement.kind === 'while' || statement.kind === 'for') return undefined;
  const event = asksForUser(model, path, statement);
  if (event !== undefined) return event;
  for (const nested of nestedBodies(statement)) {
    const inner = inBody(model, path, nested, seen);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** `User = get_user_model()` at the top of a module. */
function asksForUser(model: ProjectModel, path: string, statement: Statement): Event | undefined {
  if (statement.kind !== 'assign' || statement.value?.kind !== 'call') return undefined;
  const target = model.symbols.resolveExpression(path, statement.value.callee);
  const asks = target.kind === 'external' && target.dotted === 'django.contrib.auth.get_user_model';
  return asks ? { kind: 'needs', path, line: lineAt(model, path, statement), what: 'calls `get_user_model()`' } : undefined;
}

function lineAt(model: ProjectModel, path: string, node: Statement): number {
  return model.symbols.span(path, node)[0];
}
