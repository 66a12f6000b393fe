/** Ruff with the few rules that our own rules build on. Pure. */
import type { Span } from '../types.js';
import { ruffLibrary, type RuffCheck, type RuffModule } from './ruff-library.js';
import { ToolError } from './tool.js';

/** Ways through a function above which it is called complex: McCabe allows 10, and 15 where there is reason (NIST SP 500-235, 2.5). */
export const MOST_WAYS = 15;

/** Ruff's answer to one text. `check` throws a ToolError where Ruff is missing or breaks. */
export interface Ruff {
  check(text: string): readonly RuffDiagnostic[];
}

export interface RuffDiagnostic {
  /** `invalid-syntax` for what is no Python. */
  readonly code: string;
  readonly message: string;
  readonly span: Span;
}

const OPTIONS = { 'target-version': 'py314', lint: { select: ['F821', 'ANN201', 'D101', 'D102', 'D103', 'PLR2004', 'C901', 'ERA001'], mccabe: { 'max-complexity': MOST_WAYS } } };

/**
 * Ruff with our default set, for the newest Python: what older ones can't read is not its business.
 * @param load is asked with the first text, since it takes a tenth of a second, which trees without Python are spared; where the package is missing, each check says so
 */
export function createRuff(load: () => RuffModule): Ruff {
  const library = once(() => ruffLibrary(load()));
  let check: RuffCheck | undefined;
  return {
    check(text) {
      const { configure } = library();
      try {
        check ??= configure(OPTIONS);
        return check(text).map(({ code, message, span }) => ({ code: code ?? 'invalid-syntax', message, span }));
      } catch (error) {
        // What broke once is not asked again.
        check = undefined;
        throw new ToolError('Ruff broke on this file', { cause: error });
      }
    },
  };
}

/** What it answers or throws the first time, it does each time. */
function once<Library>(load: () => Library): () => Library {
  let known: { readonly library: Library } | { readonly error: ToolError } | undefined;
  return () => {
    known ??= attempt(load);
    if ('error' in known) throw known.error;
    return known.library;
  };
}

function attempt<Library>(load: () => Library): { readonly library: Library } | { readonly error: ToolError } {
  try {
    return { library: load() };
  } catch (error) {
    return { error: new ToolError('Ruff can’t be loaded', { cause: error }) };
  }
}
