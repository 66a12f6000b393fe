/** What a name in JavaScript code leads to, over imports, `require`, exports and re-exports. Pure. */
import type { Value } from '../../facts/javascript/uses/types.js';
import type { FileFacts, JavaScriptFacts, JavaScriptImport } from '../../facts/types.js';
import { perFacts } from '../per-facts.js';
import { sameData } from '../same-data.js';
import { perKey, perPair } from '../tracked.js';
import type { JavaScriptProject } from '../types.js';

export type Origin =
  /** A module's own variable, function or class; `*` for the module as a whole. `members`: what is asked of it, dotted, '' for itself. */
  | { readonly kind: 'local'; readonly path: string; readonly name: string; readonly members: string }
  /** `name`: the exported name, `default` or `*`. */
  | { readonly kind: 'package'; readonly package: string; readonly name: string; readonly members: string }
  | { readonly kind: 'unknown' };

export interface Bindings {
  /** What a dotted name at the top of a file's scope leads to: `router`, `controllers.users.list`. */
  resolve(path: string, dotted: string): Origin;
  /** What a module exports by a name; `default` is all of a CommonJS module. */
  exported(path: string, name: string): Origin;
  /** The value of a module-level variable; undefined where it is none, or not kept. */
  value(path: string, name: string): Value | undefined;
  /** The module that a specifier leads to; undefined for packages and what is missing. */
  module(path: string, specifier: string): string | undefined;
}

export interface BindingsInput {
  facts(path: string): FileFacts | undefined;
  readonly javascript: Pick<JavaScriptProject, 'resolve'>;
}

interface Imported {
  readonly specifier: string;
  readonly form: JavaScriptImport['form'];
  /** `default`, `*`, or the exported name. */
  readonly name: string;
}

/** Aliases of aliases lead nowhere in code that runs. */
const LONGEST_WAY = 16;
const UNKNOWN: Origin = { kind: 'unknown' };

/** Local name -> what is imported by it. */
const importsOf = perFacts((facts: FileFacts): ReadonlyMap<string, Imported> => {
  const found = new Map<string, Imported>();
  const { javascript } = facts;
  for (const { specifier, form, names, typeOnly, bound } of javascript?.imports ?? []) {
    if (typeOnly || form === 'reexport' || form === 'mock') continue;
    if (bound !== undefined) found.set(bound, { specifier, form, name: 'default' });
    for (const { name, alias } of names ?? []) found.set(alias ?? name, { specifier, form, name });
  }
  for (const { name, value } of javascript?.uses?.values ?? []) {
    const specifier = requiredBy(value);
    if (specifier !== undefined && !found.has(name)) found.set(name, { specifier, form: 'require', name: 'default' });
  }
  return found;
});

const valuesOf = perFacts((facts: FileFacts): ReadonlyMap<string, Value> => new Map((facts.javascript?.uses?.values ?? []).map(({ name, value }) => [name, value])));

/** The specifier of `require('x')`. */
export function requiredBy(value: Value): string | undefined {
  const [first] = value.kind === 'call' && value.callee === 'require' ? value.args : [];
  return first?.kind === 'string' ? first.text : undefined;
}

/** What names at the top of a file's scope stand for. */
interface Inside {
  readonly imports: ReadonlyMap<string, Imported>;
  readonly values: ReadonlyMap<string, Value>;
}

/** What a module says of one exported name. */
interface Shown {
  /** The module's own name for it. */
  readonly own: string | undefined;
  /** From where it hands it on. */
  readonly passed: Imported | undefined;
  /** It is an entry of `module.exports`. */
  readonly isOfCommonJs: boolean;
  /** The module uses CommonJS at all. */
  readonly usesCommonJs: boolean;
  readonly starExports: readonly string[];
}

/** Follows names through a tree's modules. */
export function createBindings(input: BindingsInput): Bindings {
  return new Follower(input);
}

/** Asks files by part and by name, so that who asks is not told of what else becomes of them. */
class Follower implements Bindings {
  private readonly inside: (path: string) => Inside | undefined;
  private readonly shown: (path: string, name: string) => Shown | undefined;

  constructor(private readonly input: BindingsInput) {
    this.inside = perKey((path: string) => {
      const facts = input.facts(path);
      return facts?.javascript === undefined ? undefined : { imports: importsOf(facts), values: valuesOf(facts) };
    }, sameData);
    this.shown = perPair((path: string, name: string) => {
      const javascript = input.facts(path)?.javascript;
      return javascript === undefined ? undefined : shownBy(javascript, name);
    }, sameData);
  }

  resolve(path: string, dotted: string): Origin {
    const [head = '', ...members] = dotted.split('.');
    return this.follow(path, head, members, 0);
  }

