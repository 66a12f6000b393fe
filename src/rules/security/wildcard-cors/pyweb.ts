/** CORS of FastAPI, Starlette and Flask. Pure. */
import type { CallExpression, Expression } from '../../../facts/python/code/nodes.js';
import { keywordOf, literalString } from '../../../facts/python/code/walk.js';
import type { Span } from '../../../facts/types.js';
import { isShippedPath } from '../../../project/path-uses.js';
import type { Middleware } from '../../../project/pyweb/types.js';
import type { ProjectModel } from '../../../project/types.js';

export interface OpenCors {
  readonly kind: 'match' | 'pass' | 'unknown';
  readonly span: Span;
  /** What says so: `allow_origins=["*"]`, `CORS(app)`. */
  readonly written: string;
  readonly credentials: boolean;
}

/** What each CORS middleware of a file says of its origins. */
export function corsIn(model: ProjectModel, path: string): readonly OpenCors[] {
  if (!model.pyweb.present || !isShippedPath(path)) return [];
  const seen = new Set<CallExpression>();
  return model.pyweb.middleware.flatMap((middleware): OpenCors[] => {
    const { call, place, dotted } = middleware;
    if (place.path !== path || call === null || seen.has(call)) return [];
    seen.add(call);
    if (/(^|\.)CORSMiddleware$/.test(dotted)) return [ofStarlette(model, middleware, call)];
    return dotted === 'flask_cors.CORS' ? [ofFlask(model, middleware, call)] : [];
  });
}

function ofStarlette(model: ProjectModel, { place, inside }: Middleware, call: CallExpression): OpenCors {
  const given = keywordOf(call, 'allow_origins') ?? keywordOf(call, 'allow_origin_regex');
  const spread = call.keywords.some(({ name }) => name === null);
  const isTrue = (name: string): boolean => flagOf(keywordOf(call, name)?.value);
  const credentials = isTrue('allow_credentials');
  if (given === undefined) return { kind: spread ? 'unknown' : 'pass', span: place.span, written: '', credentials };
  const span = model.symbols.span(place.path, given);
  const value = followed(model, place.path, given.value, inside?.node);
  const open = given.name === 'allow_origins' ? hasStar(value) : isAnything(value);
  const written = given.name === 'allow_origins' ? 'allow_origins=["*"]' : `allow_origin_regex="${literalString(value) ?? ''}"`;
  return { kind: open === undefined ? 'unknown' : open ? 'match' : 'pass', span, written, credentials };
}

/** Without origins Flask-CORS lets all in. */
function ofFlask(model: ProjectModel, { place, inside, form }: Middleware, call: CallExpression): OpenCors {
  const origins = keywordOf(call, 'origins')?.value;
  const credentials = flagOf(keywordOf(call, 'supports_credentials')?.value);
  const made = form === 'extension' && call.callee.kind === 'attribute' && call.callee.attribute === 'init_app';
  if (origins === undefined) {
    const other = keywordOf(call, 'resources') !== undefined || call.keywords.some(({ name }) => name === null) || made || model.symbols.mentions('CORS_ORIGINS').length > 0;
    return { kind: other ? 'unknown' : 'match', span: place.span, written: 'CORS(app)', credentials };
  }
  const open = hasStar(followed(model, place.path, origins, inside?.node));
  return { kind: open === undefined ? 'unknown' : open ? 'match' : 'pass', span: place.span, written: 'origins="*"', credentials };
}

function followed(model: ProjectModel, path: string, value: Expression, scope: Parameters<ProjectModel['symbols']['resolveExpression']>[2]): Expression {
  if (value.kind !== 'name') return value;
  const resolved = model.symbols.resolveExpression(path, value, scope);
  return resolved.kind === 'value' ? resolved.value : value;
}

function hasStar(value: Expression): boolean | undefined {
  if (value.kind === 'string') return value.value === '*';
  if (value.kind !== 'list' && value.kind !== 'tuple') return undefined;
  const texts = value.items.map((item) => literalString(item));
  return texts.includes('*') || (texts.includes(undefined) ? undefined : false);
}

function isAnything(value: Expression): boolean | undefined {
  const text = literalString(value);
  return text === undefined ? undefined : /^\^?(https?\??:\/\/)?\(?\.[*+]\)?\$?$/.test(text);
}

function flagOf(value: Expression | undefined): boolean {
  return value?.kind === 'constant' && value.value === true;
}
