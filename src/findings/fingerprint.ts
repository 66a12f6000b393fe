/** The identity of a finding over moves of lines, renames of files and pushes. Pure. */
import { createHash } from 'node:crypto';

export interface FingerprintParts {
  readonly ruleId: string;
  /** The path by which the base knows the file: a renamed file keeps its identity. */
  readonly path: string;
  readonly symbol: string;
  readonly subject: string;
  /** 0 for the first match with the same other parts in the file, 1 for the next… */
  readonly occurrence: number;
}

/** 32 hex digits (the first 128 bits of a SHA-256). */
export function fingerprintOf(parts: FingerprintParts): string {
  const text = [parts.ruleId, parts.path, parts.symbol, normalise(parts.subject), String(parts.occurrence)].join('\0');
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

function normalise(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
