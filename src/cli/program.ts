/** The command line as a function: arguments in, exit code out. What a command needs is loaded when it is given. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { readVersion } from '../assets/rule-pages.js';
import { UserError } from '../errors.js';
import { visible } from '../report/escape.js';
import type { DaemonOptions } from './daemon.js';
import type { DoctorOptions } from './doctor.js';
import { EXIT } from './exit.js';
import type { FixOptions } from './fix.js';
import { FORMATS } from './formats.js';
import type { InitOptions } from './init.js';
import type { AuditOptions, ReviewOptions, Written } from './run.js';
import type { StatsOptions } from './stats.js';
import type { Terminal } from './terminal.js';

/**
 * Runs one command. Errors go to stderr: one line each, the stack only with `--debug`.
 * @param args without the program's own name
 * @returns 0 below the gate, 1 at or above it, 2 for wrong usage or unreadable input, 3 for an internal error
 */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode: number = EXIT.pass;
  const program = createProgram(args, terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    return explainFailure(error, terminal, program.opts<{ debug?: boolean }>().debug === true);
  }
}

function createProgram(args: readonly string[], terminal: Terminal, setExitCode: (code: number) => void): Command {
  const program = new Command()
    .name('shipworthy')
    .description('Does this change hang together, and is it fit for production?')
    .version(readVersion())
    .option('--debug', 'print the stack of an error')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
      // Commander's suggestion of a like name stands on a line of its own.
      outputError: (text, write) => write(`shipworthy: ${text.replace(/^error: /, '').trim().replace(/\s*\n\s*/g, ' ')} (--help lists what there is)\n`),
    });
  const byDaemon = daemonFor(args, terminal);
  addRuns(program, terminal, setExitCode, byDaemon);
  addFix(program, terminal, setExitCode, byDaemon);
  addDaemon(program, terminal);
  addInit(program, terminal, setExitCode);
  addRules(program, terminal);
  addStats(program, terminal, setExitCode);
  addDoctor(program, terminal, setExitCode);
  program
    .command('serve')
    .description('run the GitHub App (settings come from the environment, see .env.example)')
    .addOption(new Option('--role <role>', 'what this process does: take webhooks (web), do what they ask for (worker), or both; the first two share a PostgreSQL').choices(['all', 'web', 'worker']).default('all'))
    .action(async ({ role }: { role: 'all' | 'web' | 'worker' }) => {
      const { main } = await import('../server.js');
      await main(role);
      // It says by this that it refused to start.
      setExitCode(Number(process.exitCode ?? EXIT.pass));
    });
  return program;
}

/** Runs a command by a daemon where the options want that, else as it is given. */
type ByDaemon = (options: DaemonWish, here: () => Promise<number>) => Promise<number>;

interface DaemonWish {
  readonly daemon?: boolean;
  readonly dataDir?: string;
}

function daemonFor(args: readonly string[], terminal: Terminal): ByDaemon {
  return async (options, here) => {
    // The daemon itself was given the same arguments.
    const isWanted = terminal.standing === undefined && (options.daemon ?? isSet(terminal.environment.SHIPWORTHY_DAEMON));
    return (isWanted ? await (await import('./daemon.js')).askDaemon(args, options, terminal) : null) ?? here();
  };
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0';
}

function withDaemon(command: Command): Command {
  return command
    .option('--daemon', 'have it done by a process that stays for half an hour, and knows the repository the next time (default: where SHIPWORTHY_DAEMON=1)')
    .option('--no-daemon', 'do it here, whatever SHIPWORTHY_DAEMON says');
}

function addDaemon(program: Command, terminal: Terminal): void {
  const daemon = program.command('daemon').description('the process that --daemon starts: how it is, and its end');
  withDataDir(daemon.command('status', { isDefault: true })).description('say whether one runs, since when, and what it holds').action(async (options: DaemonOptions) => (await import('./daemon.js')).showDaemon(options, terminal));
  withDataDir(daemon.command('stop')).description('have it end when it is done; it ends by itself after half an hour without a command').option('--now', 'end it whatever it is at').action(async (options: DaemonOptions & { now?: boolean }) => (await import('./daemon.js')).stopDaemon(options, terminal));
  withDataDir(daemon.command('run', { hidden: true })).action(async (options: DaemonOptions) => (await import('./standing.js')).runDaemon(options, terminal, runCommandLine));
}

function addRuns(program: Command, terminal: Terminal, setExitCode: (code: number) => void, byDaemon: ByDaemon): void {
  withDaemon(withRunOptions(program.command('review')))
    .description('judge what a change brings: the findings of the head less those of the base')
    .argument('[path]', 'a folder of the repository, or a bare repository', '.')
    .option('--base <ref>', 'compare with the merge base of this ref (default: the upstream default branch)')
    .option('--head <ref>', 'judge this ref (default: the working tree, with uncommitted files)')
    .action(async (path: string, options: ReviewOptions & DaemonWish) => setExitCode(await byDaemon(options, async () => (await import('./run.js')).runReview(path, options, terminal))));
  withRunOptions(program.command('audit'))
    .description('judge a whole tree')
    .argument('[path]', 'a folder of the repository, or a bare repository', '.')
    .option('--ref <ref>', 'judge this ref (default: the working tree)')
    .action(async (path: string, options: AuditOptions) => setExitCode(await (await import('./run.js')).runAudit(path, options, terminal)));
}