  exported(path: string, name: string): Origin {
    return this.followExport(path, name, [], 0);
  }

  value(path: string, name: string): Value | undefined {
    return this.inside(path)?.values.get(name);
  }

  module(path: string, specifier: string): string | undefined {
    const answer = this.input.javascript.resolve(path, { specifier, form: 'require', typeOnly: false });
    return answer.kind === 'local' ? answer.path : undefined;
  }

  private follow(path: string, head: string, members: readonly string[], steps: number): Origin {
    const inside = this.inside(path);
    if (inside === undefined || steps > LONGEST_WAY) return UNKNOWN;
    const imported = inside.imports.get(head);
    if (imported !== undefined) return this.through(path, imported, members, steps + 1);
    const value = inside.values.get(head);
    // `const services = { users: require('./users') }`, `const app = server.app`
    const [member, ...deeper] = members;
    const entry = value?.kind === 'object' && member !== undefined ? value.entries.find(({ key }) => key === member)?.value : undefined;
    if (entry?.kind === 'name' && entry.name !== head) return this.follow(path, firstOf(entry.name), [...restOf(entry.name), ...deeper], steps + 1);
    const required = entry === undefined ? undefined : requiredBy(entry);
    if (required !== undefined) return this.through(path, { specifier: required, form: 'require', name: 'default' }, deeper, steps + 1);
    if (value?.kind === 'name' && firstOf(value.name) !== head) return this.follow(path, firstOf(value.name), [...restOf(value.name), ...members], steps + 1);
    return { kind: 'local', path, name: head, members: members.join('.') };
  }

  private through(path: string, { specifier, form, name }: Imported, members: readonly string[], steps: number): Origin {
    const target = this.input.javascript.resolve(path, { specifier, form, typeOnly: false });
    if (target.kind === 'local') return this.followExport(target.path, name, members, steps);
    if (target.kind === 'package' || target.kind === 'standard-library') return { kind: 'package', package: target.name, name, members: members.join('.') };
    return UNKNOWN;
  }

  private followExport(path: string, name: string, members: readonly string[], steps: number): Origin {
    const [member, ...deeper] = members;
    const shown = this.shown(path, name);
    if (shown === undefined || steps > LONGEST_WAY) return UNKNOWN;
    if (name === '*') return member === undefined ? { kind: 'local', path, name: '*', members: '' } : this.followExport(path, member, deeper, steps + 1);
    const { own, passed, usesCommonJs, starExports } = shown;
    if (own !== undefined) return this.follow(path, firstOf(own), [...restOf(own), ...members], steps + 1);
    if (passed !== undefined) return this.through(path, passed, members, steps + 1);
    // All of a CommonJS module: its members are its exports.
    if (name === 'default' && member !== undefined && this.shown(path, member)?.isOfCommonJs === true) return this.followExport(path, member, deeper, steps + 1);
    if (name === 'default') return { kind: 'local', path, name: usesCommonJs && this.value(path, 'default') === undefined ? '*' : 'default', members: members.join('.') };
    return this.followStars(path, starExports, name, members, steps + 1);
  }

  private followStars(path: string, starExports: readonly string[], name: string, members: readonly string[], steps: number): Origin {
    for (const specifier of starExports) {
      const found = this.through(path, { specifier, form: 'reexport', name }, members, steps + 1);
      if (found.kind === 'local') return found;
    }
    return UNKNOWN;
  }
}

function shownBy(javascript: JavaScriptFacts, name: string): Shown {
  const { commonJs, starExports } = javascript;
  return { own: ownNameOf(javascript, name), passed: passedOn(javascript, name), isOfCommonJs: commonJs.names.includes(name), usesCommonJs: commonJs.used, starExports };
}

/** The module's own name for what it exports. */
function ownNameOf({ exports, commonJs, uses }: JavaScriptFacts, name: string): string | undefined {
  const own = uses?.exportedAs[name];
  if (own !== undefined) return own;
  const here = exports.some((one) => one.name === name && one.kind !== 'import') || commonJs.names.includes(name);
  return here && name !== 'default' ? name : undefined;
}

/** `export { x } from './y'`, `export * as x from './y'` */
function passedOn({ imports }: JavaScriptFacts, shown: string): Imported | undefined {
  for (const { specifier, form, names } of imports) {
    const one = form === 'reexport' ? names?.find(({ name, alias }) => (alias ?? name) === shown && !(name === '*' && alias === undefined)) : undefined;
    if (one !== undefined) return { specifier, form, name: one.name };
  }
  return undefined;
}

function firstOf(dotted: string): string {
  return dotted.split('.', 1)[0] ?? '';
}

function restOf(dotted: string): readonly string[] {
  return dotted.split('.').slice(1);
}
