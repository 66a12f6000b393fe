/**
 * Servers in JavaScript and TypeScript: Express, Fastify, Koa with its routers, Hono, and the file routes of Next. Applications, routers,
 * where they are mounted, what runs before a handler, and the routes they make together. Contracts. What can't be decided is `unknown` or
 * `open` with its reason; all is computed when first asked for.
 */
import type { Value } from '../../facts/javascript/uses/types.js';
import type { Span } from '../../facts/types.js';
import type { HttpFramework, PathSegment } from '../http/types.js';
import type { Origin } from '../javascript/bindings.js';

export type NodeFramework = Extract<HttpFramework, 'express' | 'fastify' | 'koa' | 'hono' | 'next'>;

export interface NodePlace {
  readonly path: string;
  readonly span: Span;
}

/** An object that routes are declared on. */
export interface NodeHolder {
  readonly framework: NodeFramework;
  /** `app` answers requests itself, a `router` only where it is mounted. */
  readonly form: 'app' | 'router';
  readonly path: string;
  /** The variable or member that holds it: `app`, `this.router`; a parameter for a function that is handed one. */
  readonly name: string;
  /** The enclosing function's index in the file's `uses.functions`; -1 at module level. */
  readonly within: number;
  /** It is the parameter of the function `within`: an app or router made elsewhere. */
  readonly isParameter: boolean;
  readonly place: NodePlace;
  /** The arguments of the call that makes it; empty for parameters. */
  readonly args: readonly Value[];
}

/** What runs before a handler, in the order of running. */
export interface NodeMiddleware {
  /** Dotted, as written, without arguments: `helmet`, `express.json`, `auth`, `passport.authenticate`; `''` for a function written in place. */
  readonly name: string;
  /** Where that name leads. */
  readonly origin: Origin;
  /** The whole expression, with the arguments where it is a call. */
  readonly value: Value;
  /** Of the call that puts it there (`app.use`, `router.get`). */
  readonly place: NodePlace;
  /** Below which it runs, from its holder on, and of a route from the server's root on; undefined where that can't be told. */
  readonly prefix: string | undefined;
  /** Where it is put: on an application or router, at a mount, or on the route itself. */
  readonly level: 'holder' | 'mount' | 'route';
  /** A branch or a loop decides whether it is there. */
  readonly conditional: boolean;
}

/** The function that answers. */
export interface NodeHandler {
  readonly path: string;
  /** `list`, `UserController.list`; '' for a function written in place. */
  readonly symbol: string;
  readonly value: Value;
}

/** A route where it is declared, below no prefix. */
export interface DeclaredNodeRoute {
  readonly holder: NodeHolder;
  /** Upper case, sorted. */
  readonly methods: readonly string[] | 'any';
  readonly protocol: 'http' | 'websocket';
  /** In our form, `/users/{id}`; undefined when it can't be told. */
  readonly pattern: string | undefined;
  readonly place: NodePlace;
  readonly handler: NodeHandler | undefined;
  /** Between path and handler. */
  readonly middleware: readonly NodeMiddleware[];
  /** A branch or a loop decides whether it is there. */
  readonly conditional: boolean;
  /** Dotted symbol of the functions around it. */
  readonly symbol: string;
}

/** `app.use('/api', router)`, `fastify.register(plugin, { prefix })`, `app.route('/x', sub)`. */
export interface NodeMount {
  readonly parent: NodeHolder;
  /** Undefined when it can't be told, or is nothing that routes are declared on. */
  readonly child: NodeHolder | undefined;
  readonly prefix: string | undefined;
  readonly place: NodePlace;
  readonly middleware: readonly NodeMiddleware[];
  readonly conditional: boolean;
  /** Why routes may be below that can't be seen; null otherwise. */
  readonly open: string | null;
}

/** A route as a server answers it. */
export interface NodeRoute {
  readonly framework: NodeFramework;
  readonly declared: DeclaredNodeRoute;
  /** The application; for Next the route file's own holder. */
  readonly app: NodeHolder;
  readonly pattern: string;
  readonly segments: readonly PathSegment[];
  /** Mounts on the way, outermost first. */
  readonly through: readonly NodePlace[];
  /** All that is seen to run before the handler: of the app, the mounts, the routers and the route. */
  readonly middleware: readonly NodeMiddleware[];
  /** Why the path may be another; null where it is certain. */
  readonly unknown: string | null;
  readonly conditional: boolean;
}

/** Whether a router's routes are served. */
export type NodeRegistration =
  | { readonly kind: 'yes' }
  | { readonly kind: 'no' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Below the prefix of an application routes may be that can't be seen. */
export interface NodeOpening {
  readonly framework: NodeFramework;
  readonly pattern: string;
  readonly reason: string;
  readonly place: NodePlace;
  /** The file that makes the application. */
  readonly server: string;
}

export interface NodeProject {
  /** Some file makes an application or a router, or is a route of Next. Without it every part is empty. */
  readonly present: boolean;
  /** Applications that no other mounts, test files left out. */
  readonly apps: readonly NodeHolder[];
  /** Routers, and applications that others mount. */
  readonly routers: readonly NodeHolder[];
  readonly declared: readonly DeclaredNodeRoute[];
  readonly mounts: readonly NodeMount[];
  /** What is put on an application or router itself, in the order of the source. */
  middlewareOf(holder: NodeHolder): readonly NodeMiddleware[];
  /** Every route of every application, and (with `unknown`) of parameters and routers that may be mounted in a way that can't be seen. */
  readonly routes: readonly NodeRoute[];
  readonly open: readonly NodeOpening[];
  /** Routes that are declared in a file. */
  at(path: string): readonly NodeRoute[];
  registration(router: NodeHolder): NodeRegistration;
}
