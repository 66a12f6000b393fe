/** Loops of Python code. */
import type { ProjectModel } from '../../../project/types.js';
import { isServerPath } from '../../shared/effects/request-code.js';
import { loopsPlainly } from './loops.js';
import { RowReader } from './reader.js';
import type { Read } from './rows.js';

/** Reads every function of a file that loops. */
export function readFunctions(model: ProjectModel, path: string, report: (read: Read) => void): void {
  for (const fn of model.symbols.functions(path)) {
    if (loopsPlainly(fn)) new RowReader(model, fn, report).read();
  }
}

/** Code that serves requests, and background tasks: their queries load the same database. */
export function isJudged(path: string): boolean {
  return isServerPath(path) || (/(^|\/)tasks\.py$/.test(path) && isServerPath(path.replace(/tasks\.py$/, 'work.py')));
}
