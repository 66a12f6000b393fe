/** Calls on applications and routers to routes, mounts and middleware. Pure. */
import type { Value } from '../../facts/javascript/uses/types.js';
import { requiredBy } from '../javascript/bindings.js';
import { textOf, valueAt } from '../javascript/texts.js';
import type { Holders } from './holders.js';
import type { NodeInput } from './input.js';
import { handsOn } from './known.js';
import { joined, pathsIn } from './patterns.js';
import type { HolderCall } from './scan.js';
import type { DeclaredNodeRoute, NodeHandler, NodeHolder, NodeMiddleware, NodeMount, NodePlace } from './types.js';

/** What the calls of one file declare. */
export interface Declarations {
  readonly routes: DeclaredNodeRoute[];
  readonly mounts: NodeMount[];
  /** By holder, in the order of the source. */
  readonly middleware: { readonly holder: NodeHolder; readonly middleware: NodeMiddleware }[];
}

type Read = HolderCall & { readonly holder: NodeHolder; readonly path: string; readonly place: NodePlace; readonly symbol: string };

/** Reads the calls of files. */
export class Declarer {
  constructor(
    private readonly input: NodeInput,
    private readonly holders: Holders,
  ) {}

  read(path: string): Declarations {
    const into: Declarations = { routes: [], mounts: [], middleware: [] };
    const scan = this.holders.scan(path);
    for (const call of scan.calls) {
      const symbol = scan.functions[call.within]?.symbol ?? '';
      for (const one of this.expanded(path, call)) this.readCall(path, one, symbol, into);
    }
    return into;
  }

  private readCall(path: string, call: HolderCall, symbol: string, into: Declarations): void {
    if (call.on === '') return this.readHanding(path, call, into);
    const holder = this.holders.named(path, call.on, call.within);
    if (holder === undefined || (holder.isParameter && holder.framework !== 'fastify' && this.holders.scan(path).framework === undefined && !isSurelyRoute(call))) return;
    const read: Read = { ...call, holder, path, place: { path, span: call.span }, symbol };
    switch (call.method) {
      case 'use':
        return this.readUse(read, into);
      case 'register':
        return this.readRegister(read, into);
      case 'route':
        return call.args[0]?.kind === 'object' ? this.readRouteObject(read, into) : this.readSub(read, into);
      case 'prefix':
        return;
      case '?':
        if (looksLikeRoute(call.args) || call.args.length >= 2) into.mounts.push(this.opening(read, '/', 'routes are added by computed methods'));
        return;
      default:
        this.readRoute(read, into);
    }
  }

  /** `app.get('/x', auth, handler)`, `app.route('/x').get(handler)`, `router.get('name', '/x', handler)` */
  private readRoute(read: Read, into: Declarations): void {
    const { routed, args, method } = read;
    const named = read.holder.framework === 'koa' && args.length > 2 && args[0]?.kind === 'string' && args[1]?.kind === 'string';
    const [first, ...others] = named ? args.slice(1) : args;
    const paths = routed === undefined ? pathsIn(first, (value) => textOf(this.input.bindings, read.path, value)) : (pathsIn(routed, (value) => textOf(this.input.bindings, read.path, value)) ?? [undefined]);
    const rest = (routed === undefined ? others : args).flatMap((one) => (one.kind === 'array' ? one.items : [one]));
    const options = read.holder.framework === 'fastify' && rest[0]?.kind === 'object' ? rest[0] : undefined;
    const functions = options === undefined ? rest : rest.slice(1);
    if (paths === null || functions.length === 0) {
      // `app.get(path, …)` where the path is computed; `app.get('setting')` is no route.
      if (paths === null && args.length >= 2 && functions.some(isFunctionLike)) this.addRoutes(read, [undefined], functions, into, options);
      return;
    }
    if (read.holder.isParameter && !isFunctionLike(functions.at(-1))) return;
    this.addRoutes({ ...read, method }, paths, functions, into, options);
  }

  private addRoutes(read: Read, paths: readonly (string | undefined)[], functions: readonly Value[], into: Declarations, options: Value | undefined): void {
    const { holder, method, place, conditional, symbol, path } = read;
    const handler = functions.at(-1);
    const middleware = [...hooksIn(options), ...functions.slice(0, -1)].map((value) => this.middleware(read, value, '/', 'route'));
    const isSocket = options?.kind === 'object' && options.entries.some(({ key, value }) => key === 'websocket' && value.kind === 'literal' && value.text === 'true');
    for (const pattern of paths) {
      const whole = pattern === undefined ? undefined : joined('', pattern);
      into.routes.push({ holder, methods: methodsOf(method), protocol: isSocket ? 'websocket' : 'http', pattern: whole, place, handler: this.handler(path, handler), middleware, conditional, symbol });
    }
  }

