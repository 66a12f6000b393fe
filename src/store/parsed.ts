/** Counts of what was read, and of what is too much. */
import type { Parsed } from './types.js';

export const NOTHING: Parsed = { parsedFiles: 0, parsedBytes: 0 };

/** More files are to be read than may be in one go (see `Care`): they are to be read first, in parts. */
export class TooMuchToRead extends Error {
  override readonly name = 'TooMuchToRead';
  readonly files: number;

  constructor(files: number) {
    super('More files are to be read than may be in one go');
    this.files = files;
  }
}

/** What several have read together. */
export function sumOf(several: readonly Parsed[]): Parsed {
  return several.reduce((sum, { parsedFiles, parsedBytes }) => ({ parsedFiles: sum.parsedFiles + parsedFiles, parsedBytes: sum.parsedBytes + parsedBytes }), NOTHING);
}
