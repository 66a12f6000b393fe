/** oxlint as a process of its own, in a folder that holds nothing but what it is to read. I/O. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
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

/** Nothing in the folder that it runs in can be run: configuration that is a program is never among the files (`isProgram`). */
export function createOxlintProcess(options: ProcessOptions = {}): OxlintProcess {
  let tool: Installed | undefined = options.program === undefined ? undefined : { program: options.program };
  return {
    async start(files) {
      tool ??= installed();
      const report = execute(tool, files, options);
      // Whoever asked may be busy when it breaks: it is told when it looks.
      report.catch(() => undefined);
      return { report };
    },
  };
}

interface Installed {
  readonly program: string;
  /** Loads the linter itself, which is a library. */
  readonly bindings?: string;
}

function installed(): Installed {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('oxlint/package.json'));
    return { program: join(folder, 'bin', 'oxlint'), bindings: join(folder, 'dist', 'bindings.js') };
  } catch {
    throw new Error('it is not installed');
  }
}

async function execute({ program, bindings }: Installed, files: ReadonlyMap<string, string>, { timeout = TIMEOUT, launcher }: ProcessOptions): Promise<string> {
  const { end, output } = await runTool(
    {
      name: 'shipworthy-oxlint-',
      args: [program, '--format', 'json', '--threads=1', '.'],
      warm: bindings,
      // A `.gitignore` above the folder must not hide what is in it.
      files: new Map([...files, ['.gitignore', '!*\n']]),
      environment: { NO_COLOR: '1' },
      longestOutput: LONGEST_REPORT,
      timeout,
    },
    launcher,
  );
  // 1 says that there are findings, or that the configuration is refused.
  if (end.kind !== 'exit' || end.code > 1) throw new Error(failureOf(end, timeout));
  if (output === null) throw new Error('its report is too long');
  return output;
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
