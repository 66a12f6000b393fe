// A worker that does what the name of the head's commit says: words of `file:NAME`, `stage:NAME`, `hang`, `crash`, `eat`, `fail`, `damaged`, `nap`.
import { writeSync } from 'node:fs';

const say = (place) => writeSync(3, `${JSON.stringify(place)}\n`);
const setup = JSON.parse(process.argv[2]);
process.once('disconnect', () => process.exit(0));

process.on('message', async (job) => {
  const answer = (message) => process.send({ id: job.id, memory: setup.webUrl === 'fat' ? 1e12 : 1, ...message });
  const read = [];
  for (const word of inOrder(job)) {
    const [name, argument] = word.split(':');
    if (name === 'stage') say({ stage: argument });
    if (name === 'file') {
      if (job.quarantined.has(argument)) continue;
      say({ file: { key: argument, path: `src/${argument}` } });
      read.push(argument);
      if (argument.startsWith('hang')) for (;;);
      if (argument.startsWith('crash')) process.kill(process.pid, 'SIGKILL');
      if (argument.startsWith('eat')) eat();
    }
    if (name === 'hang') for (;;);
    if (name === 'crash') process.exit(9);
    if (name === 'nap') await new Promise((resolve) => setTimeout(resolve, Number(argument)));
    if (name === 'fail' || name === 'damaged') return answer({ kind: 'failed', damaged: name === 'damaged', code: argument ?? null, name: 'TypeError', message: 'it broke', frames: ['at here'] });
  }
  answer({ kind: 'done', stages: { reading: 12 }, value: { pid: process.pid, read, quarantined: [...job.quarantined], environment: Object.keys(process.env), execArgv: process.execArgv } });
});
if (setup.webUrl === 'unusable') process.send({ kind: 'unusable', code: 'SQLITE_CANTOPEN', message: 'no' }, () => process.exit(1));
else process.send({ kind: 'ready' });

function inOrder({ change, suspects }) {
  const words = change.headSha.split(' ');
  return [...words.filter((word) => suspects.has(word.slice(5))), ...words.filter((word) => !suspects.has(word.slice(5)))];
}

function eat() {
  const held = [];
  for (;;) held.push(Array.from({ length: 100_000 }, (_, index) => `${index}`));
}
