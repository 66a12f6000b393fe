/** The programs that analysis stands on. I/O. */
import { readGrammarBytes } from '../assets/grammar-files.js';
import { tryGit } from '../checkout/git.js';
import { deleteGrammars, loadGrammars } from '../facts/grammars.js';
import { ok, wrong, type Check } from './types.js';

/** Older ones lack options that fetches and listings are made with. */
const LEAST_GIT = [2, 39] as const;
/** As in package.json's `engines`. */
const LEAST_NODE = [20, 18] as const;

/** Node, git and the parsers. */
export async function checkMachine(node: string = process.versions.node): Promise<Check[]> {
  return [nodeCheck(node), await gitCheck(), await parserCheck()];
}

function nodeCheck(version: string): Check {
  return isAtLeast(version, LEAST_NODE) ? ok('Node', version) : wrong('Node', `${version} is too old.`, `Install Node ${LEAST_NODE.join('.')} or newer.`);
}

async function gitCheck(): Promise<Check> {
  const todo = `Install git ${LEAST_GIT.join('.')} or newer.`;
  const ran = await tryGit({ cwd: '/', args: ['--version'], configuration: 'none' }).catch(() => null);
  if (ran === null || ran.exitCode !== 0) return wrong('git', 'It is not on the PATH, or does not run.', todo);
  const [version] = /\d+\.\d+(\.\d+)?/.exec(ran.stdout.toString('utf8')) ?? [''];
  return isAtLeast(version, LEAST_GIT) ? ok('git', version) : wrong('git', `${version === '' ? 'Its version' : version} is too old.`, todo);
}

async function parserCheck(): Promise<Check> {
  try {
    deleteGrammars(await loadGrammars(await readGrammarBytes()));
    return ok('Parsers', 'load');
  } catch {
    return wrong('Parsers', 'The grammars of Python and TypeScript do not load.', 'Install the dependencies again: npm ci.');
  }
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [a = 0, b = 0] = version.split('.').map(Number);
  return a > major || (a === major && b >= minor);
}