  /** Fastify's `route({ method, url, handler })` */
  private readRouteObject(read: Read, into: Declarations): void {
    const [options] = read.args;
    if (options?.kind !== 'object') return;
    const entry = (key: string): Value | undefined => options.entries.find((one) => one.key === key)?.value;
    const url = entry('url') ?? entry('path');
    const methods = entry('method');
    const list = methods?.kind === 'array' ? methods.items : methods === undefined ? [] : [methods];
    const texts = list.map((one) => textOf(this.input.bindings, read.path, one));
    const paths = pathsIn(url, (value) => textOf(this.input.bindings, read.path, value)) ?? [undefined];
    const before = into.routes.length;
    this.addRoutes(read, paths, [entry('handler') ?? { kind: 'other' }], into, options);
    const known = texts.length > 0 && !texts.includes(undefined) ? (texts as string[]).map((one) => one.toUpperCase()).sort() : 'any';
    for (let at = before; at < into.routes.length; at += 1) into.routes[at] = { ...(into.routes[at] as DeclaredNodeRoute), methods: known };
  }

  /** `app.use('/api', limiter, router)` */
  private readUse(read: Read, into: Declarations): void {
    const { args, path, place, holder } = read;
    const texts = pathsIn(args[0], (value) => textOf(this.input.bindings, path, value));
    const values = (texts === null ? args : args.slice(1)).flatMap((one) => (one.kind === 'array' ? one.items : [one]));
    const prefixes = texts ?? ['/'];
    const chain = values.map((value) => ({ value, mounted: this.mounted(read, value, texts === null) }));
    const own: NodeMiddleware[] = [];
    for (const { value, mounted } of chain) {
      if (mounted === undefined) own.push(this.middleware(read, value, prefixes.length === 1 ? prefixes[0] : undefined, 'mount'));
    }
    const routers = chain.filter(({ mounted }) => mounted !== undefined);
    for (const { mounted } of routers) {
      for (const prefix of prefixes) into.mounts.push({ parent: holder, child: mounted?.child, prefix: joined(prefix, mounted?.below ?? '/'), place, middleware: own, conditional: read.conditional, open: mounted?.open ?? null });
    }
    if (routers.length === 0) for (const one of own) into.middleware.push({ holder, middleware: { ...one, level: 'holder' } });
  }

  /** What a value given to `use` serves: a router, or what may serve anything; undefined where it only hands requests on. */
  private mounted({ path, within }: Read, value: Value, isBelowAll: boolean): { readonly child: NodeHolder | undefined; readonly below: string; readonly open: string | null } | undefined {
    const isMount = value.kind === 'call' && /^(mount|koaMount)$/.test(value.callee);
    const inner = isMount ? value.args.at(-1) : value;
    const below = isMount && value.args.length === 2 ? textOf(this.input.bindings, path, value.args[0]) : '/';
    if (inner === undefined || below === undefined) return { child: undefined, below: '/', open: 'an application is mounted in a way that can\'t be told' };
    const child = this.holders.ofValue(path, inner, within);
    if (child !== undefined) return { child, below, open: null };
    return this.mayAnswer(path, inner, isBelowAll) ? { child: undefined, below, open: `\`${nameOf(inner)}\` may answer below it` } : undefined;
  }

  private mayAnswer(path: string, value: Value, isBelowAll: boolean): boolean {
    if (value.kind === 'function' || value.kind === 'string' || value.kind === 'object' || value.kind === 'literal') return false;
    if (/\.(allowedMethods|initialize|session|authenticate|requestHandler|errorHandler|Handlers\.\w+)$/.test(nameOf(value))) return false;
    const name = value.kind === 'name' || value.kind === 'call' ? nameOf(value) : '';
    if (name === '') return value.kind !== 'either';
    const required = value.kind === 'call' ? requiredBy(value.on ?? value) : undefined;
    const origin = required === undefined ? this.input.bindings.resolve(path, name) : { kind: 'package' as const, package: required, name: 'default', members: '' };
    if (origin.kind === 'package') return !handsOn(origin.package, [origin.name, origin.members].filter(Boolean).join('.')) && !MIDDLEWARE_NAME.test(name);
    if (this.isFunctionOfRequests(path, name)) return false;
    if (/rout/i.test(name)) return true;
    if (MIDDLEWARE_NAME.test(name)) return false;
    // Whatever is put on all of an application without a path mostly hands requests on, or nothing behind it would be served.
    if (isBelowAll) return origin.kind !== 'local' && /(^|[._])(api|app|server|proxy|graphql)|(Api|App|Server|Proxy|GraphQL)(?![a-z])/.test(name);
    return origin.kind === 'unknown' || /api|app|server|handler|proxy|graphql|docs|admin|serve/i.test(name);
  }

