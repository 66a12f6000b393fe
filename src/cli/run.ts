/** Runs one command of analysis from source to exit code. */
import { writeFileSync } from 'node:fs';
import { readRulePage, readVersion } from '../assets/rule-pages.js';
import { createLocalChangeSource, createLocalTreeSource } from '../checkout/local.js';
import type { ChangeSource, TreeSource } from '../checkout/types.js';
import type { Gate } from '../config/types.js';
import { createEngine, defaultDataDir, type LocalEngine } from '../engine.js';
import { UserError } from '../errors.js';
import type { Judged } from '../pipeline.js';
import { failsGate } from '../score/verdict.js';
import { createProgress } from './progress.js';
import { render, type Format } from './render.js';

/** Exit codes of the command line. */
export const EXIT = { pass: 0, fail: 1, usage: 2, internal: 3 } as const;

export interface RunOptions {
  readonly format: Format;
  /** Instead of the repository's own gate. */
  readonly failOn?: Gate['failOn'];
  /** A file instead of standard output. */
  readonly output?: string;
  readonly dataDir?: string;
}

export interface ReviewOptions extends RunOptions {
  readonly base?: string;
  readonly head?: string;
}

export interface AuditOptions extends RunOptions {
  readonly ref?: string;
}

/** Prints the review of a change; answers the exit code. Throws UserError. */
export async function runReview(path: string, options: ReviewOptions): Promise<number> {
  return withEngine(options, async (engine) => {
    const source = await createLocalChangeSource({ path, ...picked(options, ['base', 'head']) });
    return finish(source, options, await judging(source, () => engine.judgeChange(source)));
  });
}

/** Prints the audit of a tree; answers the exit code. Throws UserError. */
export async function runAudit(path: string, options: AuditOptions): Promise<number> {
  return withEngine(options, async (engine) => {
    const source = await createLocalTreeSource({ path, ...picked(options, ['ref']) });
    return finish(source, options, await judging(source, () => engine.judgeTree(source)));
  });
}

async function judging<T>(source: TreeSource | ChangeSource, judge: () => Promise<T>): Promise<T> {
  try {
    return await judge();
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function withEngine(options: RunOptions, use: (engine: LocalEngine) => Promise<number>): Promise<number> {
  const progress = createProgress(process.stderr, () => performance.now());
  const dataDir = options.dataDir ?? defaultDataDir(process.env);
  const engine = await openEngine(dataDir, progress.show);
  try {
    return await use(engine);
  } finally {
    progress.clear();
    await engine.close();
  }
}

async function openEngine(dataDir: string, onProgress: (stage: string, done: number, total: number) => void): Promise<LocalEngine> {
  try {
    return await createEngine({ dataDir, onProgress });
  } catch (error) {
    const code = (error as { code?: string }).code ?? (error instanceof Error ? error.message : 'unknown');
    throw new UserError(`the data folder ${dataDir} can't be used (${code}); name another with --data-dir`);
  }
}

async function finish(source: TreeSource, options: RunOptions, judged: Judged): Promise<number> {
  try {
    const { configuration } = judged;
    if (!configuration.valid) throw new UserError(configuration.problems.map((problem) => problem.message).join('\n'));
    const text = await render(judged, source, {
      format: options.format,
      version: readVersion(),
      color: options.output === undefined && process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
      width: Math.max(process.stdout.columns ?? 80, 60),
      pageOf: readRulePage,
    });
    write(options.output, text);
    return exitCode(judged, options.failOn);
  } finally {
    await source.close();
  }
}

function write(output: string | undefined, text: string): void {
  if (output === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(output, text);
  } catch (error) {
    throw new UserError(`${output} can't be written (${(error as { code?: string }).code ?? 'unknown'})`);
  }
}

/** `--fail-on` replaces the severity of the repository's gate, nothing else of it. */
function exitCode({ result, configuration }: Judged, failOn: Gate['failOn'] | undefined): number {
  if (failOn === undefined) return result.verdict.result === 'fail' ? EXIT.fail : EXIT.pass;
  const gate = { ...configuration.config.gate, failOn };
  return result.findings.some((finding) => failsGate(finding, gate)) ? EXIT.fail : EXIT.pass;
}

/** Only the options that are set, so that the callee's defaults hold. */
function picked<T extends object, K extends keyof T>(options: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]]))) as Pick<T, K>;
}
