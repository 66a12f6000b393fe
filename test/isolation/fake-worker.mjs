// A worker that does what the name of the head's commit says: words of `file:NAME`, `stage:NAME`, `hang`, `crash`, `eat`, `fail`, `damaged`, `nap`;
// `cold:FILES`: so many are to be read first, and `part:N:NAME` is one of those in part N.
import { writeSync } from 'node:fs';

const say = (place) => writeSync(3, `${JSON.stringify(place)}\n`);
const setup = JSON.parse(process.argv[2]);
/** Repositories that it prepared. */
const prepared = [];
process.once('disconnect', () => process.exit(0));

process.on('message', async (job) => {
  const answer = (message) => process.send({ id: job.id, memory: setup.webUrl === 'fat' ? 1e12 : 1, ...message });
  const read = [];
  if (job.kind === 'read') await new Promise((resolve) => setTimeout(resolve, 20));
  for (const word of inOrder(job)) {
    const [name, argument] = wordIn(job, word).split(':');
    if (name === 'cold' && job.mostToRead < Number(argument)) return answer({ kind: 'cold', files: Number(argument) });
    if (name === 'stage') say({ stage: argument });
    if (name === 'file') {
      if (job.quarantined.has(argument)) continue;
      say({ file: { key: argument, path: `src/${argument}` } });
      read.push(argument);
      if (argument.startsWith('hang')) for (;;);
      if (argument.startsWith('crash')) process.kill(process.pid, 'SIGKILL');
      if (argument.startsWith('eat')) eat();
    }
    if (name === 'file' && argument.startsWith('fail')) return answer({ kind: 'failed', damaged: false, code: null, name: 'TypeError', message: 'it broke', frames: [] });
    if (name === 'hang') for (;;);
    if (name === 'crash') process.exit(9);
    if (name === 'nap') await new Promise((resolve) => setTimeout(resolve, Number(argument)));
    if (name === 'fail' || name === 'damaged') return answer({ kind: 'failed', damaged: name === 'damaged', code: argument ?? null, name: 'TypeError', message: 'it broke', frames: ['at here'] });
  }
  if (job.kind === 'prepare') prepared.push(job.change.name);
  answer({ kind: 'done', stages: { [job.kind === 'read' ? `${job.change.name} ${job.part.index}/${job.part.of}` : job.change.name]: process.pid }, value: { pid: process.pid, prepared, read, quarantined: [...job.quarantined], environment: Object.keys(process.env), execArgv: process.execArgv } });
});
if (setup.webUrl === 'unusable') process.send({ kind: 'unusable', code: 'SQLITE_CANTOPEN', message: 'no' }, () => process.exit(1));
else process.send({ kind: 'ready' });

function wordIn(job, word) {
  if (job.kind !== 'read') return word;
  const [name, part, file] = word.split(':');
  return name === 'part' && Number(part) === job.part.index ? `file:${file}` : '';
}

function inOrder({ change, suspects }) {
  const words = change.headSha.split(' ');
  return [...words.filter((word) => suspects.has(word.slice(5))), ...words.filter((word) => !suspects.has(word.slice(5)))];
}

function eat() {
  const held = [];
  for (;;) held.push(Array.from({ length: 100_000 }, (_, index) => `${index}`));
}
