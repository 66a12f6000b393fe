/** The requests of a repository's JavaScript code; made when first asked for. Pure. */
import type { JavaScriptUses } from '../../../facts/javascript/uses/types.js';
import type { FileFacts } from '../../../facts/types.js';
import type { Bindings } from '../../javascript/bindings.js';
import { isFixturePath, isTestPath } from '../../path-uses.js';
import { createGroups } from '../../inverse.js';
import { keepEntities, sameData } from '../../same-data.js';
import type { Scan, Told } from '../../live-tree.js';
import { early, earlyPerKey, perPair, sameItems } from '../../tracked.js';
import { createEnvironment } from './environment.js';
import { callsIn, indexOfFunction, ownCalls, readCalls, type ReaderInput } from './reader.js';
import type { HttpCall, HttpCalls } from './types.js';

export interface HttpCallsInput {
  facts(path: string): FileFacts | undefined;
  readonly scan: Scan;
  readonly bindings: Bindings;
}

/** What a file says of the bases of axios and its instances. */
interface Bases {
  readonly bases: NonNullable<JavaScriptUses['bases']>;
  /** Its code changes the addresses of axios on the way. */
  readonly hooks: boolean;
}

/** Builds the part of the model for one tree. Calls are read file by file, so that an edit has few of them read again. */
export function createHttpCalls({ facts, scan, bindings }: HttpCallsInput): HttpCalls {
  const using = scan(mayCall);
  const basing = scan(basesOf, sameData);
  const variable = createEnvironment(scan);
  const base = early(() => axiosBase(basing(), bindings), sameData);
  const input: ReaderInput = {
    facts,
    bindings,
    get axiosBase() {
      return base();
    },
    variable: (path, name) => variable()(path, name),
    functionAt: perPair((path: string, symbol: string) => indexOfFunction(facts(path)?.javascript?.uses?.functions ?? [], symbol)),
  };
  const inFile = earlyPerKey((path: string) => callsIn(input, path), sameData);
  const ownIn = earlyPerKey((path: string) => ownCalls(input, path, inFile(path).others), sameData);
  let known: readonly HttpCall[] = [];
  const all = early(() => {
    known = keepEntities(known, readCalls(input, using().map(({ path }) => path), { inFile, ownIn }));
    return known;
  }, sameItems);
  return {
    get all() {
      return all();
    },
    at: createGroups(all, ({ place }) => place.path),
  };
}

function mayCall({ javascript }: FileFacts, path: string): boolean {
  return javascript?.uses !== undefined && !isTestPath(path) && !isFixturePath(path);
}

function basesOf(facts: FileFacts, path: string): Bases | false {
  const uses = mayCall(facts, path) ? facts.javascript?.uses : undefined;
  const bases = uses?.bases ?? [];
  const hooks = uses?.rewritesAddresses === true && uses.calls.some(({ callee }) => callee.startsWith('axios.'));
  return (bases.length > 0 || hooks) && { bases, hooks };
}

/** `axios.defaults.baseURL = …`; where code changes addresses on the way, a value that says nothing. */
function axiosBase(files: readonly Told<Bases>[], bindings: Bindings): ReaderInput['axiosBase'] {
  for (const { path, told } of files) {
    for (const { of, value } of told.bases) {
      const origin = bindings.resolve(path, of);
      if (origin.kind === 'package' ? origin.package === 'axios' : of === 'axios') return { path, value };
    }
    if (told.hooks) return { path, value: { kind: 'other' } };
  }
  return undefined;
}
