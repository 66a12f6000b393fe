/** What the frameworks call the things that hold routes. Sources: FastAPI 0.115, Starlette 0.41, Flask 3.1, Flask-RESTful 0.3, Flask-RESTX 1.3. Pure. */
import type { Holder, PywebFramework } from './types.js';

const IMPORTED = /^(fastapi|starlette|flask|flask_restful|flask_restx)(\.|$)/;

/** Whether a module is one of a framework that this model reads. */
export function isFramework(module: string): boolean {
  return IMPORTED.test(module);
}

interface Made {
  readonly framework: PywebFramework;
  readonly form: Holder['form'];
}

const MADE: ReadonlyMap<string, Made> = new Map([
  ['fastapi.FastAPI', { framework: 'fastapi', form: 'app' }],
  ['fastapi.applications.FastAPI', { framework: 'fastapi', form: 'app' }],
  ['fastapi.APIRouter', { framework: 'fastapi', form: 'router' }],
  ['fastapi.routing.APIRouter', { framework: 'fastapi', form: 'router' }],
  ['starlette.applications.Starlette', { framework: 'starlette', form: 'app' }],
  ['starlette.routing.Router', { framework: 'starlette', form: 'router' }],
  ['flask.Flask', { framework: 'flask', form: 'app' }],
  ['flask.app.Flask', { framework: 'flask', form: 'app' }],
  ['flask.Blueprint', { framework: 'flask', form: 'router' }],
  ['flask.blueprints.Blueprint', { framework: 'flask', form: 'router' }],
  ['flask_restful.Api', { framework: 'flask', form: 'router' }],
  ['flask_restx.Api', { framework: 'flask', form: 'router' }],
  ['flask_restx.Namespace', { framework: 'flask', form: 'router' }],
] as const);

/** What calling something outside the repository makes, or undefined. */
export function madeBy(dotted: string): Made | undefined {
  return MADE.get(dotted);
}

/** Names under which makers, and classes of the repository that extend them, are called. */
export const MAKER_NAME = /^(FastAPI|Starlette|Flask|APIRouter|Router|Blueprint|Api|Namespace)$|(App|Application|API|Api|Router|Blueprint|Flask)$/;

/** HTTP methods by the decorators named after them. */
export const VERBS: ReadonlySet<string> = new Set(['get', 'post', 'put', 'patch', 'delete', 'options', 'head', 'trace']);
/** Decorators that say more than a method. */
export const DECORATORS: ReadonlySet<string> = new Set([...VERBS, 'route', 'api_route', 'websocket', 'websocket_route', 'middleware', 'on_event', 'before_request', 'before_app_request']);
/** Methods of holders that add to them. */
export const ADDERS: ReadonlySet<string> = new Set([
  'include_router', 'mount', 'host', 'add_api_route', 'add_api_websocket_route', 'add_route', 'add_websocket_route', 'add_middleware', 'add_event_handler', 'register_blueprint', 'add_url_rule', 'add_resource', 'add_namespace', 'init_app', 'before_request', 'before_app_request',
]);
