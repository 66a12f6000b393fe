/** `npm run test:histories -- REPOSITORY... [--changes N] [--within FOLDER]`: is the incremental answer the brute-force one, over real histories? */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readGrammarBytes } from '../../src/assets/grammar-files.js';
import { loadGrammars } from '../../src/facts/grammars.js';
import { compareHistory } from './history.js';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { changes: { type: 'string', default: '20' }, within: { type: 'string', default: '' } } });
const changes = Number(values.changes);
const missing = positionals.find((repository) => !existsSync(repository));
if (missing !== undefined) {
  console.error(`There is no folder ${missing}.`);
  process.exit(2);
}
if (positionals.length === 0 || !Number.isInteger(changes) || changes < 1) {
  console.error('Usage: npm run test:histories -- REPOSITORY... [--changes N] [--within FOLDER]');
  process.exit(2);
}

const grammars = await loadGrammars(await readGrammarBytes());
let different = 0;
for (const repository of positionals) {
  const directory = existsSync(join(repository, '.git')) ? join(repository, '.git') : repository;
  let [judged, answers] = [0, 0];
  for await (const change of compareHistory({ directory, changes, within: (path) => path.startsWith(values.within), grammars })) {
    judged += 1;
    answers += change.answers;
    different += change.differences.length;
    console.log(`${change.head.slice(0, 10)} ${String(change.changedFiles).padStart(4)} of ${change.files} files, ${change.answers} answers, ${change.differences.length} differ  ${change.title.slice(0, 70)}`);
    for (const difference of change.differences.slice(0, 20)) console.log(`  ${difference.slice(0, 2_000)}`);
  }
  console.log(`${repository}: ${judged} changes, ${answers} answers compared`);
}
console.log(different === 0 ? 'The moved model says what fresh ones say.' : `${different} answers differ.`);
process.exitCode = different === 0 ? 0 : 1;
