/** Ruff, in the process, with the few rules that our own rules build on. Pure: it reads no configuration and no file. */
import type { Diagnostic, Workspace } from '@astral-sh/ruff-wasm-nodejs';
import type { Span } from '../types.js';
import { loadTool, ToolError } from './tool.js';

/** Ways through a function above which it is called complex: McCabe allows 10, and 15 where there is reason (NIST SP 500-235, 2.5). */
export const MOST_WAYS = 15;

/** Ruff's answer to one text. `check` throws a ToolError where Ruff is missing or breaks. */
export interface Ruff {
  check(text: string): readonly RuffDiagnostic[];
  free(): void;
}

export interface RuffDiagnostic {
  /** `invalid-syntax` for what is no Python. */
  readonly code: string;
  readonly message: string;
  readonly span: Span;
}

type RuffModule = Pick<typeof import('@astral-sh/ruff-wasm-nodejs'), 'Workspace' | 'PositionEncoding'>;

const SELECT = ['F821', 'ANN201', 'D101', 'D102', 'D103', 'PLR2004', 'C901', 'ERA001'];

/** Ruff with our default set, for the newest Python: what older ones can't read is not its business. Where the package is missing, each check says so. */
export async function createRuff(load: () => Promise<RuffModule> = () => import('@astral-sh/ruff-wasm-nodejs')): Promise<Ruff> {
  try {
    return ruffOf(await loadTool('Ruff', load));
  } catch (error) {
    const refuse = (): never => {
      throw error;
    };
    return { check: refuse, free: () => undefined };
  }
}

function ruffOf({ Workspace: Made, PositionEncoding }: RuffModule): Ruff {
  const make = (): Workspace => new Made({ 'target-version': 'py314', lint: { select: SELECT, mccabe: { 'max-complexity': MOST_WAYS } } }, PositionEncoding.Utf16);
  let workspace: Workspace | undefined;
  return {
    check(text) {
      try {
        workspace ??= make();
        return (workspace.check(text) as Diagnostic[]).map(toDiagnostic);
      } catch (error) {
        // What broke once is not asked again.
        workspace = undefined;
        throw new ToolError('Ruff broke on this file', { cause: error });
      }
    },
    free: () => workspace?.free(),
  };
}

function toDiagnostic({ code, message, start_location: start, end_location: end }: Diagnostic): RuffDiagnostic {
  return { code: code ?? 'invalid-syntax', message, span: [start.row, start.column, end.row, end.column] };
}