  /** `function log(req, res, next)` hands requests on. */
  private isFunctionOfRequests(path: string, name: string): boolean {
    const origin = this.input.bindings.resolve(path, name);
    const at = origin.kind === 'local' ? origin : { path, name, members: '' };
    const symbol = [at.name, at.members].filter(Boolean).join('.');
    const found = this.holders.scan(at.path).functions.find((one) => one.symbol === symbol);
    return found !== undefined && found.params.some((param) => /next/i.test(param));
  }

  /** `fastify.register(plugin, { prefix })` */
  private readRegister(read: Read, into: Declarations): void {
    const { args, path, place, holder } = read;
    const [plugin, options] = args;
    if (plugin === undefined) return;
    if (holder.framework !== 'fastify') return this.readKoaRegister(read, into);
    const prefix = options?.kind === 'object' ? options.entries.find(({ key }) => key === 'prefix')?.value : undefined;
    const text = prefix === undefined ? (options === undefined || (options.kind === 'object' && !options.open) ? '/' : undefined) : textOf(this.input.bindings, path, prefix);
    const pattern = text === undefined ? undefined : joined('', text);
    const inline = plugin.kind === 'function' ? this.inlinePlugin(read, plugin.params) : this.holders.ofValue(path, plugin, read.within);
    if (inline !== undefined) return void into.mounts.push({ parent: holder, child: inline, prefix: pattern, place, middleware: [], conditional: read.conditional, open: null });
    const middleware = this.middleware(read, plugin, '/', 'holder');
    into.middleware.push({ holder, middleware: { ...middleware, value: { kind: 'call', callee: middleware.name, args: args.slice(1) } } });
    const { origin } = middleware;
    const quiet = plugin.kind === 'function' || (origin.kind === 'package' && handsOn(origin.package, origin.name)) || (origin.kind === 'local' && !/rout|api/i.test(middleware.name) && prefix === undefined);
    if (!quiet) into.mounts.push(this.opening(read, pattern ?? '/', `the plug-in \`${middleware.name}\` may answer below it`));
  }

  /** `router.register('/path', ['get'], handler)` */
  private readKoaRegister(read: Read, into: Declarations): void {
    const [first, methods, ...handlers] = read.args;
    const paths = pathsIn(first, (value) => textOf(this.input.bindings, read.path, value));
    if (read.holder.framework !== 'koa' || paths === null || methods?.kind !== 'array') return;
    const texts = methods.items.flatMap((one) => (one.kind === 'string' ? [one.text.toUpperCase()] : []));
    const list = handlers.flatMap((one) => (one.kind === 'array' ? one.items : [one]));
    this.addRoutes({ ...read, method: texts.length === 1 ? (texts[0] as string) : 'all' }, paths, list, into, undefined);
  }

  /** The parameter of a plug-in that is written in place. */
  private inlinePlugin(read: Read, [param]: readonly string[]): NodeHolder | undefined {
    const { functions } = this.holders.scan(read.path);
    const index = functions.findIndex(({ held, name, span }) => held === 'argument' && name.endsWith('.register') && span[0] >= read.span[0] && span[0] <= read.span[2] + 1);
    return param === undefined || index === -1 ? undefined : this.holders.named(read.path, param, index);
  }

  /** Hono's `app.route('/x', sub)`; Express's `app.route('/x')` declares nothing by itself. */
  private readSub(read: Read, into: Declarations): void {
    const [first, sub] = read.args;
    if (sub === undefined) return;
    const text = first === undefined ? undefined : textOf(this.input.bindings, read.path, first);
    const child = this.holders.ofValue(read.path, sub, read.within);
    const prefix = text === undefined ? undefined : joined('', text);
    into.mounts.push({ parent: read.holder, child, prefix, place: read.place, middleware: [], conditional: read.conditional, open: child === undefined ? `\`${nameOf(sub)}\` may answer below it` : null });
  }

  /** `setupRoutes(app)` */
  private readHanding(path: string, call: HolderCall, into: Declarations): void {
    const given = call.args.find((one) => one.kind === 'name' && /^(this\.)?(app|router|server|fastify)$/.test(one.name));
    const parent = given?.kind === 'name' ? this.holders.named(path, given.name, call.within) : undefined;
    const child = this.holders.ofValue(path, { kind: 'call', callee: call.method, args: [] }, call.within);
    if (parent === undefined || child === undefined || child === parent || !child.isParameter) return;
    into.mounts.push({ parent, child, prefix: '/', place: { path, span: call.span }, middleware: [], conditional: call.conditional, open: null });
  }

