/** Requests of a tree's code, through the functions of the repository that make them for others. Pure. */
import type { CallUse, FunctionUse, Value } from '../../../facts/javascript/uses/types.js';
import { groupedBy } from '../../grouped.js';
import { valueAt } from '../../javascript/texts.js';
import { addressesOf, ANY, combined, locationOf, markOf, marksIn, patternsFor, unknownPiece, withMarks, type ParameterMark } from './address.js';
import { methodIn, requestOf, type ClientInput, type Request } from './clients.js';
import { variableOf } from './environment.js';
import type { HttpCall } from './types.js';

export interface ReaderInput extends ClientInput {
  variable(path: string, name: string): readonly string[];
}

/** Parameters by which functions are handed an address. */
const ADDRESS_PARAMETER = /(^|_)(url|uri|path|pathname|endpoint|route|href|input|resource|to)$|(Url|URL|Uri|Path|Endpoint|Route|Resource)$/;
/** Wrappers of wrappers of wrappers. */
const MOST_ROUNDS = 4;

/** A request with its address as far as it is known in the function that makes it. */
interface Pending {
  readonly path: string;
  readonly call: CallUse;
  readonly protocol: HttpCall['protocol'];
  readonly texts: readonly string[];
  /** A method; a parameter's mark; `any`. */
  readonly method: string;
}

interface FunctionPlace {
  readonly path: string;
  /** Among the functions of the file. */
  readonly index: number;
}

/** Finds all requests of the given files. */
export function readCalls(input: ReaderInput, paths: readonly string[]): readonly HttpCall[] {
  return new Reader(input).read(paths);
}

class Reader {
  /** `path function-index` -> what the function asks for. */
  private readonly wrappers = new Map<string, Pending[]>();
  private readonly done: Pending[] = [];
  /** What callees mean, by file, callee and the function that they stand in: each round asks for the same. */
  private readonly meant = new Map<string, FunctionPlace | undefined>();

  constructor(private readonly input: ReaderInput) {}

  read(paths: readonly string[]): readonly HttpCall[] {
    let open: { readonly path: string; readonly call: CallUse }[] = [];
    for (const path of paths) {
      for (const call of this.uses(path)?.calls ?? []) {
        const request = requestOf(this.input, path, call, this.functions(path));
        if (request === undefined) open.push({ path, call });
        else this.settle(this.direct(path, call, request));
      }
    }
    for (let round = 0; round < MOST_ROUNDS && this.wrappers.size > 0; round += 1) {
      const before = this.wrappers.size;
      open = open.filter(({ path, call }) => !this.readThrough(path, call));
      if (this.wrappers.size === before) break;
    }
    return this.done.map((one) => this.finish(one)).filter((one) => one !== undefined);
  }

  private uses(path: string): { readonly calls: readonly CallUse[]; readonly functions: readonly FunctionUse[] } | undefined {
    return this.input.facts(path)?.javascript?.uses;
  }

  private functions(path: string): readonly FunctionUse[] {
    return this.uses(path)?.functions ?? [];
  }

  private direct(path: string, call: CallUse, { protocol, address, method, base }: Request): Pending {
    const texts = this.evaluate(path, call.within, address);
    const bases = base === 'none' ? [''] : base === 'unknown' ? [ANY] : this.evaluate(base.path, -1, base.value);
    const whole = bases.flatMap((one) => texts.map((text) => combined(one, text))).slice(0, 6);
    return { path, call, protocol, texts: whole, method: this.methodOf(path, call.within, method) };
  }

  private methodOf(path: string, within: number, method: string | Value | undefined): string {
    if (method === undefined) return 'any';
    if (typeof method === 'string') return method;
    if (method.kind === 'name') {
      const [head = '', ...keys] = method.name.split('.');
      const mark = this.parameter(path, within, head);
      if (mark !== undefined) return markOf({ ...mark, key: [mark.key, ...keys].filter(Boolean).join('.') });
    }
    const texts = this.evaluate(path, within, method);
    const [only] = texts;
    return texts.length === 1 && only !== undefined && /^[a-z]+$/i.test(only) ? only.toUpperCase() : 'any';
  }

  /** A call of a function that makes requests for others. Answers whether it is one. */
  private readThrough(path: string, call: CallUse): boolean {
    const wanted = this.functionOf(path, call.callee, call.within);
    const wrapped = wanted === undefined ? undefined : this.wrappers.get(`${wanted.path} ${wanted.index}`);
    if (wrapped === undefined) return false;
    for (const one of wrapped.slice(0, 3)) {
      const texts = one.texts.flatMap((text) => this.substituted(path, call, text, wanted?.index ?? -1)).slice(0, 6);
      this.settle({ path, call, protocol: one.protocol, texts, method: this.substitutedMethod(path, call, one.method) });
    }
    return true;
  }

