/** Runs one command of analysis from source to exit code. */
import { writeFileSync } from 'node:fs';
import { readRulePage, readVersion } from '../assets/rule-pages.js';
import { createLocalChangeSource, createLocalTreeSource } from '../checkout/local.js';
import type { ChangeSource, TreeSource } from '../checkout/types.js';
import { webAddress } from '../config/environment.js';
import type { Gate } from '../config/types.js';
import { createEngine, type LocalEngine } from '../engine.js';
import { UserError } from '../errors.js';
import type { Judged } from '../pipeline-types.js';
import { ENGINE_READERS } from '../readers/threads.js';
import { visible } from '../report/escape.js';
import { dataDirOf } from './data-dir.js';
import { EXIT } from './exit.js';
import type { Format } from './formats.js';
import { terminalLinks } from './links.js';
import { createProgress } from './progress.js';
import { render } from './render.js';
import { wantsColor, WIDTH, widthOf, type Terminal } from './terminal.js';

/** What opening an engine needs of a command's options. */
export type EngineRun = Pick<RunOptions, 'failOn' | 'dataDir'>;

export interface RunOptions {
  readonly format: Format;
  /** Instead of the severity in the repository's own gate; its other limits hold. */
  readonly failOn?: Gate['failOn'];
  /** A file instead of standard output. */
  readonly output?: string;
  readonly dataDir?: string;
  /** Further files to write, each in a format of its own. */
  readonly write?: readonly Written[];
  /** Print the verdict alone. */
  readonly quiet?: boolean;
  /** Print what is otherwise counted. */
  readonly verbose?: boolean;
  /** Leave out of SARIF what is suppressed, baselined or ignored. */
  readonly reportedOnly?: boolean;
}

/** A report in a file. */
export interface Written {
  readonly format: Format;
  readonly file: string;
}

export interface ReviewOptions extends RunOptions {
  readonly base?: string;
  readonly head?: string;
}

export interface AuditOptions extends RunOptions {
  readonly ref?: string;
}

/** Prints the review of a change; answers the exit code. Throws UserError. */
export async function runReview(path: string, options: ReviewOptions, terminal: Terminal): Promise<number> {
  const source = await openChange(path, options, terminal);
  return report(source, { ...options, path }, terminal, (engine) => engine.judgeChange(source));
}

/** Prints the audit of a tree; answers the exit code. Throws UserError. */
export async function runAudit(path: string, options: AuditOptions, terminal: Terminal): Promise<number> {
  const source = await createLocalTreeSource({ path, ...picked(options, ['ref']) });
  return report(source, { ...options, path }, terminal, (engine) => engine.judgeTree(source));
}

/** Opens a change, with what the process knows from before. Throws UserError. */
export function openChange(path: string, options: Pick<ReviewOptions, 'base' | 'head'>, { standing }: Terminal): Promise<ChangeSource> {
  return createLocalChangeSource({ path, ...picked(options, ['base', 'head']), ...(standing === undefined ? {} : picked(standing, ['trees', 'launcher'])) });
}

interface PlacedOptions extends RunOptions {
  /** As it was given. */
  readonly path: string;
}

/** Judges, prints and closes what it was given. */
async function report(source: TreeSource, options: PlacedOptions, terminal: Terminal, judge: (engine: LocalEngine) => Promise<Judged>): Promise<number> {
  return withEngine(source, options, terminal, async (engine) => ({ docsUrl: docsUrlOf(terminal), judged: await judge(engine) }), async ({ judged, docsUrl }) => {
    await print(source, { ...options, docsUrl }, terminal, judged);
    return judged.result.verdict.result === 'fail' ? EXIT.fail : EXIT.pass;
  });
}

