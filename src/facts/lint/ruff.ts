/** Ruff, in the process, with the few rules that our own rules build on. Pure: it reads no configuration and no file. */
import { PositionEncoding, Workspace, type Diagnostic } from '@astral-sh/ruff-wasm-nodejs';
import type { Span } from '../types.js';

/** Ways through a function above which it is called complex: McCabe allows 10, and 15 where there is reason (NIST SP 500-235, 2.5). */
export const MOST_WAYS = 15;

/** Ruff's answer to one text. `check` never throws for what the text holds. */
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

/** Ruff with our default set, for the newest Python: what older ones can't read is not its business. */
export function createRuff(): Ruff {
  const select = ['F821', 'ANN201', 'D101', 'D102', 'D103', 'PLR2004', 'C901', 'ERA001'];
  const workspace = new Workspace({ 'target-version': 'py314', lint: { select, mccabe: { 'max-complexity': MOST_WAYS } } }, PositionEncoding.Utf16);
  return {
    check: (text) => (workspace.check(text) as Diagnostic[]).map(toDiagnostic),
    free: () => workspace.free(),
  };
}

function toDiagnostic({ code, message, start_location: start, end_location: end }: Diagnostic): RuffDiagnostic {
  return { code: code ?? 'invalid-syntax', message, span: [start.row, start.column, end.row, end.column] };
}
