/** Routes and includes as files declare them. Pure. */
import type { CallExpression, ClassNode, Expression, FunctionNode } from '../../facts/python/code/nodes.js';
import { keywordOf, literalString, walkStatements } from '../../facts/python/code/walk.js';
import { methodsOf } from '../python/calls/local-values.js';
import type { Resolved } from '../python/symbols-types.js';
import { NOTHING_REQUIRED, required, requiredByDecorators, requiredByKeyword, requiredByParameters, type Required } from './dependencies.js';
import type { Found, Holders } from './holders.js';
import type { PywebInput } from './input.js';
import { VERBS } from './known.js';
import type { CallUse, DecoratorUse } from './scan.js';
import { textOf, UNTOLD } from './texts.js';
import type { DeclaredRoute, Handler, Holder, Include } from './types.js';

type Use = Pick<CallUse, 'scopes' | 'loops' | 'conditional'>;

export class Declarer {
  constructor(
    private readonly input: PywebInput,
    private readonly holders: Holders,
  ) {}

  /** `@router.get("/x")`, `@app.route("/x", methods=[…])`, `@ns.route("/x")` on a class. */
  decorated(path: string, use: DecoratorUse): readonly DeclaredRoute[] {
    if (!VERBS.has(use.verb) && !/^(route|api_route|websocket|websocket_route)$/.test(use.verb)) return [];
    const text = use.call === null ? undefined : (use.call.args[0] ?? keywordOf(use.call, 'path')?.value ?? keywordOf(use.call, 'rule')?.value);
    if (use.call === null || text === undefined) return [];
    const call = use.call;
    const handler: Handler = { path, symbol: use.symbol, node: use.target };
    return this.holders.of(path, use.holder, use).holders.map((holder) => ({
      ...this.shared(path, call, use, handler, holder),
      holder,
      protocol: use.verb.startsWith('websocket') ? 'websocket' : 'http',
      methods: this.methodsOf(use.verb, call, handler, holder),
      pattern: this.path(path, text, use, holder),
      expression: use.expression,
      name: literalString(keywordOf(call, 'endpoint')?.value ?? keywordOf(call, 'name')?.value) ?? use.target.name,
    }));
  }

  /** `add_api_route("/x", f)`, `add_url_rule("/x", view_func=f)`, `add_resource(R, "/x")`. */
  called(path: string, use: CallUse): readonly DeclaredRoute[] {
    const { verb, call } = use;
    if (!/^(add_api_route|add_route|add_api_websocket_route|add_websocket_route|add_url_rule|add_resource)$/.test(verb)) return [];
    const resource = verb === 'add_resource';
    const texts = resource ? call.args.slice(1) : [call.args[0] ?? keywordOf(call, 'path')?.value ?? keywordOf(call, 'rule')?.value].filter((one) => one !== undefined);
    const target = resource ? call.args[0] : (keywordOf(call, 'view_func')?.value ?? keywordOf(call, 'endpoint')?.value ?? keywordOf(call, 'route')?.value ?? call.args[verb === 'add_url_rule' ? 2 : 1]);
    const { handler, missing } = this.handlerOf(path, target, use);
    return this.holders.of(path, use.holder, use).holders.flatMap((holder) =>
      texts.map((text): DeclaredRoute => ({
        ...this.shared(path, call, use, handler, holder),
        holder,
        missing,
        protocol: verb.includes('websocket') ? 'websocket' : 'http',
        methods: this.methodsOf('route', call, handler, holder),
        pattern: this.path(path, text, use, holder),
        expression: call,
        name: literalString(keywordOf(call, resource || verb === 'add_url_rule' ? 'endpoint' : 'name')?.value) ?? null,
      })),
    );
  }

