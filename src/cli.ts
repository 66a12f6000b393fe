#!/usr/bin/env node
/** Composition root of the command line. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { readVersion } from './assets/rule-pages.js';
import { FORMATS } from './cli/render.js';
import { explainRule, listRules } from './cli/rules.js';
import { EXIT, runAudit, runReview, type AuditOptions, type ReviewOptions } from './cli/run.js';
import { UserError } from './errors.js';

const program = new Command()
  .name('shipworthy')
  .description('Does this change hang together, and is it fit for production?')
  .version(readVersion())
  .option('--debug', 'print the stack of an internal error')
  .exitOverride()
  .showHelpAfterError('(shipworthy --help lists the commands)')
  .configureHelp({ showGlobalOptions: true });

withRunOptions(program.command('review'))
  .description('judge what a change brings: the findings of the head less those of the base')
  .argument('[path]', 'a folder of the repository, or a bare repository', '.')
  .option('--base <ref>', 'compare with the merge base of this ref (default: the upstream default branch)')
  .option('--head <ref>', 'judge this ref (default: the working tree, with uncommitted files)')
  .action(async (path: string, options: ReviewOptions) => {
    process.exitCode = await runReview(path, options);
  });

withRunOptions(program.command('audit'))
  .description('judge a whole tree')
  .argument('[path]', 'a folder of the repository, or a bare repository', '.')
  .option('--ref <ref>', 'judge this ref (default: the working tree)')
  .action(async (path: string, options: AuditOptions) => {
    process.exitCode = await runAudit(path, options);
  });

program
  .command('rules')
  .description('list the rules')
  .addOption(new Option('--format <format>', 'how to print them').choices(['terminal', 'json']).default('terminal'))
  .action((options: { format: 'terminal' | 'json' }) => {
    process.stdout.write(listRules(options.format));
  });

program
  .command('explain')
  .description('print the page of a rule')
  .argument('<rule>', 'its id, such as wiring/unresolved-import')
  .action((rule: string) => {
    process.stdout.write(explainRule(rule));
  });

program
  .command('serve')
  .description('run the GitHub App (settings come from the environment, see .env.example)')
  .action(async () => {
    const { main } = await import('./server.js');
    await main();
  });

function withRunOptions(command: Command): Command {
  return command
    .addOption(new Option('--format <format>', 'how to print the report').choices([...FORMATS]).default('terminal'))
    .addOption(new Option('--fail-on <severity>', 'exit with 1 on findings of this severity or worse (default: the gate of .github/shipworthy.yml, else error)').choices(['error', 'warning', 'info', 'never']))
    .option('-o, --output <file>', 'write the report there instead of to standard output', notEmpty)
    .option('--data-dir <folder>', 'where facts are kept between runs (default: $DATA_DIR, else the cache folder)', notEmpty);
}

function notEmpty(value: string): string {
  if (value === '') throw new InvalidArgumentError('It is empty.');
  return value;
}

/** One clear line for each audience; the stack only when asked for. */
function fail(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.pass : EXIT.usage;
  const debug = program.opts<{ debug?: boolean }>().debug === true;
  if (error instanceof UserError) {
    for (const line of error.message.split('\n')) process.stderr.write(`shipworthy: ${line}\n`);
    return EXIT.usage;
  }
  const text = error instanceof Error ? error.message.split('\n')[0] : String(error);
  process.stderr.write(`shipworthy: internal error: ${text}${debug ? '' : ' (--debug prints the stack)'}\n`);
  if (debug && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return EXIT.internal;
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe may leave early: `shipworthy audit | head`.
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.pass);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = fail(error);
}
