/** Whether routers are served. Pure. */
import { dottedName, expressionsOf, walkExpressions, walkStatements } from '../../facts/python/code/walk.js';
import type { PywebInput } from './input.js';
import type { Holder, Include, Registration } from './types.js';

interface Known {
  readonly includes: readonly Include[];
  readonly apps: readonly Holder[];
}

/** Answers for each router; what can't be told is `unknown`. */
export function registrations(input: PywebInput, { includes, apps }: Known): (router: Holder) => Registration {
  const parents = new Map<Holder, Include[]>();
  for (const include of includes) if (include.child !== undefined) parents.set(include.child, [...(parents.get(include.child) ?? []), include]);
  const open = includes.find((include) => include.child === undefined && include.open !== null && include.missing === undefined);
  const judge = (router: Holder, seen: ReadonlySet<Holder>): Registration => {
    if (router.form === 'app') return { kind: 'yes' };
    if (seen.has(router)) return { kind: 'no' };
    const answers = (parents.get(router) ?? []).map(({ parent }) => judge(parent, new Set([...seen, router])));
    if (answers.some(({ kind }) => kind === 'yes')) return { kind: 'yes' };
    const doubt = answers.find(({ kind }) => kind === 'unknown');
    if (doubt !== undefined) return doubt;
    if (apps.length === 0) return { kind: 'unknown', reason: 'the repository makes no application that can be seen' };
    if (open !== undefined) return { kind: 'unknown', reason: `${open.place.path}:${open.place.span[0]}: ${open.open}` };
    return handedOn(input, router, includes);
  };
  return (router) => judge(router, new Set());
}

/** A router that other code takes in a way that is no include may be included there. */
function handedOn(input: PywebInput, router: Holder, includes: readonly Include[]): Registration {
  const name = router.name.split('.').at(-1) ?? '';
  if (name === '' || router.inside !== null || router.name.includes('.')) return { kind: 'unknown', reason: 'the router is no variable of its module' };
  const users = input.symbols.mentions(name).filter((path) => path !== router.path && leadsHere(input, path, name, router));
  const own = includes.filter(({ child }) => child === router).map(({ place }) => place.path);
  const other = users.find((path) => !own.includes(path));
  return other === undefined ? { kind: 'no' } : { kind: 'unknown', reason: `${other} uses the router in a way of its own` };
}

function leadsHere(input: PywebInput, path: string, name: string, router: Holder): boolean {
  const imports = input.facts(path)?.python?.imports ?? [];
  const isRouter = (dotted: string): boolean => {
    const resolved = input.symbols.resolve(path, dotted);
    return resolved.kind === 'value' && resolved.path === router.path && resolved.value === router.call;
  };
  return imports.some(({ names, alias, module }) => {
    const own = names?.filter((one) => one.name === name).map((one) => one.alias ?? name) ?? [];
    const ofModules = names === null ? [`${alias ?? module}.${name}`] : names.filter((one) => one.name !== name).map((one) => `${one.alias ?? one.name}.${name}`);
    return own.some(isRouter) || ofModules.some((dotted) => isRouter(dotted) && isWritten(input, path, dotted));
  });
}

/** The file takes `health.router`, or hands the module `health` itself on. */
function isWritten({ symbols }: PywebInput, path: string, dotted: string): boolean {
  let found = false;
  walkStatements(symbols.code(path)?.body ?? [], (statement) => {
    for (const root of expressionsOf(statement)) {
      walkExpressions(root, (expression) => {
        const chain = dottedName(expression);
        if (chain === null || chain === undefined) return true;
        found ||= `${chain}.`.startsWith(`${dotted}.`) || dotted.startsWith(`${chain}.`);
        return false;
      });
    }
  });
  return found;
}