  private substituted(path: string, call: CallUse, text: string, index: number): readonly string[] {
    const marks = marksIn(text).filter((mark) => mark.functionIndex === index && isAddress(mark));
    let texts: readonly string[] = [text];
    for (const mark of marks) {
      const given = this.argument(call, mark);
      // `combined` has put the slash between base and parameter already.
      const values = given === undefined ? [ANY] : this.evaluate(path, call.within, given);
      texts = texts.flatMap((before) => values.map((value) => replaceMark(before, markOf(mark), value)));
    }
    return texts.map((one) => withMarks(one, (mark) => (mark.functionIndex === index && !this.isOf(path, mark, call) ? unknownPiece(mark.key || mark.name) : markOf(mark))));
  }

  /** The mark is of a function around the call, not of the function that is called. */
  private isOf(path: string, { functionIndex, index, name }: ParameterMark, call: CallUse): boolean {
    const functions = this.functions(path);
    for (let at = call.within; at >= 0; at = functions[at]?.parent ?? -1) if (at === functionIndex && (functions[at]?.params[index] ?? '').includes(name)) return true;
    return false;
  }

  private substitutedMethod(path: string, call: CallUse, method: string): string {
    const [mark] = marksIn(method);
    if (mark === undefined) return method;
    const given = call.args[mark.index];
    if (mark.key === '' || given === undefined) return given === undefined ? (mark.key === '' ? 'any' : 'GET') : this.methodOf(path, call.within, given);
    if (mark.key === 'method') return this.methodOf(path, call.within, methodIn(given, 'GET'));
    return 'any';
  }

  private argument({ args }: CallUse, { index, key }: ParameterMark): Value | undefined {
    const given = args[index];
    if (key === '' || given === undefined) return given;
    if (given.kind === 'name') return { kind: 'name', name: `${given.name}.${key}` };
    return given.kind === 'object' ? given.entries.find((one) => one.key === key)?.value : undefined;
  }

  /** A request whose address is handed in belongs to the function's callers. */
  private settle(pending: Pending): void {
    const functions = this.functions(pending.path);
    const marks = pending.texts.flatMap(marksIn).filter((mark) => isAddress(mark) && isAround(functions, pending.call.within, mark.functionIndex));
    const [first] = marks;
    if (first === undefined) return void this.done.push(pending);
    const key = `${pending.path} ${first.functionIndex}`;
    this.wrappers.set(key, [...(this.wrappers.get(key) ?? []), pending]);
  }

  private evaluate(path: string, within: number, value: Value | undefined, depth = 0): readonly string[] {
    return addressesOf(value, { name: (name) => this.nameOf(path, within, name, depth) });
  }

  private nameOf(path: string, within: number, name: string, depth: number): readonly string[] | undefined {
    if (/^(window\.|self\.|document\.|globalThis\.)?location\.origin$/.test(name)) return [''];
    if (/^(window\.|self\.|document\.|globalThis\.)?location\.(host|hostname)$/.test(name)) return ['localhost'];
    const variable = variableOf(name);
    if (variable !== undefined) {
      const values = this.input.variable(path, variable);
      return values.length === 0 ? undefined : values;
    }
    const [head = '', ...keys] = name.split('.');
    const mark = this.parameter(path, within, head);
    if (mark !== undefined) return [markOf({ ...mark, key: [mark.key, ...keys].filter(Boolean).join('.') })];
    const found = depth > 6 ? undefined : valueAt(this.input.bindings, path, name);
    if (found === undefined || found.value.kind === 'object' || found.value.kind === 'function') return undefined;
    const texts = this.evaluate(found.path, -1, found.value, depth + 1);
    return texts.every((text) => text === ANY) ? undefined : this.withDefaults(found.value, texts);
  }

  /** `import.meta.env.X ?? '/api'`: where no file sets the variable, what stands behind it is meant. */
  private withDefaults(value: Value, texts: readonly string[]): readonly string[] {
    const known = value.kind === 'either' ? texts.filter((text) => text !== ANY && text !== '') : [];
    return known.length === 0 ? texts : known;
  }

  private parameter(path: string, within: number, name: string): ParameterMark | undefined {
    const functions = this.functions(path);
    for (let at = within; at >= 0; at = functions[at]?.parent ?? -1) {
      const params = functions[at]?.params ?? [];
      const index = params.findIndex((param) => param === name || (param.startsWith('{') && param.slice(1, -1).split(',').includes(name)));
      if (index !== -1) return { functionIndex: at, index, key: params[index] === name ? '' : name, name };
    }
    return undefined;
  }

