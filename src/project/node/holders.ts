/** Which application or router a name in a file means. Pure. */
import type { FunctionUse, Value } from '../../facts/javascript/uses/types.js';
import type { FileFacts } from '../../facts/types.js';
import type { Origin } from '../javascript/bindings.js';
import { requiredBy } from '../javascript/bindings.js';
import { asEntity, sameData, sameParts } from '../same-data.js';
import { perKey, sameItems } from '../tracked.js';
import type { NodeInput } from './input.js';
import { scanOf, type NodeScan } from './scan.js';
import type { NodeHolder } from './types.js';

const NO_FACTS: FileFacts = { lineCount: 0, references: [], suppressions: [] };
/** Names by which functions are handed a server or a router. */
const PARAMETER = /^(this\.)?(\w*[aA]pp|\w*[rR]outer?|\w*[rR]outes|server|fastify|instance|scope)$/;
/** Callees that hand a plug-in on as it is: `fp(plugin)`. */
const WRAPPER = /^(fp|fastifyPlugin|plugin|\w*[wW]rap\w*)$/;

/** Finds holders as a tree moves. Each is one object for as long as it is the same, so that identity tells them apart. */
export class Holders {
  private readonly known = new Map<string, NodeHolder>();
  readonly scan: (path: string) => NodeScan;
  /** What a file makes, in no particular order. */
  readonly madeIn: (path: string) => readonly NodeHolder[];

  constructor(private readonly input: NodeInput) {
    this.scan = perKey((path: string) => scanOf(input.facts(path) ?? NO_FACTS), sameData);
    this.madeIn = perKey((path: string) => this.scan(path).creations.map((one) => this.keep(`${path} ${one.within} ${one.name}`, { ...one, path, isParameter: false, place: { path, span: one.span } })), sameItems);
  }

  /**
   * What a name means within a function of a file. `elsewhere`: nothing of the repository is seen to make it; a holder stands for it
   * where its name speaks of one.
   */
  named(path: string, name: string, within: number): NodeHolder | undefined {
    const { functions } = this.scan(path);
    const made = this.madeIn(path);
    if (name.startsWith('this.')) return made.find((one) => one.name === name) ?? this.elsewhere(path, name, -1);
    for (let at = within; at >= 0; at = functions[at]?.parent ?? -1) {
      const own = made.find((one) => one.within === at && one.name === name);
      if (own !== undefined) return own;
      if (functions[at]?.params.some((param) => namesOf(param).includes(name))) return this.elsewhere(path, name, at);
    }
    const own = made.find((one) => one.within === -1 && one.name === name);
    if (own !== undefined) return own;
    const origin = this.input.bindings.resolve(path, name);
    const found = this.ofOrigin(origin);
    if (found !== undefined || origin.kind === 'package') return found;
    return this.elsewhere(path, name, -1);
  }

  /** The application or router that a value is or makes; undefined where it is neither or that can't be told. */
  ofValue(path: string, value: Value, within: number): NodeHolder | undefined {
    switch (value.kind) {
      case 'name':
        return this.isLocal(path, value.name, within) ? this.named(path, value.name, within) : this.ofOrigin(this.input.bindings.resolve(path, value.name));
      case 'call': {
        const required = requiredBy(value);
        if (required !== undefined) {
          const module = this.input.bindings.module(path, required);
          return module === undefined ? undefined : this.ofOrigin(this.input.bindings.exported(module, 'default'));
        }
        // Koa: `router.routes()`
        const object = /^(.*)\.(routes|middleware)$/.exec(value.callee)?.[1];
        if (object !== undefined && !object.includes('()')) return this.ofValue(path, { kind: 'name', name: object }, within);
        if (WRAPPER.test(value.callee) && value.args[0] !== undefined) return this.ofValue(path, value.args[0], within);
        if (value.on !== undefined && value.callee === 'require()') return this.ofValue(path, value.on, within);
        return this.ofOrigin(this.input.bindings.resolve(path, value.callee));
      }
      default:
        return undefined;
    }
  }

  /** A function that is handed an application: the holder that stands for its parameter. */
  private isLocal(path: string, name: string, within: number): boolean {
    const { functions } = this.scan(path);
    if (name.startsWith('this.')) return true;
    for (let at = within; at >= 0; at = functions[at]?.parent ?? -1) if (this.madeIn(path).some((one) => one.within === at && one.name === name)) return true;
    return this.madeIn(path).some((one) => one.within === -1 && one.name === name);
  }

  private ofOrigin(origin: Origin): NodeHolder | undefined {
    if (origin.kind !== 'local') return undefined;
    const { path, members } = origin;
    const name = origin.name === '*' ? 'default' : origin.name;
    const dotted = members === '' ? name : `${name}.${members}`;
    const made = this.madeIn(path);
    const direct = made.find((one) => one.within === -1 && (one.name === dotted || (dotted === 'default' && one.name === 'module.exports')));
    if (direct !== undefined) return direct;
    // `const server = new Server()` with `this.app = express()` in its class.
    if (members === 'app' || members === 'router') {
      const held = made.find((one) => one.name === `this.${members}`);
      if (held !== undefined) return held;
    }
    return this.inFunction(path, dotted);
  }

  /** What a function makes and returns, or is handed. */
  private inFunction(path: string, symbol: string): NodeHolder | undefined {
    const { functions, calls } = this.scan(path);
    const matching = functions.flatMap((one, index) => (isCalled(one, symbol) ? [index] : []));
    const [only, ...others] = matching;
    if (only === undefined || others.length > 0) return undefined;
    const made = this.madeIn(path).filter((one) => one.within === only);
    if (made.length > 0) return made.length === 1 ? made[0] : made.find(({ form }) => form === 'router');
    const names = (functions[only]?.params ?? []).flatMap(namesOf);
    const used = names.find((name) => calls.some((call) => call.on === name));
    return used === undefined ? undefined : this.elsewhere(path, used, only);
  }

  /** Stands for what is made elsewhere. */
  private elsewhere(path: string, name: string, within: number): NodeHolder | undefined {
    if (!PARAMETER.test(name)) return undefined;
    const { functions, framework } = this.scan(path);
    const span = functions[within]?.span ?? [1, 1, 1, 1];
    return this.keep(`${path} ${within} ${name}`, { framework: framework ?? (name === 'fastify' ? 'fastify' : 'express'), form: 'router', path, name, within, isParameter: true, place: { path, span }, args: [] });
  }

  /** The same object where it was the same before. @param key tells what else it is in one state of the tree */
  private keep(key: string, holder: NodeHolder): NodeHolder {
    const before = this.known.get(key);
    if (before !== undefined && sameParts(before, holder)) return before;
    this.known.set(key, asEntity(holder));
    return holder;
  }
}

/** `{app,db}` is what a destructured parameter is called. */
function namesOf(param: string): readonly string[] {
  return param.startsWith('{') ? param.slice(1, -1).split(',') : [param];
}

function isCalled({ parent, held, name, symbol }: FunctionUse, wanted: string): boolean {
  if (symbol === wanted && symbol !== '') return true;
  if (wanted !== 'default' || parent !== -1) return false;
  return name === 'module.exports' || (held === 'name' && name === '') || (held === 'other') || (held === 'argument' && WRAPPER.test(name));
}
