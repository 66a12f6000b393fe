/** Which JavaScript runs in a server. Pure. */
import type { FileFacts } from '../../../facts/types.js';
import { isShippedPath } from '../../../project/path-uses.js';
import type { ProjectModel } from '../../../project/types.js';
import { perModel, perModelAnd, perModelScan } from '../per-model.js';

/** Packages that only the code of a server imports. */
const SERVER = /^(express|fastify|koa|@koa\/router|koa-router|hono|@hono\/node-server|@hapi\/hapi|@nestjs\/(common|core|microservices|websockets)|restify|polka|@trpc\/server|apollo-server[\w-]*|@apollo\/server|next\/server|socket\.io|ws|jsonwebtoken|passport[\w-]*|express-[\w-]+|fastify-plugin|@fastify\/[\w-]+)$/;
/** Routes by their place: Next's, Nuxt's and Nitro's. */
const ROUTE_FILE = /(^|\/)pages\/api\/.*\.[cm]?[jt]s$|(^|\/)app\/(.*\/)?route\.[cm]?[jt]s$|(^|\/)server\/(api|routes|middleware)\/.*\.[cm]?[jt]s$/;
/** Packages of the browser's side. */
const BROWSER = /^(react|react-dom(\/client)?|vue|svelte|solid-js|preact|@angular\/core|lit|jquery)$/;
/** Packages of programs with a command line, and of tools that build. */
const COMMAND_LINE = /^(commander|yargs|meow|cac|inquirer|@inquirer\/[\w-]+|prompts|enquirer|ora|@oclif\/[\w-]+|esbuild|vite|webpack|rollup|@clack\/prompts|minimist|arg|clipanion)$/;

/** Whether a server of the repository is made of a file: it imports a server's packages or is a route by its place, or such files import it and no page and no command does. */
export const isServerFile = perModelAnd((model, path: string): boolean => serverFiles(model).has(path));

const serverFiles = perModel((model): ReadonlySet<string> => {
  const scripts = seeds(model);
  const from = (side: Side): readonly string[] => scripts.filter(({ told }) => told === side).map(({ path }) => path);
  const server = reach(model, from('server'));
  if (server.size === 0) return server;
  const others = reach(model, from('other'), server);
  return new Set([...server].filter((path) => (seen(model, path).isSeed || !others.has(path)) && !seen(model, path).isCommand && isShippedPath(path) && !isForDevelopment(path)));
});

/** What the walks see of one file. */
interface Seen {
  readonly isSeed: boolean;
  readonly isCommand: boolean;
  /** The files that it loads when it runs. */
  readonly loads: readonly string[];
}

const seen = perModelAnd((model, path: string): Seen => {
  const facts = model.facts(path);
  const loads = (facts?.javascript?.imports ?? []).flatMap((statement) => {
    if (statement.typeOnly || statement.form === 'mock' || statement.form === 'url' || statement.form === 'glob') return [];
    const target = model.javascript.resolve(path, statement);
    return target.kind === 'local' ? [target.path] : [];
  });
  return { isSeed: isSeed(path, facts), isCommand: isCommand(facts), loads };
});

type Side = 'server' | 'other';

/** Where the walks begin. */
const seeds = perModelScan((facts, path): Side | false => {
  if (facts.javascript === undefined || facts.skip !== undefined || !isShippedPath(path)) return false;
  if (isSeed(path, facts)) return 'server';
  return (isOfBrowser(path, facts) || imports(facts, COMMAND_LINE)) && 'other';
});

/** A server that only developers start, by the names in its path. */
export function isForDevelopment(path: string): boolean {
  return /(^|[/_-])(dev|development|emulators?|mocks?|fake\w*|devserver|local-?server)([/_.-]|$)/i.test(path);
}

function isSeed(path: string, facts: FileFacts | undefined): boolean {
  return !/\.[jt]sx$/.test(path) && (ROUTE_FILE.test(path) || imports(facts, SERVER)) && !imports(facts, BROWSER);
}

function isOfBrowser(path: string, facts: FileFacts): boolean {
  return /\.[jt]sx$/.test(path) || imports(facts, BROWSER);
}

function isCommand(facts: FileFacts | undefined): boolean {
  return facts?.javascript?.hasShebang === true || imports(facts, COMMAND_LINE);
}

function imports(facts: FileFacts | undefined, packages: RegExp): boolean {
  return facts?.javascript?.imports.some(({ specifier, typeOnly, form }) => !typeOnly && form !== 'mock' && packages.test(specifier)) ?? false;
}

/** The files and what they import, on and on. With `server` the walk stops at files that only a server runs. */
function reach(model: ProjectModel, from: readonly string[], server?: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set(from);
  const queue = [...from];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    for (const target of seen(model, path).loads) {
      if (found.has(target) || (server !== undefined && seen(model, target).isSeed)) continue;
      found.add(target);
      queue.push(target);
    }
  }
  return found;
}
