/** Writing into a working tree: whole files, each in one step, and only where the file is what was read. I/O. */
import { chmod, lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { UserError } from '../errors.js';
import { readContents } from './read-texts.js';
import type { PatchedFile, TreeSource } from './types.js';

export interface WorkingFiles {
  /** Why the file can't be written, as a sentence without its subject; undefined where it can. */
  refusalOf(path: string): Promise<string | undefined>;
  /**
   * Writes and removes files, with the modes and line ends that they have. Checks all of them before it touches one; symlinks are
   * neither followed nor replaced.
   * @throws UserError when a file is no longer what was read, or the system refuses: nothing, or what the message names, is written then
   */
  write(files: readonly PatchedFile[]): Promise<void>;
}

/** How the working tree has a file that git has as `blob`. */
interface Shape {
  /** Permission bits. */
  readonly mode: number;
  /** Git turned its line ends from CRLF to LF. */
  readonly converted: boolean;
}

/**
 * The files of a working tree.
 * @param top absolute path of its first folder
 * @param source the working tree as it was read
 */
export function workingFilesOf(top: string, source: TreeSource): WorkingFiles {
  return {
    async refusalOf(path) {
      const shape = await shapeOf(top, path, source);
      return typeof shape === 'string' ? shape : undefined;
    },
    async write(files) {
      const planned: Planned[] = [];
      for (const file of files) planned.push(await plan(top, file, source));
      await carryOut(planned);
    },
  };
}

/** The shape of a file that is there, null for one that is not and may be made, or why it can't be written. */
async function shapeOf(top: string, path: string, source: TreeSource): Promise<Shape | null | string> {
  const behind = await wrongFolder(top, path);
  if (behind !== undefined) return behind;
  const found = await lstat(join(top, path)).catch(() => null);
  const isKnown = source.head.entries.has(path);
  if (found === null) return isKnown ? 'it is gone from the working tree' : null;
  if (!isKnown) return 'something git does not track is in its place';
  if (!found.isFile()) return 'it is no plain file in the working tree';
  const blob = (await readContents(source, source.head, [path])).get(path);
  const content = await readFile(join(top, path)).catch(() => undefined);
  if (blob === undefined || content === undefined) return 'it could not be read';
  const mode = found.mode & 0o7777;
  if (content.equals(blob)) return { mode, converted: false };
  if (!content.toString('latin1').replaceAll('\r\n', '\n').includes('\r') && toLf(content).equals(blob)) {
    return toCrlf(blob).equals(content) ? { mode, converted: true } : 'its line ends are mixed, and git converts them';
  }
  return 'the working tree has it otherwise than git read it (a filter, an encoding, or an edit meanwhile)';
}

/** A part of the way is no folder of the working tree's own. */
async function wrongFolder(top: string, path: string): Promise<string | undefined> {
  const parts = path.split('/').slice(0, -1);
  for (let length = 1; length <= parts.length; length += 1) {
    const folder = parts.slice(0, length).join('/');
    const found = await lstat(join(top, folder)).catch(() => null);
    if (found === null) return undefined;
    if (!found.isDirectory()) return `${folder} is no plain folder in the working tree`;
  }
  return undefined;
}

interface Planned {
  readonly path: string;
  readonly target: string;
  /** null: to be removed. */
  readonly content: Buffer | null;
  /** null: the system's default. */
  readonly mode: number | null;
}

async function plan(top: string, { path, content }: PatchedFile, source: TreeSource): Promise<Planned> {
  const shape = await shapeOf(top, path, source);
  if (typeof shape === 'string') throw new UserError(`nothing was written: ${path} changed while it was read (${shape})`);
  const own = content !== null && shape?.converted === true ? toCrlf(content) : content;
  return { path, target: join(top, path), content: own, mode: shape?.mode ?? null };
}

/** Writes all beside their places first: what can fail fails before a file is touched. */
async function carryOut(planned: readonly Planned[]): Promise<void> {
  const staged = planned.map((file) => ({ ...file, beside: file.content === null ? null : join(dirname(file.target), `.shipworthy-${randomBytes(6).toString('hex')}.tmp`) }));
  const done: string[] = [];
  try {
    for (const { target, beside, content, mode } of staged) {
      if (beside === null || content === null) continue;
      await mkdir(dirname(target), { recursive: true });
      await writeFile(beside, content, { flag: 'wx' });
      if (mode !== null) await chmod(beside, mode);
    }
    for (const { path, target, beside } of staged) {
      await (beside === null ? rm(target) : rename(beside, target));
      done.push(path);
    }
  } catch (error) {
    await Promise.all(staged.map(({ beside }) => (beside === null ? undefined : rm(beside, { force: true }))));
    const reason = (error as { code?: unknown }).code;
    throw new UserError(`the working tree can't be written (${typeof reason === 'string' ? reason : String(error)}); written so far: ${done.length === 0 ? 'nothing' : done.join(', ')}`, { cause: error });
  }
}

function toLf(content: Buffer): Buffer {
  return Buffer.from(content.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}

function toCrlf(content: Buffer): Buffer {
  return Buffer.from(content.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
}
