/** Requests of a tree's code, through the functions of the repository that make them for others. Pure. */
import type { CallUse, FunctionUse, Value } from '../../../facts/javascript/uses/types.js';
import { valueAt } from '../../javascript/texts.js';
import { addressesOf, ANY, combined, locationOf, markOf, marksIn, patternsFor, unknownPiece, withMarks, type ParameterMark } from './address.js';
import { methodIn, requestOf, type ClientInput, type Request } from './clients.js';
import { variableOf } from './environment.js';
import type { HttpCall } from './types.js';

export interface ReaderInput extends ClientInput {
  variable(path: string, name: string): readonly string[];
  /** `indexOfFunction` of a file's functions. */
  functionAt(path: string, symbol: string): number;
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
  /** Dotted symbol of the functions around the call. */
  readonly symbol: string;
  /** Of those functions the one that is handed the address, among the functions of the file: its callers decide. -1 where none is. */
  readonly handedTo: number;
}

interface FunctionPlace {
  readonly path: string;
  /** Among the functions of the file. */
  readonly index: number;
}

/** What the calls of one file ask for, as far as they tell by themselves. */
export interface FileCalls {
  readonly requests: readonly Pending[];
  /** Calls that make no request by themselves. */
  readonly others: readonly CallUse[];
}

/** A call of a function of the repository. */
export interface OwnCall {
  readonly call: CallUse;
  readonly of: FunctionPlace;
}

/** Parts the calls of a file. */
export function callsIn(input: ReaderInput, path: string): FileCalls {
  return new Reader(input).callsIn(path);
}

/** The calls among those given of a file whose callees are functions of the repository. */
export function ownCalls(input: ReaderInput, path: string, calls: readonly CallUse[]): readonly OwnCall[] {
  return new Reader(input).ownCalls(path, calls);
}

/** What is known of each file: `callsIn`, and `ownCalls` of its other calls. */
export interface KnownCalls {
  inFile(path: string): FileCalls;
  ownIn(path: string): readonly OwnCall[];
}

/** Finds all requests of the given files: those that calls make by themselves first, then those through functions of the repository. */
export function readCalls(input: ReaderInput, paths: readonly string[], known: KnownCalls): readonly HttpCall[] {
  return new Reader(input).read(paths, known);
}

class Reader {
  /** `path function-index` -> what the function asks for. */
  private readonly wrappers = new Map<string, Pending[]>();
  private readonly done: Pending[] = [];

  constructor(private readonly input: ReaderInput) {}

  callsIn(path: string): FileCalls {
    const requests: Pending[] = [];
    const others: CallUse[] = [];
    for (const call of this.uses(path)?.calls ?? []) {
      const request = requestOf(this.input, path, call, this.functions(path));
      if (request === undefined) others.push(call);
      else requests.push(this.direct(path, call, request));
    }
    return { requests, others };
  }

  ownCalls(path: string, calls: readonly CallUse[]): readonly OwnCall[] {
    /** By callee and the function around. */
    const meant = new Map<string, FunctionPlace | undefined>();
    return calls.flatMap((call): OwnCall[] => {
      const { callee, within } = call;
      if (callee.includes('()') || callee.includes('?')) return [];
      const around = this.functions(path)[within]?.symbol ?? '';
      const key = `${callee}\0${around}`;
      if (!meant.has(key)) meant.set(key, this.findFunction(path, callee, around));
      const of = meant.get(key);
      return of === undefined ? [] : [{ call, of }];
    });
  }

  read(paths: readonly string[], known: KnownCalls): readonly HttpCall[] {
    for (const path of paths) for (const request of known.inFile(path).requests) this.settle(request);
    let open = this.wrappers.size === 0 ? [] : paths.flatMap((path) => known.ownIn(path).map((own) => ({ path, own })));
    for (let round = 0; round < MOST_ROUNDS && this.wrappers.size > 0; round += 1) {
      const before = this.wrappers.size;
      open = open.filter(({ path, own }) => !this.readThrough(path, own));
      if (this.wrappers.size === before) break;
    }
    return this.done.map(finish).filter((one) => one !== undefined);
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
    return this.pending(path, call, protocol, whole, this.methodOf(path, call.within, method));
  }

  private pending(path: string, call: CallUse, protocol: HttpCall['protocol'], texts: readonly string[], method: string): Pending {
    const functions = this.functions(path);
    const mark = texts.flatMap(marksIn).find((one) => isAddress(one) && isAround(functions, call.within, one.functionIndex));
    return { path, call, protocol, texts, method, symbol: functions[call.within]?.symbol ?? '', handedTo: mark?.functionIndex ?? -1 };
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
  private readThrough(path: string, { call, of }: OwnCall): boolean {
    const wrapped = this.wrappers.get(`${of.path} ${of.index}`);
    if (wrapped === undefined) return false;
    for (const one of wrapped.slice(0, 3)) {
      const texts = one.texts.flatMap((text) => this.substituted(path, call, text, of.index)).slice(0, 6);
      this.settle(this.pending(path, call, one.protocol, texts, this.substitutedMethod(path, call, one.method)));
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
    if (pending.handedTo === -1) return void this.done.push(pending);
    const key = `${pending.path} ${pending.handedTo}`;
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

  /** The function of the repository that a callee means. @param around the symbol of the function that it stands in */
  private findFunction(path: string, callee: string, around: string): FunctionPlace | undefined {
    const functions = this.functions(path);
    if (callee.startsWith('this.')) return at(path, indexOfFunction(functions, `${around.split('.')[0] ?? ''}.${callee.slice(5)}`));
    if (!callee.includes('.')) {
      const own = around === '' ? -1 : indexOfFunction(functions, `${around}.${callee}`);
      const index = own === -1 ? indexOfFunction(functions, callee) : own;
      if (index !== -1) return { path, index };
    }
    const origin = this.input.bindings.resolve(path, callee);
    if (origin.kind !== 'local') return undefined;
    const index = this.input.functionAt(origin.path, [origin.name, origin.members].filter(Boolean).join('.'));
    if (index !== -1) return { path: origin.path, index };
    if (origin.name === 'default' && origin.members === '') return undefined;
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
    return origin.kind === 'local' ? at(origin.path, this.input.functionAt(origin.path, `${origin.name}.${member}`)) : undefined;
  }

}

function finish({ path, call, protocol, texts, method, symbol }: Pending): HttpCall | undefined {
  const located = texts.map(locationOf).flatMap((one) => (one.kind === 'path' ? [one] : []));
  const [first] = located;
  if (first === undefined || located.length < texts.length) return undefined;
  const paths = [...new Set(located.flatMap(({ text, open }) => patternsFor(text, open)))];
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

/** Where a function with a name of its own stands among those of its file; of `default` one without a name too, of a module's own statements. -1 where none is. */
export function indexOfFunction(functions: readonly FunctionUse[], symbol: string): number {
  const named = functions.findIndex((one) => one.held === 'name' && one.symbol === symbol);
  return named === -1 && symbol === 'default' ? functions.findIndex((one) => one.parent === -1 && one.held === 'name' && one.name === '') : named;
}

function at(path: string, index: number): { readonly path: string; readonly index: number } | undefined {
  return index === -1 ? undefined : { path, index };
}
