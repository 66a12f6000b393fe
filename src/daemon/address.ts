/** Where the daemon of a data folder is found: a socket in a folder that nobody else may enter. I/O. */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readVersion } from '../assets/rule-pages.js';
import { UserError } from '../errors.js';
import { entryOf, type Entry } from '../launcher/entry.js';

export interface Address {
  /** Absolute path of the socket. */
  readonly socket: string;
  /** Absolute path of the data folder. */
  readonly dataDir: string;
  /** How this program is started again. */
  readonly entry: Entry;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Bytes of a socket's path that every system takes: 104 with the zero at its end on macOS, 108 on Linux (unix(4), unix(7)); nine are for what a daemon listens at before it has the address. */
const LONGEST_PATH = 103 - 9;
const DIGITS = 12;
/** Variables that git finds a person's settings by, and temporary files: a daemon keeps those that it was started with. */
const KEPT: readonly string[] = ['HOME', 'USERPROFILE', 'XDG_CONFIG_HOME', 'TMPDIR'];

/**
 * The address of the daemon that this program would talk to: each state of the program, and each home, has its own.
 * @throws UserError where there can be none
 */
export function addressOf(dataDir: string, environment: Environment): Address {
  const entry = entryOf('../cli.js', import.meta.url);
  const folder = privateFolder(environment);
  const absolute = resolve(dataDir);
  const name = `${digest([absolute])}-${digest(stateOf(entry, environment))}.sock`;
  const socket = join(folder, name);
  if (Buffer.byteLength(socket) > LONGEST_PATH) throw new UserError(`no daemon: ${folder} is too long a path for a socket`);
  return { socket, dataDir: absolute, entry };
}

/** The sockets of all daemons over a data folder, whatever state of the program they are of; this one's among them. */
export function socketsBeside({ socket }: Address): string[] {
  const folder = join(socket, '..');
  const [ofFolder = ''] = nameIn(socket, folder).split('-');
  return readdirSync(folder).filter((name) => name.startsWith(`${ofFolder}-`) && name.endsWith('.sock')).map((name) => join(folder, name));
}

/** Where the daemon that listens at a socket tells its process id. */
export function pidFileOf(socket: string): string {
  return `${socket}.pid`;
}

function nameIn(path: string, folder: string): string {
  return path.slice(folder.length + 1);
}

/** What makes an older daemon another: how this program is started, when its files came here (ctime, which installing can't set), and by whom. */
function stateOf({ path, args }: Entry, environment: Environment): readonly unknown[] {
  return [readVersion(), process.version, path, args, statSync(path).ctimeMs, KEPT.map((name) => environment[name] ?? null)];
}

function digest(of: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, DIGITS);
}

/** Made where it is missing, for its owner alone. Throws UserError where it is somebody else's, or open to others. */
function privateFolder(environment: Environment): string {
  const owner = process.getuid?.();
  if (owner === undefined) throw new UserError('no daemon: on this system a socket can’t be kept from other users');
  const folder = join(environment.XDG_RUNTIME_DIR || tmpdir(), `shipworthy-${owner}`);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw new UserError(`no daemon: ${folder} can't be made (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`, { cause: error });
  }
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== owner || (found.mode & 0o077) !== 0) throw new UserError(`no daemon: ${folder} is not a folder of yours alone`);
  return folder;
}