function addFix(program: Command, terminal: Terminal, setExitCode: (code: number) => void, byDaemon: ByDaemon): void {
  withDaemon(withDataDir(program.command('fix')))
    .description('mend what the working tree brings, as far as fixes are known and hold; uncommitted files are part of it')
    .argument('[path]', 'a folder of the repository', '.')
    .option('--base <ref>', 'compare with the merge base of this ref (default: the upstream default branch)')
    .option('--rule <id>', 'only findings of this rule, such as ruff/F401, or of all in ruff/*; may be given again', (id: string, before: readonly string[] = []) => [...before, id])
    .option('--unsafe', 'also apply fixes that are to be read first')
    .option('--dry-run', 'write nothing; print the patch alone to standard output')
    .action(async (path: string, options: FixOptions & DaemonWish) => setExitCode(await byDaemon(options, async () => (await import('./fix.js')).runFix(path, options, terminal))));
}

function addInit(program: Command, terminal: Terminal, setExitCode: (code: number) => void): void {
  withDataDir(program.command('init'))
    .description('show what is found in a repository, and write a first .github/shipworthy.yml; what is there already stays')
    .argument('[path]', 'a folder of the repository', '.')
    .option('--baseline', 'accept what the working tree has today: write it into a baseline')
    .option('--dry-run', 'write nothing; print the configuration to standard output')
    .action(async (path: string, options: InitOptions) => setExitCode(await (await import('./init.js')).runInit(path, options, terminal)));
}

function addDoctor(program: Command, terminal: Terminal, setExitCode: (code: number) => void): void {
  withDataDir(program.command('doctor'))
    .description('look whether all is there that this program and its GitHub App need, and say what to do where not; exit with 1 where something is wrong')
    .option('--offline', 'do not ask GitHub')
    .action(async (options: DoctorOptions) => setExitCode(await (await import('./doctor.js')).runDoctor(options, terminal)));
}

function addRules(program: Command, { stdout }: Terminal): void {
  program
    .command('rules')
    .description('list the rules')
    .addOption(new Option('--format <format>', 'how to print them').choices(['terminal', 'json']).default('terminal'))
    .action(async (options: { format: 'terminal' | 'json' }) => void stdout.write((await import('./rules.js')).listRules(options.format)));
  program
    .command('explain')
    .description('print the page of a rule')
    .argument('<rule>', 'its id, such as wiring/unresolved-import')
    .action(async (rule: string) => void stdout.write((await import('./rules.js')).explainRule(rule)));
}

function addStats(program: Command, terminal: Terminal, setExitCode: (code: number) => void): void {
  program
    .command('stats')
    .description('print what people made of the comments of each rule: shown, fixed, voted "not useful"; and which rules are on probation')
    .option('--data-dir <folder>', 'the data folder of the server (default: $DATA_DIR, else data)', notEmpty)
    .option('--repository <owner/name>', 'only this repository', notEmpty)
    .option('--release <rule>', 'end the probation of this rule in the repository; its comments are judged anew', notEmpty)
    .addOption(new Option('--format <format>', 'how to print them').choices(['text', 'json']).default('text'))
    .action(async (options: StatsOptions) => setExitCode(await (await import('./stats.js')).runStats(options, terminal)));
}

function withRunOptions(command: Command): Command {
  return withDataDir(command)
    .addOption(new Option('--format <format>', 'how to print the report').choices([...FORMATS]).default('terminal'))
    .addOption(new Option('--fail-on <severity>', 'exit with 1 on findings of this severity or worse (default: the gate of .github/shipworthy.yml, else error)').choices(['error', 'warning', 'info', 'never']))
    .option('-o, --output <file>', 'write the report there instead of to standard output', notEmpty)
    .option('--write <format=file>', 'write a report in this format into this file as well; may be given again', alsoWritten)
    .option('--reported-only', 'leave out what is suppressed, baselined or ignored, for readers that know no suppressions, as GitHub code scanning (format sarif)')
    .option('-q, --quiet', 'print the verdict alone (format terminal)')
    .option('-v, --verbose', 'print in full what is otherwise counted: previews, places, what was not verified or skipped (format terminal)');
}

function withDataDir(command: Command): Command {
  return command.option('--data-dir <folder>', 'where facts are kept between runs (default: $DATA_DIR, else the cache folder)', notEmpty);
}

/** `sarif=out/shipworthy.sarif` */
function alsoWritten(value: string, before: readonly Written[] = []): Written[] {
  const at = value.indexOf('=');
  const format = FORMATS.find((one) => one === value.slice(0, Math.max(0, at)));
  if (format === undefined || at === value.length - 1) throw new InvalidArgumentError(`It has to be FORMAT=FILE, with one of the formats ${FORMATS.join(', ')}.`);
  return [...before, { format, file: value.slice(at + 1) }];
}

function notEmpty(value: string): string {
  if (value === '') throw new InvalidArgumentError('It is empty.');
  return value;
}

function explainFailure(error: unknown, { stderr }: Terminal, debug: boolean): number {
  // Commander has told it already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.pass : EXIT.usage;
  const isUsage = error instanceof UserError;
  const text = error instanceof Error ? error.message : String(error);
  // A repository's configuration, its refs and its paths are quoted.
  if (isUsage) for (const line of text.split('\n')) stderr.write(`shipworthy: ${visible(line)}\n`);
  else stderr.write(`shipworthy: internal error: ${visible(text.split('\n')[0] ?? '')}${debug ? '' : ' (--debug prints the stack)'}\n`);
  if (debug && error instanceof Error) stderr.write(`${error.stack ?? ''}\n`);
  return isUsage ? EXIT.usage : EXIT.internal;
}
