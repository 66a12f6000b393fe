/** What a command line and the daemon that works for it say to each other: one JSON object a line, first the question, then answers until the connection ends. */
import { createInterface } from 'node:readline';
import type { Socket } from 'node:net';

/** A command, with all of its surroundings that its output hangs on. */
export interface CommandQuestion {
  readonly kind: 'run';
  readonly args: readonly string[];
  /** Absolute path of the folder that relative paths are of. */
  readonly folder: string;
  readonly stdout: { readonly isTTY: boolean; readonly columns?: number };
  readonly stderr: { readonly isTTY: boolean };
  readonly hyperlinks: boolean;
  /** Those of `VARIABLES` that are set. */
  readonly environment: Readonly<Record<string, string>>;
}

export type Question = CommandQuestion | { readonly kind: 'status' } | { readonly kind: 'stop' };

export type Answer =
  /** The first word to everybody. */
  | { readonly kind: 'hello'; readonly pid: number }
  /** The turn of the command has come. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'out' | 'err'; readonly text: string }
  /** The exit code of the command. */
  | { readonly kind: 'end'; readonly code: number }
  | ({ readonly kind: 'status' } & Status)
  /** It takes no more questions, and ends when the ones before are answered. */
  | { readonly kind: 'ending' };

/** How a daemon is. */
export interface Status {
  /** Milliseconds since it started. */
  readonly age: number;
  /** Milliseconds since it last answered; null: it has not yet, or is at a command. */
  readonly rest: number | null;
  /** Commands that it is at or that wait for their turn. */
  readonly busy: number;
  /** Bytes of memory that it holds. */
  readonly memory: number;
  /** Commands that it has run. */
  readonly runs: number;
}

/** What a command reads of its environment. */
export const VARIABLES: readonly string[] = ['DATA_DIR', 'XDG_CACHE_HOME', 'DOCS_URL', 'NO_COLOR', 'FORCE_COLOR', 'TERM', 'COLUMNS'];

/** Sends one message; one that nobody reads any more is dropped. */
export function say(socket: Socket, message: Question | Answer): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}

/** What comes through a connection, message by message, until it ends or breaks. Whoever speaks another language is not listened to any further. */
export async function* messagesOf<Message extends Question | Answer>(socket: Socket): AsyncGenerator<Message, void, undefined> {
  try {
    for await (const line of createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })) yield JSON.parse(line) as Message;
  } catch {
    socket.destroy();
  }
}
