/** Defects of Node servers in JavaScript and TypeScript. */
import { appending, filesOf, rewriting } from './rewrite.js';
import type { Clean, Mutation, Mutator } from './types.js';

const SCRIPT = /(?<!\.config)(?<!\.d)\.[cm]?[jt]s$/;
const SERVER = /\brequire\(['"](express|fastify|koa)['"]\)|from ['"](express|fastify|koa|hono)['"]/;

export const NODE: readonly Mutator[] = [
  rewriting({ name: 'forget failures in a script', rules: ['reliability/swallowed-exception'], files: SCRIPT, find: /(?<=await [^{}]*\})\s*catch \((\w+)(?:: \w+)?\) \{[^{}]*\}/g, instead: () => ' catch {}' }),
  inHandlers('call a service without a try', ['reliability/unhandled-service-call'], ["const planted = await fetch('https://example.com/planted', { signal: AbortSignal.timeout(1000) });", 'res.json(await planted.json());']),
  inHandlers('wait for a service for ever', ['reliability/request-without-timeout'], ["const planted = await fetch('https://example.com/planted').catch(() => null);", 'res.json(planted === null);']),
  inHandlers('print in a handler', ['observability/print-instead-of-logging'], ["console.log('planted', req.body);", 'res.end();']),
  inHandlers('answer with the error', ['security/exception-detail-leak'], ['try {', '  planted(req);', '} catch (error) {', '  res.status(500).json({ message: error.message });', '}']),
  inHandlers('answer with the stack', ['security/exception-detail-leak'], ['try {', '  planted(req);', '} catch (err) {', '  res.json({ stack: err.stack });', '}']),
  inHandlers('put the request into SQL', ['security/sql-injection'], ["const rows = await planted.query(`SELECT * FROM planted WHERE id = '${req.params.id}'`);", 'res.json(rows);']),
  inHandlers('put a value of the request into SQL by its name', ['security/sql-injection'], ['const { planted } = req.body;', "res.json(await db.query('SELECT * FROM planted WHERE name = ' + planted));"]),
  appending('count requests in a map', ['scalability/process-local-state'], SCRIPT, (_, source) => handler(source, ['planted.set(req.ip, (planted.get(req.ip) ?? 0) + 1);', 'if (planted.size > 1000) planted.clear();', 'res.end();'], 'const planted = new Map();\n')),
  appending('keep an entry for each session', ['scalability/unbounded-growth'], SCRIPT, (_, source) => handler(source, ['planted[req.session.id] = Date.now();', 'res.end();'], 'const planted = {};\n')),
  appending('take uploads of any size', ['security/missing-request-size-limit'], SCRIPT, (_, source) => (SERVER.test(source) ? `\nconst planted = ${/\brequire\(/.test(source) ? "require('multer')" : 'multer'}({ dest: 'planted/' });\n`.replace(/^\nconst planted = require\('multer'\)/, "\nconst multer = require('multer');\nconst planted = multer") : undefined)),
  appending('sign a token that never ends', ['security/weak-jwt'], SCRIPT, (_, source) => token(source, '.sign({ sub: user.id }, key)')),
  appending('take tokens whatever their age', ['security/weak-jwt'], SCRIPT, (_, source) => token(source, '.verify(user, key, { ignoreExpiration: true })')),
  appending('write the key of tokens down', ['security/weak-jwt'], SCRIPT, (_, source) => token(source, ".verify(user, 'planted-key-of-the-shop')")),
  appending('need a variable that no example names', ['wiring/undefined-env-var'], SCRIPT, (_, source, clean) => (/process\.env\./.test(source) && Object.keys(clean.files).some((path) => /(^|\/)\.env\.\w*example/.test(path) || /(^|\/)\.env\.(sample|example)/.test(path)) ? '\nfunction planted() {\n  return `${process.env.PLANTED_URL}/planted`;\n}\n\nplanted();\n' : undefined)),
  rewriting({ name: 'answer any origin in Node', rules: ['security/wildcard-cors'], files: SCRIPT, find: /\bcors\([^()]*\)/g, instead: () => 'cors({ origin: true, credentials: true })' }),
  { name: 'take helmet out', rules: ['security/missing-security-headers'], plant: (clean) => withoutLines(clean, /\bhelmet\b/) },
  { name: 'take the limiters out', rules: ['security/missing-throttling'], plant: (clean) => withoutLines(clean, /[lL]imit/) },
  rewriting({ name: 'take the login off a route', rules: ['security/unauthenticated-endpoint'], files: SCRIPT, find: /(\.(?:post|put|patch|delete)\((?:'[^']*', )?)(?:auth\w*|requireAuth|isAuthenticated|passport\.authenticate)(?:\([^()]*\))?, /g, instead: ([, start]) => start ?? '' }),
];

/** One more route on each app or router that a file makes. */
function inHandlers(name: string, rules: readonly string[], body: readonly string[]): Mutator {
  return appending(name, rules, SCRIPT, (_, source) => handler(source, body, ''));
}

function handler(source: string, body: readonly string[], before: string): string | undefined {
  const name = /^(?:export )?(?:const|let|var) (\w+) = (?:express\(\)|(?:express\.)?Router\()/m.exec(source)?.[1];
  if (name === undefined || !SERVER.test(source)) return undefined;
  return `\n${before}${name}.get('/planted/:id', async (req, res) => {\n${body.map((line) => `  ${line}`).join('\n')}\n});\n`;
}

function token(source: string, call: string): string | undefined {
  const name = /^(?:const (\w+) = require\(['"]jsonwebtoken['"]\)|import (?:\* as )?(\w+) from ['"]jsonwebtoken['"])/m.exec(source);
  return name === null ? undefined : `\nfunction planted(user, key) {\n  return ${name[1] ?? name[2] ?? ''}${call};\n}\n\nplanted();\n`;
}

/** Takes out every line of the shipped scripts that fits, in all files at once. */
function* withoutLines(clean: Clean, pattern: RegExp): Iterable<Mutation> {
  const changes = Object.fromEntries(filesOf(clean, SCRIPT).flatMap(([path, source]) => (pattern.test(source) ? [[path, source.split('\n').filter((line) => !pattern.test(line)).join('\n')]] : [])));
  if (Object.keys(changes).length > 0) yield { description: `every line with ${pattern.source}`, changes };
}