  private opening({ holder, place, conditional }: Read, prefix: string, open: string): NodeMount {
    return { parent: holder, child: undefined, prefix, place, middleware: [], conditional, open };
  }

  private middleware({ path, place, conditional }: Read, value: Value, prefix: string | undefined, level: NodeMiddleware['level']): NodeMiddleware {
    const name = nameOf(value);
    const required = value.kind === 'call' && name === 'require()' ? requiredBy(value.on ?? value) : undefined;
    const origin = required === undefined ? (name === '' ? ({ kind: 'unknown' } as const) : this.input.bindings.resolve(path, name)) : ({ kind: 'package', package: required, name: 'default', members: '' } as const);
    return { name: required ?? name, origin, value, place, prefix, level, conditional };
  }

  private handler(path: string, value: Value | undefined): NodeHandler | undefined {
    if (value === undefined) return undefined;
    if (value.kind === 'function') return { path, symbol: '', value };
    if (value.kind === 'call') return value.args.length > 0 && !nameOf(value).endsWith('.bind') ? this.handler(path, value.args.at(-1)) : this.handler(path, { kind: 'name', name: nameOf(value).replace(/\.bind$/, '') });
    const origin = value.kind === 'name' ? this.input.bindings.resolve(path, value.name) : undefined;
    return origin?.kind === 'local' ? { path: origin.path, symbol: [origin.name, origin.members].filter(Boolean).join('.'), value } : undefined;
  }

  /** `routes.forEach(({ path, route }) => app.use(path, route))` over a list of the module: a call for each entry. */
  private expanded(path: string, call: HolderCall): readonly HolderCall[] {
    const around = this.holders.scan(path).functions[call.within];
    const list = around?.held === 'argument' ? /^(.+)\.forEach$/.exec(around.name)?.[1] : undefined;
    const [param] = around?.params ?? [];
    if (list === undefined || param === undefined) return [call];
    const found = valueAt(this.input.bindings, path, list);
    if (found?.value.kind !== 'array' || found.path !== path || !found.value.items.every((one) => one.kind === 'object')) return [call];
    const written = (value: Value): string | undefined => (value.kind === 'name' ? (param.startsWith('{') ? value.name : new RegExp(`^${param}\\.(\\w+)$`).exec(value.name)?.[1]) : undefined);
    return found.value.items.map((item) => ({ ...call, args: call.args.map((arg) => (item.kind === 'object' ? (item.entries.find(({ key }) => key === written(arg))?.value ?? arg) : arg)) }));
  }
}

const MIDDLEWARE_NAME = /middleware|limit|auth|logger|log|cors|helmet|error|session|compress|parse|guard|protect|csrf|validat|notFound|metrics|trac/i;

function methodsOf(method: string): readonly string[] | 'any' {
  if (method === 'all' || method === 'route') return 'any';
  return [method === 'del' ? 'DELETE' : method.toUpperCase()];
}

/** `preHandler`, `onRequest`, … of Fastify's options. */
function hooksIn(options: Value | undefined): readonly Value[] {
  if (options?.kind !== 'object') return [];
  const hooks = options.entries.filter(({ key }) => /^(onRequest|preParsing|preValidation|preHandler)$/.test(key));
  return hooks.flatMap(({ value }) => (value.kind === 'array' ? value.items : [value]));
}

function nameOf(value: Value): string {
  return value.kind === 'name' ? value.name : value.kind === 'call' ? value.callee : '';
}

function isFunctionLike(value: Value | undefined): boolean {
  return value !== undefined && (value.kind === 'function' || value.kind === 'name' || value.kind === 'call' || value.kind === 'other');
}

/** In a file that imports no server: `app.get('/x', list)` on what a function is handed. */
function isSurelyRoute({ method, args }: HolderCall): boolean {
  const [first, ...others] = args;
  const last = others.at(-1);
  if (!/^(get|post|put|patch|delete|del|all)$/.test(method) || first?.kind !== 'string' || !first.text.startsWith('/') || last === undefined) return false;
  if (last.kind !== 'function') return last.kind === 'name' || last.kind === 'call';
  return /^(_?(req|request|ctx|context|c)\b|\{.*(req|request|ctx)\b)/.test(last.params[0] ?? 'req');
}

function looksLikeRoute(args: readonly Value[]): boolean {
  return args.length >= 2 && isFunctionLike(args.at(-1));
}
