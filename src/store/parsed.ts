/** Counts of what was read. */
import type { Parsed } from './types.js';

export const NOTHING: Parsed = { parsedFiles: 0, parsedBytes: 0 };

/** What several have read together. */
export function sumOf(several: readonly Parsed[]): Parsed {
  return several.reduce((sum, { parsedFiles, parsedBytes }) => ({ parsedFiles: sum.parsedFiles + parsedFiles, parsedBytes: sum.parsedBytes + parsedBytes }), NOTHING);
}
