import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { gitEnvironment, guardArguments, type GitCall } from './git.js';
import type { Blob } from './types.js';

/** Content over this many bytes is not analysed (DESIGN, section 6), so it is never held in memory. */
export const BLOB_LIMIT = 1024 * 1024;

/** Requests written ahead of the answers: enough to keep git busy, few enough to drop cheaply. */
const WINDOW = 128;

const NEWLINE = 0x0a;

/** Where and how the reader's git process runs. */
export type BlobReaderOptions = Pick<GitCall, 'cwd' | 'configuration' | 'environment' | 'launcher'> & {
  /** Bytes; content over it is read past and answered as null. */
  readonly limit?: number;
};

/** Readings of one repository's blobs. */
export interface Blobs {
  /** Starts the process before the first reading asks for it. */
  start(): void;
  /**
   * Answers each distinct id once, in the order asked. Readings that overlap wait for each other.
   * A blob that git does not hold, or that is no blob, has neither content nor (when missing) size.
   */
  read(oids: Iterable<string>): AsyncGenerator<Blob, void, undefined>;
  /** Ends the process. Readings after it throw. */
  close(): Promise<void>;
}

/** Reads through a process that is started where starting is cheap. */
export function openBlobs({ launcher, ...options }: BlobReaderOptions): Blobs {
  return launcher?.isOpen === true ? launcher.blobs(options) : new BlobReader(options);
}

/**
 * Reads blobs through one `git cat-file --batch` process that lives until `close`.
 *
 * The process is started without simple-git, which collects a process's whole output before it hands it over;
 * this one answers as long as it is asked, and its output is read only as fast as the caller takes it.
 */
export class BlobReader implements Blobs {
  private readonly options: BlobReaderOptions;
  private process: BatchProcess | null = null;
  private turn: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(options: BlobReaderOptions) {
    this.options = options;
  }

  start(): void {
    this.running();
  }

  async *read(oids: Iterable<string>): AsyncGenerator<Blob, void, undefined> {
    const before = this.turn;
    let release = (): void => undefined;
    this.turn = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    try {
      yield* this.readAll([...new Set(oids)]);
    } finally {
      release();
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    const running = this.process;
    this.process = null;
    await running?.end();
  }

  private async *readAll(oids: readonly string[]): AsyncGenerator<Blob, void, undefined> {
    const limit = this.options.limit ?? BLOB_LIMIT;
    let asked = 0;
    let answered = 0;
    try {
      while (answered < oids.length) {
        const running = this.running();
        const until = Math.min(oids.length, answered + WINDOW);
        if (asked - answered <= WINDOW / 2 && asked < until) {
          running.ask(oids.slice(asked, until));
          asked = until;
        }
        const oid = oids[answered] ?? '';
        const blob = await running.answer(oid, limit);
        answered += 1;
        if (blob === null) {
          // The process died over this one (an unreadable object): it alone is lost, the rest is asked again.
          this.process = null;
          asked = answered;
        }
        yield blob ?? { oid, content: null, size: null };
      }
    } finally {
      // A caller that stopped early leaves answers behind: read past them, so that the next reading begins clean.
      for (; answered < asked && this.process !== null; answered += 1) {
        if ((await this.process.answer(oids[answered] ?? '', -1)) === null) this.process = null;
      }
    }
  }

  private running(): BatchProcess {
    if (this.closed) throw new Error('The blob reader is closed');
    this.process ??= new BatchProcess(this.options);
    return this.process;
  }
}

/** The process and the parser of its output: `<oid> <type> <size>\n<content>\n`, or `<oid> missing\n`. */
class BatchProcess {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly chunks: AsyncIterator<Buffer>;
  private readonly ended: Promise<void>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(options: BlobReaderOptions) {
    // What is larger is streamed by git too, and not held there for us to read past it.
    const streaming = `core.bigFileThreshold=${BLOB_LIMIT}`;
    this.child = spawn('git', [...guardArguments(), '-c', streaming, 'cat-file', '--batch'], {
      cwd: options.cwd,
      env: gitEnvironment(options),
      windowsHide: true,
    });
    this.ended = new Promise((resolve) => {
      this.child.once('close', () => resolve());
      this.child.once('error', () => resolve());
    });
    this.child.stdin.on('error', ignore); // a process that died is noticed at its output
    this.child.stdout.on('error', ignore);
    this.child.stderr.resume();
    this.chunks = this.child.stdout[Symbol.asyncIterator]();
  }

  ask(oids: readonly string[]): void {
    this.child.stdin.write(oids.map((oid) => `${oid}\n`).join(''));
  }

  /** The next answer, or null when the process is gone. */
  async answer(oid: string, limit: number): Promise<Blob | null> {
    const header = await this.line();
    if (header === null) return null;
    const [, type = '', length = ''] = header.split(' ');
    if (!/^\d+$/.test(length)) return { oid, content: null, size: null };
    const size = Number(length);
    if (type !== 'blob' || size > limit) {
      if (!(await this.skip(size + 1))) return null;
      return { oid, content: null, size: type === 'blob' ? size : null };
    }
    const content = await this.take(size);
    if (content === null || !(await this.skip(1))) return null;
    return { oid, content, size };
  }

  async end(): Promise<void> {
    this.child.stdin.end();
    this.child.stdout.destroy();
    this.child.kill();
    await this.ended;
  }

  private async more(): Promise<boolean> {
    const next = await this.chunks.next().catch(() => ({ done: true as const, value: undefined }));
    if (next.done === true) return false;
    this.rest = this.rest.length === 0 ? next.value : Buffer.concat([this.rest, next.value]);
    return true;
  }

  private async line(): Promise<string | null> {
    for (;;) {
      const newline = this.rest.indexOf(NEWLINE);
      if (newline >= 0) {
        const line = this.rest.toString('latin1', 0, newline);
        this.rest = this.rest.subarray(newline + 1);
        return line;
      }
      if (!(await this.more())) return null;
    }
  }

  private async take(size: number): Promise<Buffer | null> {
    const parts: Buffer[] = [];
    let missing = size;
    for (;;) {
      const part = this.rest.subarray(0, missing);
      this.rest = this.rest.subarray(part.length);
      parts.push(part);
      missing -= part.length;
      // A copy: a slice would keep the whole chunk alive for as long as one small file is held.
      if (missing === 0) return Buffer.concat(parts);
      if (!(await this.more())) return null;
    }
  }

  private async skip(size: number): Promise<boolean> {
    let missing = size;
    for (;;) {
      const part = Math.min(missing, this.rest.length);
      this.rest = this.rest.subarray(part);
      missing -= part;
      if (missing === 0) return true;
      if (!(await this.more())) return false;
    }
  }
}

function ignore(): void {
  // nothing to do
}
