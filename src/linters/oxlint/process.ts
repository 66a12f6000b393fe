/** oxlint as a process of its own, in a folder that holds nothing but what it is to read. I/O. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isPlainPath } from '../../fixes/apply.js';
import { runTool } from '../../launcher/tool.js';
import type { Launcher, ToolEnd } from '../../launcher/types.js';

export interface OxlintProcess {
  /** Resolves when oxlint runs. Rejects, with one plain sentence fragment, where it is missing or can't be started; the report, where it breaks or takes too long. */
  start(files: ReadonlyMap<string, string>): Promise<{ readonly report: Promise<string> }>;
}

export interface ProcessOptions {
  /** The program that Node runs; the package's own where absent. */
  readonly program?: string;
  /** Milliseconds that it may take. */
  readonly timeout?: number;
  /** Starts it where that is cheap. */
  readonly launcher?: Launcher | undefined;
}

const TIMEOUT = 60_000;
/** Bytes; more than this is no report that anyone reads. */
const LONGEST_REPORT = 64 * 1024 * 1024;

/**
 * Writes the files below a fresh folder that only this user can read, runs oxlint there and removes the folder. Nothing in it can be
 * run: configuration that is a program is never among the files (`isProgram`).
 */
export function createOxlintProcess(options: ProcessOptions = {}): OxlintProcess {
  return {
    async start(files) {
      const program = options.program ?? installed();
      const folder = await mkdtemp(join(tmpdir(), 'shipworthy-oxlint-'));
      const clear = (): void => rmSync(folder, { recursive: true, force: true });
      try {
        const work = join(folder, 'work');
        writeAll(work, files);
        const report = execute(program, work, join(folder, 'report.json'), options).finally(clear);
        // Whoever asked may be busy when it breaks: it is told when it looks.
        report.catch(() => undefined);
        return { report };
      } catch (error) {
        clear();
        throw error;
      }
    },
  };
}

function installed(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('oxlint/package.json')), 'bin', 'oxlint');
  } catch {
    throw new Error('it is not installed');
  }
}

/**
 * Paths that no repository should have are left out; a `.gitignore` above the folder must not hide what is in it. At once: a file that is written while others are waited for
 * costs five times as much of a processor.
 */
function writeAll(work: string, files: ReadonlyMap<string, string>): void {
  mkdirSync(work, { mode: 0o700 });
  const made = new Set<string>();
  for (const [path, text] of [...files, ['.gitignore', '!*\n'] as const]) {
    if (!isPlainPath(path)) continue;
    const target = join(work, path);
    if (!made.has(dirname(target))) mkdirSync(dirname(target), { recursive: true });
    made.add(dirname(target));
    writeFileSync(target, text, { flag: 'wx', mode: 0o600 });
  }
}

async function execute(program: string, work: string, output: string, { timeout = TIMEOUT, launcher }: ProcessOptions): Promise<string> {
  await writeFile(output, '', { flag: 'wx', mode: 0o600 });
  const end = await runTool({ args: [program, '--format', 'json', '--threads=1', '.'], cwd: work, environment: { NO_COLOR: '1' }, output, timeout }, launcher);
  // 1 says that there are findings, or that the configuration is refused.
  if (end.kind !== 'exit' || end.code > 1) throw new Error(failureOf(end, timeout));
  if ((await stat(output)).size > LONGEST_REPORT) throw new Error('its report is too long');
  return readFile(output, 'utf8');
}

function failureOf(end: ToolEnd, timeout: number): string {
  switch (end.kind) {
    case 'not-started':
      return `it can’t be started (${end.why})`;
    case 'timeout':
      return `it was ended after ${timeout / 1000} s`;
    case 'signal':
      return `it ended with ${end.signal}`;
    case 'exit':
      return `it ended with exit code ${end.code}`;
  }
}
