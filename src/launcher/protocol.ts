/** What a launcher's process is asked and answers. Messages are structured clones. */
import type { BlobReaderOptions } from '../checkout/blob-reader.js';
import type { FetchLimits } from '../checkout/fetch-process.js';
import type { GitCall } from '../checkout/git.js';
import type { ToolCall } from './types.js';

export type LauncherTask =
  | { readonly kind: 'git'; readonly call: GitCall }
  | { readonly kind: 'fetch'; readonly call: GitCall; readonly limits: FetchLimits }
  | { readonly kind: 'tool'; readonly call: ToolCall }
  /** `reader` is a number of the asker's choice; the process that reads lives until it is closed. */
  | { readonly kind: 'start-blobs'; readonly reader: number; readonly options: BlobReaderOptions }
  /** Answered with a `Blob[]`, one for each distinct id. */
  | { readonly kind: 'read-blobs'; readonly reader: number; readonly oids: readonly string[] }
  | { readonly kind: 'close-blobs'; readonly reader: number };

export type LauncherRequest = LauncherTask & { readonly id: number };

export type LauncherAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  /** `forUser`: the message is for the person who called us. */
  | { readonly id: number; readonly ok: false; readonly message: string; readonly forUser: boolean };
