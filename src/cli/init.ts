/** `shipworthy init`: shows what it finds in a repository, and writes its first configuration. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { createColors } from 'picocolors';
import { createLocalTreeSource } from '../checkout/local.js';
import { openRepository } from '../checkout/repository.js';
import type { PatchedFile, TreeSource } from '../checkout/types.js';
import { workingFilesOf } from '../checkout/working-files.js';
import { BASELINE_PATH, baselineText, starterConfig } from '../config/starter.js';
import { CONFIG_PATH } from '../config/schema.js';
import { UserError } from '../errors.js';
import { isReported } from '../report/order.js';
import { renderSurvey } from '../report/survey-text.js';
import { renderVerdict } from '../report/terminal.js';
import type { JudgedTree } from '../pipeline-types.js';
import { plural } from '../score/verdict.js';
import { EXIT } from './exit.js';
import { withEngine } from './run.js';
import { wantsColor, widthOf, type Terminal } from './terminal.js';

export interface InitOptions {
  /** Accept what the tree has today. */
  readonly baseline?: boolean;
  /** Write nothing; print the configuration. */
  readonly dryRun?: boolean;
  readonly dataDir?: string;
}

/** Folders that often hold code nobody means to mend. */
const DOUBTFUL = /^(legacy|old|archive[ds]?|deprecated|attic|examples?|samples?|demos?|sandbox|playground|scratch|experiments?|prototypes?)\/$/i;

/** Judges the working tree, tells what is in it, and writes; answers the exit code. Throws UserError, also where the files are there already. */
export async function runInit(path: string, options: InitOptions, terminal: Terminal): Promise<number> {
  const repository = await openRepository(path);
  if (!repository.hasWorkTree) throw new UserError(`${path} is a bare repository: there is no working tree to write a configuration into`);
  const paths = [CONFIG_PATH, ...(options.baseline === true ? [BASELINE_PATH] : [])];
  for (const file of paths) if (isThere(join(repository.cwd, file))) throw new UserError(`${file} is there already: nothing was written`);
  const source = await createLocalTreeSource({ path });
  return withEngine(source, options, terminal, (engine) => engine.judgeTree(source), async (judged) => {
    const files = starterFiles(judged, source, options.baseline === true);
    const colors = createColors(options.dryRun !== true && wantsColor(terminal));
    const told = options.dryRun === true ? terminal.stderr : terminal.stdout;
    told.write(`${colors.bold(`Shipworthy looked at ${source.name}`)}\n\n${renderSurvey(judged.survey(), { colors, width: widthOf(terminal) })}\n`);
    told.write(`${renderVerdict(judged.result, { colors, gate: judged.configuration.config.gate, width: widthOf(terminal) })}\n`);
    if (options.dryRun === true) for (const { content } of files) terminal.stdout.write(content?.toString('utf8') ?? '');
    else {
      await workingFilesOf(repository.cwd, source).write(files);
      told.write(`${colors.green('Written')} ${files.map((file) => file.path).join(', ')}\n${next(judged, options.baseline === true)}`);
    }
    return EXIT.pass;
  });
}

/** A link that leads nowhere counts: it is somebody's. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function starterFiles({ result }: JudgedTree, source: TreeSource, baseline: boolean): PatchedFile[] {
  const tops = new Set([...source.head.entries.keys()].flatMap((path) => (path.includes('/') ? [path.slice(0, path.indexOf('/') + 1)] : [])));
  const doubtfulFolders = [...tops].filter((folder) => DOUBTFUL.test(folder)).sort();
  const accepted = result.findings.filter(isReported);
  const file = (path: string, text: string): PatchedFile => ({ path, content: Buffer.from(text), kind: 'file' });
  return [
    file(CONFIG_PATH, starterConfig({ score: result.scores.overall.head, baseline, doubtfulFolders })),
    ...(baseline ? [file(BASELINE_PATH, baselineText(accepted))] : []),
  ];
}

function next({ result }: JudgedTree, baseline: boolean): string {
  const open = result.findings.filter(isReported).length;
  const known = baseline ? `${plural(open, 'finding')} accepted in ${BASELINE_PATH}: they are out of gate and score.\n` : open === 0 ? '' : `shipworthy audit shows what it says today${open > 50 ? '; shipworthy init --baseline would accept it' : ''}.\n`;
  return `${known}Commit it: pull requests are judged by the configuration of their base.\nshipworthy review judges what you change.\n`;
}
