/** Ruff as a library, in the process. Pure: it reads no configuration and no file. */
import type { Diagnostic, Workspace } from '@astral-sh/ruff-wasm-nodejs';
import type { Span } from '../types.js';

/** What Ruff says of one place of a text. Lines and columns are 1-based, columns in UTF-16 code units. */
export interface RuffFinding {
  /** In preview, and for rules without a code, the rule's name. null: what is no Python. */
  readonly code: string | null;
  readonly message: string;
  readonly span: Span;
  readonly fix: { readonly title: string | null; readonly edits: readonly { readonly span: Span; readonly text: string }[] } | null;
}

/** Ruff by one configuration, whose memory goes when it does. Throws where Ruff itself breaks, and is of no use then. */
export type RuffCheck = (text: string) => readonly RuffFinding[];

export interface RuffLibrary {
  /** Throws, with Ruff's words, for options that it refuses. */
  configure(options: Readonly<Record<string, unknown>>): RuffCheck;
}

/** What of the package is used. */
export type RuffModule = Pick<typeof import('@astral-sh/ruff-wasm-nodejs'), 'Workspace' | 'PositionEncoding'>;

/** Rejects where the package is missing. */
export async function loadRuff(): Promise<RuffLibrary> {
  return ruffLibrary(await import('@astral-sh/ruff-wasm-nodejs'));
}

export function ruffLibrary({ PositionEncoding, Workspace: Made }: RuffModule): RuffLibrary {
  return {
    configure(options) {
      const workspace: Workspace = new Made(options, PositionEncoding.Utf16);
      return (text) => (workspace.check(text) as Diagnostic[]).map(toFinding);
    },
  };
}

function toFinding({ code, message, fix, start_location: start, end_location: end }: Diagnostic): RuffFinding {
  return { code, message, span: spanOf(start, end), fix: fix === null ? null : { title: fix.message, edits: fix.edits.map((edit) => ({ span: spanOf(edit.location, edit.end_location), text: edit.content ?? '' })) } };
}

interface Place {
  readonly row: number;
  readonly column: number;
}

function spanOf(start: Place, end: Place): Span {
  return [start.row, start.column, end.row, end.column];
}
