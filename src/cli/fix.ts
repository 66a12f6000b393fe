/** `shipworthy fix`: mends the working tree. */
import { createColors } from 'picocolors';
import { openRepository } from '../checkout/repository.js';
import { workingFilesOf, type WorkingFiles } from '../checkout/working-files.js';
import { UserError } from '../errors.js';
import { AREAS } from '../findings/types.js';
import { LINTERS, linterOf } from '../findings/linters.js';
import type { FixAnswer } from '../fixes/types.js';
import { renderFixes } from '../report/fixes.js';
import { visible } from '../report/escape.js';
import { RULES } from '../rules/registry.js';
import { EXIT } from './exit.js';
import { unknownRule } from './rules.js';
import { openChange, withEngine } from './run.js';
import { wantsColor, widthOf, type Terminal } from './terminal.js';

export interface FixOptions {
  readonly base?: string;
  /** Ids; none: all rules. */
  readonly rule?: readonly string[];
  readonly unsafe?: boolean;
  readonly dryRun?: boolean;
  readonly dataDir?: string;
}

/** Writes the fixes of what the working tree brings, or prints them as a patch; answers the exit code. Throws UserError. */
export async function runFix(path: string, options: FixOptions, terminal: Terminal): Promise<number> {
  const rules = options.rule ?? [];
  for (const rule of rules) checkRule(rule);
  const repository = await openRepository(path);
  if (!repository.hasWorkTree) throw new UserError(`${path} is a bare repository: there is no working tree to fix`);
  const source = await openChange(path, options, terminal);
  const files = workingFilesOf(repository.cwd, source);
  const selection = { rules, unsafe: options.unsafe === true, refuses: (edited: string) => files.refusalOf(edited) };
  return withEngine(source, options, terminal, (engine) => engine.fix(source, selection), async (answer) => {
    for (const note of source.notes) terminal.stderr.write(`! ${visible(note)}\n`);
    await conclude(answer, files, options.dryRun === true, terminal);
    return EXIT.pass;
  });
}

/** With a dry run the patch alone is standard output, so that git can read it; what it holds is told beside it. */
async function conclude(answer: FixAnswer, files: WorkingFiles, dryRun: boolean, terminal: Terminal): Promise<void> {
  if ('nothing' in answer) {
    if (answer.unusable === true) throw new UserError(answer.nothing);
  } else if (dryRun) terminal.stdout.write(answer.patch);
  else await files.write(answer.files);
  const colors = createColors(!dryRun && wantsColor(terminal));
  (dryRun ? terminal.stderr : terminal.stdout).write(renderFixes(answer, { colors, width: widthOf(terminal), dryRun }));
}

function checkRule(id: string): void {
  const [group = '', name] = id.split('/');
  if (name === '*' && [...AREAS, ...LINTERS].some((known) => known === group)) return;
  if (linterOf(id) === undefined && !RULES.some(({ meta }) => meta.id === id)) throw unknownRule(id);
}
