/** `shipworthy doctor`: is all there that this program needs, and what is to be done where not? */
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { createColors } from 'picocolors';
import { examine } from '../doctor/run.js';
import { renderChecks } from '../report/checks.js';
import { dataDirOf } from './data-dir.js';
import { EXIT } from './exit.js';
import { wantsColor, widthOf, type Terminal } from './terminal.js';

export interface DoctorOptions {
  readonly dataDir?: string;
  /** Do not ask GitHub. */
  readonly offline?: boolean;
}

/** Prints what was looked at; answers 1 where something is wrong. */
export async function runDoctor(options: DoctorOptions, terminal: Terminal): Promise<number> {
  const variables = { ...fromFile(), ...terminal.environment, ...(options.dataDir === undefined ? {} : { DATA_DIR: options.dataDir }) };
  const sections = await examine({ variables, dataDir: dataDirOf(options, terminal), offline: options.offline === true });
  terminal.stdout.write(renderChecks(sections, { colors: createColors(wantsColor(terminal)), width: widthOf(terminal) }));
  return sections.some(({ checks }) => checks.some(({ state }) => state === 'wrong')) ? EXIT.fail : EXIT.pass;
}

/** The server reads a `.env` of the current folder; what the environment says goes before. */
function fromFile(): Readonly<Record<string, string | undefined>> {
  try {
    return parseEnv(readFileSync('.env', 'utf8'));
  } catch {
    return {};
  }
}