  /** `include_router`, `mount`, `register_blueprint`, `add_namespace`, `api.init_app(app)`. */
  included(path: string, use: CallUse): readonly Include[] {
    const { verb, call } = use;
    if (!/^(include_router|mount|register_blueprint|add_namespace|init_app|host)$/.test(verb)) return [];
    const parents = this.holders.of(path, verb === 'init_app' ? (call.args[0] ?? keywordOf(call, 'app')?.value ?? use.holder) : use.holder, use);
    const childAt = verb === 'mount' || verb === 'host' ? (call.args[1] ?? keywordOf(call, 'app')?.value) : verb === 'init_app' ? use.holder : (call.args[0] ?? keywordOf(call, verb === 'include_router' ? 'router' : 'blueprint')?.value);
    if (childAt === undefined || parents.holders.length === 0) return [];
    const children = this.holders.of(path, childAt, use);
    if (verb === 'init_app' && !children.holders.some(({ dotted }) => dotted.endsWith('.Api'))) return [];
    const text = verb === 'mount' ? (call.args[0] ?? keywordOf(call, 'path')?.value) : (keywordOf(call, verb === 'register_blueprint' ? 'url_prefix' : verb === 'add_namespace' ? 'path' : 'prefix')?.value ?? (verb === 'add_namespace' ? call.args[1] : undefined));
    return parents.holders.flatMap((parent) => this.edges(path, use, { parent, children, text, call, static: isStatic(this.input, path, childAt, use) }));
  }

  private edges(path: string, use: Use, edge: { readonly parent: Holder; readonly children: Found; readonly text: Expression | undefined; readonly call: CallExpression; readonly static: boolean }): readonly Include[] {
    const { parent, children, text, call } = edge;
    const own = requiredByKeyword(this.input.symbols, path, call, use.scopes.at(-1));
    const shared = { parent, call, place: { path, span: this.input.symbols.span(path, call) }, prefix: text === undefined || isNone(text) ? undefined : this.told(textOf(this.input, path, text, use.scopes), parent), conditional: use.conditional, dependencies: own.dependencies, openDependencies: own.open };
    const found = children.holders.map((child): Include => ({ ...shared, child, missing: undefined, open: null }));
    if (found.length > 0 || edge.static) return found;
    return [{ ...shared, child: undefined, missing: children.missing, open: children.open ?? 'what is included can\'t be told' }];
  }

  private shared(path: string, call: CallExpression, use: Use, handler: Handler | undefined, holder: Holder): Pick<DeclaredRoute, 'place' | 'handler' | 'missing' | 'conditional' | 'dependencies' | 'openDependencies'> {
    const needs = required([requiredByKeyword(this.input.symbols, path, holder.framework === 'flask' ? null : call, use.scopes.at(-1)), this.ofHandler(handler, holder)]);
    return { place: { path, span: this.input.symbols.span(path, call) }, handler, missing: undefined, conditional: use.conditional, dependencies: needs.dependencies, openDependencies: needs.open };
  }

  private ofHandler(handler: Handler | undefined, holder: Holder): Required {
    if (handler === undefined) return { dependencies: [], open: 'the handler can\'t be told' };
    const { symbols } = this.input;
    const { path, node } = handler;
    const decorators = node.decorators.filter((decorator) => !isRouting(decorator));
    const own = requiredByDecorators(symbols, path, decorators, undefined);
    if (node.kind === 'class') return required([own, this.ofClass(path, node)]);
    return holder.framework === 'fastapi' ? required([own, requiredByParameters(symbols, path, node)]) : own;
  }

  /** `decorators = [login_required]` of a MethodView, `method_decorators` of a Resource, decorators of methods. */
  private ofClass(path: string, node: ClassNode): Required {
    const found: Required[] = methodsOf(node).map(({ decorators }) => requiredByDecorators(this.input.symbols, path, decorators, undefined));
    const owner = this.input.symbols.classes(path).find((one) => one.node === node);
    for (const name of ['decorators', 'method_decorators']) {
      const answer = owner === undefined ? undefined : this.input.symbols.attribute(owner, name);
      if (answer?.kind === 'unknown') found.push({ dependencies: [], open: answer.reason });
      if (answer?.kind !== 'found' || answer.attribute.kind === 'function' || answer.attribute.kind === 'class') continue;
      const items = answer.attribute.kind === 'list' || answer.attribute.kind === 'tuple' ? answer.attribute.items : undefined;
      found.push(items === undefined ? { dependencies: [], open: `\`${name}\` is computed` } : requiredByDecorators(this.input.symbols, answer.owner.path, items, undefined));
    }
    return found.length === 0 ? NOTHING_REQUIRED : required(found);
  }

