/** The incremental answer is the brute-force one over this repository's own history; `npm run test:histories` asks the same of any other. */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { testGrammars } from '../support/grammars.js';
import { compareHistory } from './history.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Few enough to be judged afresh time and again, and often changed. */
const WITHIN = /^(package\.json|src\/(commands|findings|jobs|score|usefulness|webhook)\/)/;

/** Undefined in an archive, and where only the last commit was fetched. */
function gitDirectory(): string | undefined {
  try {
    const answer = (...args: string[]): string => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    if (answer('rev-parse', '--is-shallow-repository') === 'true' || resolve(answer('rev-parse', '--show-toplevel')) !== resolve(ROOT)) return undefined;
    return resolve(ROOT, answer('rev-parse', '--git-common-dir'));
  } catch {
    return undefined;
  }
}

const directory = gitDirectory();
(directory === undefined ? test.skip : test)('a moved model says what fresh ones say, change by change', async () => {
  let [answers, changes] = [0, 0];
  for await (const change of compareHistory({ directory: directory as string, changes: 6, within: (path) => WITHIN.test(path), grammars: await testGrammars() })) {
    expect({ change: change.title, differences: change.differences }).toEqual({ change: change.title, differences: [] });
    changes += 1;
    answers += change.answers;
  }
  expect(changes).toBeGreaterThan(3);
  expect(answers).toBeGreaterThan(1_000);
}, 120_000);
