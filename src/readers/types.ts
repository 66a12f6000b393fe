/** Who turns files into facts. */
import type { FileFacts, PathKind } from '../facts/types.js';

export interface Readers {
  /** Files that may be under way at the same time. */
  readonly size: number;
  /** Never rejects for what a file holds. */
  read(kind: PathKind, content: Uint8Array): Promise<FileFacts>;
  close(): Promise<void>;
}