/** Opens an engine, asks it, and hands on what it answers; closes the engine and the source. */
export async function withEngine<Answer>(source: TreeSource, options: EngineRun, terminal: Terminal, ask: (engine: LocalEngine) => Promise<Answer>, use: (answer: Answer) => Promise<number>): Promise<number> {
  const progress = createProgress(terminal.stderr, () => performance.now());
  try {
    const engine = await openEngine(options, terminal, progress.show);
    try {
      const answer = await ask(engine).finally(progress.clear).catch((error: unknown) => {
        throw isOfTheStore(error) ? unusable(options, terminal, error) : error;
      });
      return await use(answer);
    } finally {
      await engine.close();
    }
  } finally {
    await source.close();
  }
}

async function openEngine(options: EngineRun, terminal: Terminal, onProgress: (stage: string, done: number, total: number) => void): Promise<LocalEngine> {
  const run = { onProgress, ...picked(options, ['failOn']) };
  try {
    return await (terminal.standing?.openEngine(run) ?? createEngine({ ...run, dataDir: dataDirOf(options, terminal), ...ENGINE_READERS }));
  } catch (error) {
    // What the system or SQLite refuses has a code; ENOENT is a file of our own that is missing.
    const { code } = error as { code?: unknown };
    if (typeof code !== 'string' || code === 'ENOENT') throw error;
    throw unusable(options, terminal, error);
  }
}

/** A database that is locked, full or damaged may show it at any reading or writing. */
function isOfTheStore(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && code.startsWith('SQLITE_');
}

function unusable(options: EngineRun, terminal: Terminal, error: unknown): UserError {
  return new UserError(`the data folder ${dataDirOf(options, terminal)} can't be used (${reasonOf(error)}); name another with --data-dir`, { cause: error });
}

async function print(source: TreeSource, options: PlacedOptions & { readonly docsUrl: string | null }, terminal: Terminal, judged: Judged): Promise<void> {
  const { configuration, result } = judged;
  if (!configuration.valid) {
    const where = result.mode === 'review' && result.base !== null ? `in the base, ${result.base.slice(0, 10)}: ` : '';
    throw new UserError(configuration.problems.map((problem) => where + problem.message).join('\n'));
  }
  const inFile = { version: readVersion(), color: false, width: WIDTH, quiet: false, verbose: true, reportedOnly: options.reportedOnly === true, docsUrl: options.docsUrl, pageOf: readRulePage };
  for (const { format, file } of options.write ?? []) writeReport(file, await render(judged, source, { ...inFile, format }));
  const text = await render(judged, source, {
    ...inFile,
    format: options.format,
    color: options.output === undefined && wantsColor(terminal),
    width: options.output === undefined ? widthOf(terminal) : WIDTH,
    quiet: options.quiet === true,
    verbose: options.verbose === true,
    ...(result.mode === 'review' && result.head === null ? { fixCommand: fixCommand(options.path) } : {}),
    ...(options.output === undefined && options.format === 'terminal' && terminal.hyperlinks === true ? { links: await terminalLinks(options.path, result.head, options.docsUrl) } : {}),
  });
  if (options.output === undefined) terminal.stdout.write(text);
  else writeReport(options.output, text);
}

/** Fixes are written into working trees alone. */
function fixCommand(path: string): string {
  return path === '.' ? 'shipworthy fix' : `shipworthy fix ${/^[\w./-]+$/.test(path) ? path : `'${visible(path).replaceAll("'", "'\\''")}'`}`;
}

/** DOCS_URL of the environment. Throws UserError. */
function docsUrlOf({ environment: { DOCS_URL: value } }: Terminal): string | null {
  if (value === undefined || value.trim() === '') return null;
  const address = webAddress(value.trim());
  if (address === null) throw new UserError('DOCS_URL has to be the address of a web server, without a user, a query or a fragment');
  return address;
}

function writeReport(output: string, text: string): void {
  try {
    writeFileSync(output, text);
  } catch (error) {
    throw new UserError(`${output} can't be written (${reasonOf(error)})`);
  }
}

/** Node's code for what the system refused, else the first line of what was said. */
function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === 'string') return code;
  return typeof message === 'string' ? (message.split('\n')[0] ?? '') : 'unknown';
}

/** Only the options that are set, so that the callee's defaults hold. */
export function picked<T extends object, K extends keyof T>(options: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]]))) as Pick<T, K>;
}
