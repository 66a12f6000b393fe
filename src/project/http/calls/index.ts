/** The requests of a repository's JavaScript code; made when first asked for. Pure. */
import type { Value } from '../../../facts/javascript/uses/types.js';
import type { FileFacts } from '../../../facts/types.js';
import type { Bindings } from '../../javascript/bindings.js';
import { isFixturePath, isTestPath } from '../../path-uses.js';
import { asEntity } from '../../same-data.js';
import type { Scan } from '../../live-tree.js';
import { early } from '../../tracked.js';
import { createEnvironment } from './environment.js';
import { byFile, readCalls } from './reader.js';
import type { HttpCalls } from './types.js';

export interface HttpCallsInput {
  facts(path: string): FileFacts | undefined;
  readonly scan: Scan;
  readonly bindings: Bindings;
}

/** Builds the part of the model for one tree. */
export function createHttpCalls(input: HttpCallsInput): HttpCalls {
  const using = input.scan(({ javascript }, path) => javascript?.uses !== undefined && !isTestPath(path) && !isFixturePath(path));
  const variable = createEnvironment(input.scan);
  const all = early(() => {
    const paths = using().map(({ path }) => path);
    return readCalls({ facts: input.facts, bindings: input.bindings, axiosBase: axiosBase(input, paths), variable: (path, name) => variable()(path, name) }, paths).map(asEntity);
  });
  const grouped = early(() => byFile(all()));
  return {
    get all() {
      return all();
    },
    at: (path) => grouped().get(path) ?? [],
  };
}

/** `axios.defaults.baseURL = …`; where code changes addresses on the way, a value that says nothing. */
function axiosBase({ facts, bindings }: HttpCallsInput, paths: readonly string[]): { readonly path: string; readonly value: Value } | undefined {
  for (const path of paths) {
    const uses = facts(path)?.javascript?.uses;
    for (const { of, value } of uses?.bases ?? []) {
      const origin = bindings.resolve(path, of);
      if (origin.kind === 'package' ? origin.package === 'axios' : of === 'axios') return { path, value };
    }
    const hooks = uses?.rewritesAddresses === true && uses.calls.some(({ callee }) => callee.startsWith('axios.'));
    if (hooks) return { path, value: { kind: 'other' } };
  }
  return undefined;
}
