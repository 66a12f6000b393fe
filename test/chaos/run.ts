/** `npm run test:chaos:lives`: as many lives as CHAOS_LIVES says (500), from CHAOS_SEED (any) on, in as many processes as there are processors. Exits with 1 when one goes wrong. */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { useMovedClock } from './clock.js';
import { lifeOf } from './life.js';
import { live, shrink, type Lived } from './live.js';
import { describeLife } from './tell.js';

/** Lives at the same time in a process: while one waits for git, another goes on. */
const AT_ONCE = Number(process.env['CHAOS_AT_ONCE'] ?? 4);
/** Lives that go wrong before the others are given up. */
const MOST_WRONG = Number(process.env['CHAOS_MOST_WRONG'] ?? 3);

/** What a process has lived; the sums of all are told at the end. */
interface Tally {
  lives: number;
  moves: number;
  requests: number;
  deaths: number;
  wrong: number;
  /** Milliseconds of processors, without those of git. */
  busy: number;
}

const started = performance.now();
const lives = Number(process.env['CHAOS_LIVES'] ?? 500);
const first = Number(process.env['CHAOS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
if (process.send === undefined) await runAll();
else process.send(await runSome());

async function runAll(): Promise<void> {
  const processes = Math.max(1, Math.min(availableParallelism(), Math.floor(lives / 10)));
  console.log(`${lives} lives from seed ${first} on, in ${processes} processes`);
  const share = Math.ceil(lives / processes);
  const tallies = await Promise.all(Array.from({ length: processes }, (_, index) => runApart(first + index * share, Math.min(share, lives - index * share))));
  const sum = (key: keyof Tally): number => tallies.reduce((total, tally) => total + tally[key], 0);
  const of = (total: number): number => Math.round(total / sum('lives'));
  console.log(`${sum('lives')} lives, ${sum('moves')} moves, ${sum('requests')} requests, ${sum('deaths')} crashes: ${Math.round((performance.now() - started) / 1000)} s, ${of(sum('busy'))} ms of a processor and ${of(performance.now() - started)} ms of time for each life; ${sum('wrong')} went wrong`);
  process.exitCode = sum('wrong') === 0 ? 0 : 1;
}

function runApart(seed: number, number: number): Promise<Tally> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), [], { env: { ...process.env, CHAOS_SEED: String(seed), CHAOS_LIVES: String(number) } });
    child.once('message', (tally) => resolve(tally as Tally));
    child.once('exit', (code) => reject(new Error(`A process of lives from ${seed} on ended with ${code}.`)));
  });
}

async function runSome(): Promise<Tally> {
  useMovedClock();
  const tally: Tally = { lives: 0, moves: 0, requests: 0, deaths: 0, wrong: 0, busy: 0 };
  const wrong: Lived[] = [];
  let next = 0;
  async function liveOn(): Promise<void> {
    while (next < lives && wrong.length < MOST_WRONG) {
      const lived = await live(lifeOf(first + next++));
      tally.lives += 1;
      tally.moves += lived.life.moves.length;
      tally.requests += lived.requests;
      tally.deaths += lived.deaths;
      if (lived.wrong.length > 0) wrong.push(lived);
      if (lived.wrong.length > 0) console.log(`\nCHAOS_SEED=${lived.life.seed} CHAOS_LIVES=1 npm run test:chaos:lives\n${sentences(lived)}`);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, liveOn));
  const { user, system } = process.cpuUsage();
  if (process.env['CHAOS_SHRINK'] !== '0') for (const { life } of wrong) await tellShortest(life.seed);
  return { ...tally, wrong: wrong.length, busy: (user + system) / 1000 };
}

async function tellShortest(seed: number): Promise<void> {
  const shortest = await shrink(lifeOf(seed));
  if (shortest.wrong.length === 0) console.log(`\nSeed ${seed} went well when it was lived again: it hangs on what came at the same time.`);
  else console.log(`\nAt its shortest:\n${describeLife(shortest.life)}\n${sentences(shortest)}`);
}

function sentences({ wrong }: Lived): string {
  return wrong.map((sentence) => `- ${sentence}`).join('\n');
}