  private handlerOf(path: string, target: Expression | undefined, use: Use): { readonly handler: Handler | undefined; readonly missing: DeclaredRoute['missing'] } {
    const bare = target?.kind === 'call' && target.callee.kind === 'attribute' && target.callee.attribute === 'as_view' ? target.callee.value : target;
    if (bare === undefined) return { handler: undefined, missing: undefined };
    const resolved: Resolved = this.input.symbols.resolveExpression(path, bare, use.scopes.at(-1));
    if (resolved.kind === 'function' || resolved.kind === 'class') return { handler: { path: resolved.path, symbol: resolved.symbol, node: resolved.node }, missing: undefined };
    return { handler: undefined, missing: resolved.kind === 'missing' ? resolved : undefined };
  }

  private methodsOf(verb: string, call: CallExpression, handler: Handler | undefined, holder: Holder): readonly string[] | 'any' {
    if (VERBS.has(verb)) return [verb.toUpperCase()];
    const written = keywordOf(call, 'methods')?.value;
    if (written !== undefined) {
      if (written.kind !== 'list' && written.kind !== 'tuple' && written.kind !== 'set') return 'any';
      const methods = written.items.map((item) => literalString(item)?.toUpperCase());
      return methods.includes(undefined) ? 'any' : (methods as string[]).sort();
    }
    if (handler?.node.kind === 'class') return classMethods(handler.node);
    return handler === undefined && holder.framework !== 'fastapi' ? 'any' : ['GET'];
  }

  private path(path: string, text: Expression, use: Use, holder: Holder): string | undefined {
    return this.told(textOf(this.input, path, text, use.scopes), holder);
  }

  /** Flask's `<int:id>` and `<path:p>` as `{id}` and `{p:path}`. */
  private told(text: string, holder: Holder): string {
    if (holder.framework !== 'flask') return text.replaceAll(`/${UNTOLD}`, UNTOLD).replaceAll(UNTOLD, `/${UNTOLD}`);
    return text.replace(/<(?:([^<>:(]+)(?:\([^<>]*\))?:)?([^<>:]+)>/g, (_whole, converter: string | undefined, name: string) => (converter === 'path' ? `{${name}:path}` : `{${name}}`));
  }
}

function isNone(expression: Expression): boolean {
  return expression.kind === 'constant' && expression.value === null;
}

function isRouting(decorator: Expression): boolean {
  const callee = decorator.kind === 'call' ? decorator.callee : decorator;
  return callee.kind === 'attribute' && (VERBS.has(callee.attribute) || /^(route|api_route|websocket|websocket_route)$/.test(callee.attribute));
}

/** `StaticFiles(…)`, and other applications that answer files alone. */
function isStatic(input: PywebInput, path: string, expression: Expression, use: Use): boolean {
  if (expression.kind !== 'call') return false;
  const resolved = input.symbols.resolveExpression(path, expression.callee, use.scopes.at(-1));
  return resolved.kind === 'external' ? resolved.dotted.endsWith('StaticFiles') : resolved.kind === 'class' && input.symbols.ancestry(resolved).external.some((dotted) => dotted.endsWith('StaticFiles'));
}

function classMethods(node: ClassNode): readonly string[] | 'any' {
  const own: FunctionNode[] = [];
  walkStatements(node.body, (statement) => {
    if (statement.kind === 'function') own.push(statement);
    return statement.kind !== 'function' && statement.kind !== 'class';
  });
  const methods = own.map(({ name }) => name).filter((name) => VERBS.has(name));
  return methods.length === 0 ? 'any' : methods.map((name) => name.toUpperCase()).sort();
}
