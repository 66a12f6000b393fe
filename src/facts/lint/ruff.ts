/** Ruff with the few rules that our own rules build on. Pure. */
import type { Span } from '../types.js';
import { loadRuff, type RuffCheck, type RuffLibrary, type RuffModule } from './ruff-library.js';
import { loadTool, ToolError } from './tool.js';

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

/** Ruff with our default set, for the newest Python: what older ones can't read is not its business. Where the package is missing, each check says so. */
export async function createRuff(load?: () => Promise<RuffModule>): Promise<Ruff> {
  try {
    return ruffOf(await loadTool('Ruff', () => loadRuff(load)));
  } catch (error) {
    const refuse = (): never => {
      throw error;
    };
    return { check: refuse };
  }
}

function ruffOf({ configure }: RuffLibrary): Ruff {
  let check: RuffCheck | undefined;
  return {
    check(text) {
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
