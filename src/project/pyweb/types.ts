/**
 * FastAPI, Starlette and Flask: applications, routers and the routes they make together. Contracts. Everything that can't be
 * decided is `unknown` or `open` with its reason; parts are computed when first asked for.
 */
import type { CallExpression, ClassNode, Expression, FunctionNode } from '../../facts/python/code/nodes.js';
import type { Place } from '../django/types.js';
import type { PathSegment } from '../http/types.js';
import type { ClassSymbol, FunctionSymbol, Resolved } from '../python/symbols-types.js';

export type PywebFramework = 'fastapi' | 'starlette' | 'flask';

/** An object that routes are declared on: `FastAPI()`, `APIRouter()`, `Flask()`, `Blueprint()`, `Api()` of flask-restful. */
export interface Holder {
  readonly framework: PywebFramework;
  /** `app` answers requests itself; a `router` only where an app includes it. */
  readonly form: 'app' | 'router';
  readonly path: string;
  /** The call that makes it; its identity. */
  readonly call: CallExpression;
  /** The function in which it is made; null at module level. */
  readonly inside: FunctionSymbol | null;
  /** The variable or attribute that holds it. */
  readonly name: string;
  readonly place: Place;
  /** Dotted name of what is called: `fastapi.APIRouter`. */
  readonly dotted: string;
}

/** What a handler or a router requires before it runs: `Depends(get_current_user)`, a decorator, a `before_request`. */
export interface Dependency {
  readonly form: 'depends' | 'security' | 'decorator' | 'before-request';
  /** The callable, or what is known of it. */
  readonly target: Resolved;
  /** As written: `get_current_user`, `login_required`, `RateLimiter`. */
  readonly name: string;
  readonly place: Place;
}

export interface Handler {
  readonly path: string;
  readonly symbol: string;
  readonly node: FunctionNode | ClassNode;
}

/** A route where it is declared, below no prefix. */
export interface DeclaredRoute {
  readonly holder: Holder;
  readonly protocol: 'http' | 'websocket';
  readonly methods: readonly string[] | 'any';
  /** With the holder's own prefix; undefined when it can't be told. */
  readonly pattern: string | undefined;
  readonly place: Place;
  readonly handler: Handler | undefined;
  /** The handler as written can't be found: the module has no such name. */
  readonly missing: Extract<Resolved, { kind: 'missing' }> | undefined;
  /** The decorator or call. */
  readonly expression: Expression;
  readonly name: string | null;
  /** A branch decides whether it is there. */
  readonly conditional: boolean;
  /** Of the route itself and its handler's parameters. */
  readonly dependencies: readonly Dependency[];
  /** Why it may have other dependencies; null when all are seen. */
  readonly openDependencies: string | null;
}

/** What a route of FastAPI says that it answers with. */
export type ResponseModel =
  /** Nothing shapes its answers: no type is written, or that of a response that is sent as it is. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly reason: string }
  | {
      readonly kind: 'model';
      /** A list of it, or of what it stands in. */
      readonly many: boolean;
      /** The innermost type: `Item` of `list[Page[Item]]`. */
      readonly model: Resolved;
      /** Generic types around it that are no lists, outermost first: `Page`. */
      readonly envelopes: readonly Resolved[];
    };

/** A route as a server answers it. */
export interface PywebRoute {
  readonly declared: DeclaredRoute;
  readonly framework: PywebFramework;
  readonly app: Holder;
  readonly pattern: string;
  readonly segments: readonly PathSegment[];
  /** Why the path may be another; null where it is certain. */
  readonly unknown: string | null;
  readonly conditional: boolean;
  /** The includes on the way, outermost first. */
  readonly through: readonly Place[];
  /** Of the app, the includes, the routers, the route and its handler. */
  readonly dependencies: readonly Dependency[];
  readonly openDependencies: string | null;
}

/** `include_router`, `mount`, `register_blueprint`. */
export interface Include {
  readonly parent: Holder;
  /** Undefined when it can't be told, or is no router of the repository (`StaticFiles`). */
  readonly child: Holder | undefined;
  readonly missing: Extract<Resolved, { kind: 'missing' }> | undefined;
  readonly place: Place;
  readonly call: CallExpression;
  /** Undefined when it can't be told. */
  readonly prefix: string | undefined;
  readonly conditional: boolean;
  readonly dependencies: readonly Dependency[];
  readonly openDependencies: string | null;
  /** Why routes may be below that can't be seen; null otherwise. */
  readonly open: string | null;
}

/** `add_middleware(X, …)`, `Middleware(X, …)`, `@app.middleware("http")`, `CORS(app, …)`, `limiter.init_app(app)`. */
export interface Middleware {
  readonly app: Holder;
  readonly form: 'middleware' | 'function' | 'extension';
  /** Dotted name outside the repository (`fastapi.middleware.cors.CORSMiddleware`), or the symbol of the repository. */
  readonly dotted: string;
  readonly target: Resolved;
  readonly place: Place;
  /** The call with its arguments; null for functions. */
  readonly call: CallExpression | null;
  readonly inside: FunctionSymbol | null;
}

/** Whether a router's routes are served. */
export type Registration =
  | { readonly kind: 'yes' }
  | { readonly kind: 'no' }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface PywebProject {
  /** Some Python file imports FastAPI, Starlette or Flask. Without it every part is empty. */
  readonly present: boolean;
  readonly apps: readonly Holder[];
  readonly routers: readonly Holder[];
  readonly includes: readonly Include[];
  readonly declared: readonly DeclaredRoute[];
  /** Every route of every app; routes of routers that no app includes are not among them. */
  readonly routes: readonly PywebRoute[];
  readonly middleware: readonly Middleware[];
  /** Functions that run when an app starts or stops. */
  readonly lifespans: readonly FunctionSymbol[];
  /** Declared in a file. */
  at(path: string): { readonly declared: readonly DeclaredRoute[]; readonly includes: readonly Include[]; readonly routes: readonly PywebRoute[] };
  /** Routes that lead to a handler. */
  to(path: string, symbol: string): readonly PywebRoute[];
  /** Functions of a file that run for requests: handlers, methods of handler classes, dependencies and middleware. */
  serving(path: string): readonly FunctionSymbol[];
  /** By `response_model`, else by the handler's annotation. */
  response(route: DeclaredRoute): ResponseModel;
  /** Whether an app serves what is declared on a router. */
  registration(router: Holder): Registration;
  /** What a dependency asks for in turn, itself first: functions and classes of the repository, and dotted names outside. */
  closure(dependencies: readonly Dependency[]): readonly (FunctionSymbol | ClassSymbol | { readonly kind: 'external'; readonly dotted: string } | { readonly kind: 'unknown'; readonly reason: string })[];
}