  /** The function of the repository that a callee means. */
  private functionOf(path: string, callee: string, within: number): FunctionPlace | undefined {
    if (callee.includes('()') || callee.includes('?')) return undefined;
    const around = this.functions(path)[within]?.symbol ?? '';
    const key = `${path}\0${callee}\0${around}`;
    if (!this.meant.has(key)) this.meant.set(key, this.findFunction(path, callee, around));
    return this.meant.get(key);
  }

  private findFunction(path: string, callee: string, around: string): FunctionPlace | undefined {
    const functions = this.functions(path);
    if (callee.startsWith('this.')) return at(path, indexOf(functions, `${around.split('.')[0] ?? ''}.${callee.slice(5)}`));
    if (!callee.includes('.')) {
      const own = around === '' ? -1 : indexOf(functions, `${around}.${callee}`);
      const index = own === -1 ? indexOf(functions, callee) : own;
      if (index !== -1) return { path, index };
    }
    const origin = this.input.bindings.resolve(path, callee);
    if (origin.kind !== 'local') return undefined;
    const there = this.functions(origin.path);
    const name = [origin.name, origin.members].filter(Boolean).join('.');
    const direct = indexOf(there, name);
    if (direct !== -1) return { path: origin.path, index: direct };
    if (origin.name === 'default' && origin.members === '') return at(origin.path, there.findIndex((one) => one.parent === -1 && one.held === 'name' && one.name === ''));
    return this.memberOf(origin.path, origin.name, origin.members);
  }

  /** `api.get` of `const api = { get(path) {…} }` or of `const api = new Client()`. */
  private memberOf(path: string, name: string, member: string): FunctionPlace | undefined {
    const value = this.input.bindings.value(path, name);
    if (value?.kind === 'object') {
      const matching = this.functions(path).flatMap((one, index) => (one.held === 'property' && one.name === member ? [index] : []));
      return matching.length === 1 ? at(path, matching[0] as number) : undefined;
    }
    if (value?.kind !== 'call' || value.isNew !== true) return undefined;
    const origin = this.input.bindings.resolve(path, value.callee);
    return origin.kind === 'local' ? at(origin.path, indexOf(this.functions(origin.path), `${origin.name}.${member}`)) : undefined;
  }

  private finish({ path, call, protocol, texts, method }: Pending): HttpCall | undefined {
    const located = texts.map(locationOf).flatMap((one) => (one.kind === 'path' ? [one] : []));
    const [first] = located;
    if (first === undefined || located.length < texts.length) return undefined;
    const paths = [...new Set(located.flatMap(({ text, open }) => patternsFor(text, open)))];
    const symbol = this.functions(path)[call.within]?.symbol ?? '';
    const isKnown = located.every(({ open }) => !open) && paths.every((one) => !one.startsWith('/{*}'));
    return {
      protocol,
      method: /^[A-Z]+$/.test(method) ? method : 'any',
      paths,
      shown: patternsFor(first.text, false)[0] ?? '/',
      place: { path, span: call.span },
      address: call.address === undefined || call.args[0] === undefined ? undefined : { value: call.args[0], span: call.address },
      symbol,
      client: call.callee,
      unknown: isKnown ? null : 'what stands before its path can\'t be told',
    };
  }
}

function isAddress({ name, key }: ParameterMark): boolean {
  return ADDRESS_PARAMETER.test(key === '' ? name : key);
}

function isAround(functions: readonly FunctionUse[], within: number, wanted: number): boolean {
  for (let at = within; at >= 0; at = functions[at]?.parent ?? -1) if (at === wanted) return true;
  return false;
}

/** A base that ends with a slash, or has got one, and an address that begins with one make one slash. */
function replaceMark(text: string, mark: string, value: string): string {
  const at = text.indexOf(mark);
  if (at === -1) return text;
  if (at === 0) return value + text.slice(mark.length);
  const before = text.slice(0, at);
  return before + (before.endsWith('/') ? value.replace(/^\/+/, '') : value) + text.slice(at + mark.length);
}

function indexOf(functions: readonly FunctionUse[], symbol: string): number {
  return functions.findIndex((one) => one.held === 'name' && one.symbol === symbol);
}

function at(path: string, index: number): { readonly path: string; readonly index: number } | undefined {
  return index === -1 ? undefined : { path, index };
}

/** Calls by the file they stand in. */
export function byFile(calls: readonly HttpCall[]): ReadonlyMap<string, readonly HttpCall[]> {
  return groupedBy(calls, ({ place }) => place.path);
}
