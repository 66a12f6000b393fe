/** Defects of FastAPI services. */
import { adding, appending, filesOf, rewriting } from './rewrite.js';
import { insertingBefore } from './edit.js';
import { applicationFiles, firstStatement } from './places.js';
import type { Clean, Mutation, Mutator } from './types.js';

const PYTHON = /\.py$/;
const FASTAPI = /from fastapi import|import fastapi/;
const HANDLER = /^@(\w+)\.(get|post|put|patch|delete)\(/;

export const SERVICES: readonly Mutator[] = [
  rewriting({ name: 'stop including a router', rules: ['wiring/unregistered-router', 'dead-code/unused-module'], files: PYTHON, within: FASTAPI, find: /^.*\.include_router\(.*\)\n/gm, instead: () => '' }),
  rewriting({ name: 'include a router by another name', rules: ['wiring/unresolved-route-target'], files: PYTHON, within: FASTAPI, find: /\.include_router\((\w+)\.router\b/g, instead: ([, module]) => `.include_router(${module ?? ''}.planted_router` }),
  rewriting({ name: 'take the version of a dependency out', rules: ['delivery/unpinned-dependency'], files: /(^|\/)requirements\.txt$/, find: /^([a-z][\w-]*)==[^\n]+$/gm, instead: ([, name]) => name ?? '' }),
  appending('declare a package that nothing uses', ['dead-code/unused-dependency'], /(^|\/)requirements\.txt$/, () => 'prettytable==3.10.0\n'),
  rewriting({ name: 'take a rate limit off', rules: ['security/missing-throttling'], files: PYTHON, within: FASTAPI, find: /^@limiter\.limit\(.*\)\n/gm, instead: () => '' }),
  rewriting({ name: 'take the security headers out', rules: ['security/missing-security-headers'], files: PYTHON, within: FASTAPI, find: /^\w+\.add_middleware\(\w*Headers\w*\)\n/gm, instead: () => '' }),
  rewriting({ name: 'take the size limit out', rules: ['security/missing-request-size-limit'], files: PYTHON, within: FASTAPI, find: /^\w+\.add_middleware\(\w*Size\w*(, .*)?\)\n/gm, instead: () => '' }),
  rewriting({ name: 'answer any origin', rules: ['security/wildcard-cors'], files: PYTHON, within: FASTAPI, find: /allow_origins=[^\n]*,\n/g, instead: () => 'allow_origins=["*"],\n' }),
  rewriting({ name: 'write the signing key down', rules: ['security/hardcoded-secret', 'security/weak-jwt'], files: PYTHON, within: /import jwt|from jose/, find: /os\.environ\["(\w*(?:SECRET|KEY)\w*)"\]/g, instead: () => '"8f3b1c94e7a24d0db1f2c6a7e95d4c3b"' }),
  rewriting({ name: 'let tokens live for ever', rules: ['security/weak-jwt'], files: PYTHON, within: /import jwt|from jose/, find: /, "exp": [^}]*/g, instead: () => '' }),
  rewriting({ name: 'verify no token', rules: ['security/weak-jwt'], files: PYTHON, within: /import jwt|from jose/, find: /(jwt\.decode\([^\n]*)\)\n/g, instead: ([, call]) => `${call ?? ''}, options={"verify_signature": False})\n` }),
  rewriting({ name: 'start in debug mode', rules: ['security/debug-enabled'], files: PYTHON, within: FASTAPI, find: /\bFastAPI\(/g, instead: () => 'FastAPI(debug=True, ' }),
  rewriting({ name: 'format the SQL of a service', rules: ['security/sql-injection'], files: PYTHON, find: /"(SELECT [^"]*) = \?", \(.*\b(\w+),?\)/g, instead: ([, start, value]) => `f"${(start ?? '').replaceAll('?', '1')} = '{${value ?? ''}}'"` }),
  { name: 'count requests in a dict of a router', rules: ['scalability/process-local-state', 'scalability/unbounded-growth'], plant: countInRouters },
  { name: 'accept any websocket of a service', rules: ['security/unauthenticated-consumer'], plant: acceptFirst },
  { name: 'answer with the exception in a service', rules: ['security/exception-detail-leak'], plant: (clean) => inHandlers(clean, ['try:', '    planted_totals()', 'except Exception as error:', '    raise HTTPException(500, detail=str(error))']) },
  { name: 'block the event loop through a helper', rules: ['scalability/blocking-call-in-async'], plant: blockThroughHelper },
  appending('add an endpoint without a test', ['testing/untested-endpoint'], PYTHON, (_, source) => route(source, '@NAME.get("/planted/{number}")\ndef planted(number: int) -> dict[str, int]:\n    """Planted."""\n    return {"number": number}\n')),
  appending('add an endpoint that is open to all', ['security/unauthenticated-endpoint'], PYTHON, (_, source) => (/Depends\(current_user\)/.test(source) ? route(source, '@NAME.post("/planted/{number}")\ndef planted(number: int) -> dict[str, int]:\n    """Planted."""\n    planted_store(number)\n    return {"number": number}\n\n\ndef planted_store(number: int) -> None:\n    """Keeps it."""\n    with connection() as db:\n        db.execute("INSERT INTO planted VALUES (?)", (number,))\n') : undefined)),
  appending('add a handler that never answers', ['wiring/duplicate-route'], PYTHON, (_, source) => duplicateRoute(source)),
  adding('add a router that nobody includes', ['wiring/unregistered-router', 'dead-code/unused-module'], PYTHON, (path, source) => (/APIRouter\(/.test(source) ? [path.replace(/[^/]+$/, 'planted.py'), '"""Planted."""\nfrom fastapi import APIRouter\n\nrouter = APIRouter(prefix="/planted")\n\n\n@router.get("/")\ndef planted() -> dict[str, str]:\n    """Planted."""\n    return {"planted": "yes"}\n'] : undefined)),
];

function route(source: string, text: string): string | undefined {
  const name = /^(\w+) = APIRouter\(/m.exec(source)?.[1];
  return name === undefined ? undefined : `\n\n${text.replaceAll('NAME', name)}`;
}

function duplicateRoute(source: string): string | undefined {
  const decorator = /^@\w+\.(?:get|post|put|patch|delete)\("[^"]+"/m.exec(source)?.[0];
  return decorator === undefined || !FASTAPI.test(source) ? undefined : `\n\n${decorator})\ndef planted_again() -> dict[str, str]:\n    """Planted."""\n    return {"planted": "again"}\n`;
}

interface Handler {
  readonly path: string;
  readonly start: number;
  readonly isAsync: boolean;
  readonly symbol: string;
  readonly isSocket: boolean;
}

/** Functions of FastAPI files that a decorator makes handlers, by where their bodies start. */
function handlers(clean: Clean): Handler[] {
  return applicationFiles(clean)
    .filter((path) => FASTAPI.test(clean.files[path] ?? ''))
    .flatMap((path) =>
      clean.model.symbols.functions(path).flatMap(({ node, symbol }) => {
        const decorators = node.decorators.map((one) => `@${(clean.files[path] ?? '').slice(one.start, one.end)}`);
        const isSocket = decorators.some((text) => /^@\w+\.websocket\(/.test(text));
        const first = firstStatement(node);
        return first !== undefined && (isSocket || decorators.some((text) => HANDLER.test(text))) ? [{ path, start: first.start, isAsync: node.isAsync, symbol, isSocket }] : [];
      }),
    );
}

function* inHandlers(clean: Clean, lines: readonly string[]): Iterable<Mutation> {
  for (const { path, start, symbol, isSocket } of handlers(clean)) {
    if (!isSocket && /HTTPException/.test(clean.files[path] ?? '')) yield insertingBefore(clean, path, start, lines, `answer with the exception in ${symbol}`);
  }
}

function* acceptFirst(clean: Clean): Iterable<Mutation> {
  for (const [path, source] of filesOf(clean, PYTHON)) {
    const match = /(@\w+\.websocket\([^\n]*\n(?:async )?def \w+\((\w+)[^\n]*\n(?:    """[^\n]*\n)?)(.*?)(    await \2\.accept\(\)\n)/s.exec(source);
    if (match === null) continue;
    yield { description: `${path} accept any websocket`, changes: { [path]: source.replace(match[0], `${match[1] ?? ''}    user = User(1, "anyone")\n${match[4] ?? ''}`) } };
  }
}

function* blockThroughHelper(clean: Clean): Iterable<Mutation> {
  for (const { path, start, isAsync, symbol, isSocket } of handlers(clean)) {
    if (!isAsync || isSocket) continue;
    const called = insertingBefore(clean, path, start, ['planted_report()'], `block ${symbol} through a helper`);
    const text = called.changes[path] ?? '';
    yield { ...called, changes: { [path]: `${text}\n\ndef planted_report() -> None:\n    """Planted."""\n    import urllib.request\n\n    urllib.request.urlopen("https://example.com/planted", timeout=5)\n` } };
  }
}

function* countInRouters(clean: Clean): Iterable<Mutation> {
  for (const { path, start, symbol, isSocket } of handlers(clean)) {
    const head = (clean.files[path] ?? '').slice(0, start).split(/\bdef /).at(-1) ?? '';
    if (isSocket || !head.includes('user: ')) continue;
    const counted = insertingBefore(clean, path, start, ['planted_counts[user.id] = planted_counts.get(user.id, 0) + 1'], `count requests in ${symbol}`);
    const text = counted.changes[path] ?? '';
    yield { ...counted, changes: { [path]: text.replace(/^(@|router = )/m, 'planted_counts: dict[int, int] = {}\n$1') } };
  }
}
