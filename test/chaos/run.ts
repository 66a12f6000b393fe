/** `npm run test:chaos`: as many lives as CHAOS_LIVES says (500), from CHAOS_SEED (any) on. Exits with 1 when one goes wrong. */
import { useMovedClock } from './clock.js';
import { lifeOf } from './life.js';
import { live, shrink, type Lived } from './live.js';
import { describeLife } from './tell.js';

/** Lives at the same time: while one waits for git, another goes on. */
const AT_ONCE = Number(process.env['CHAOS_AT_ONCE'] ?? 4);
/** Lives that go wrong before the others are given up. */
const MOST_WRONG = Number(process.env['CHAOS_MOST_WRONG'] ?? 3);

useMovedClock();
const lives = Number(process.env['CHAOS_LIVES'] ?? 500);
const first = Number(process.env['CHAOS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
console.log(`${lives} lives from seed ${first} on`);
const started = performance.now();
const wrong: Lived[] = [];
const all: Lived[] = [];
let next = 0;

async function liveOn(): Promise<void> {
  while (next < lives && wrong.length < MOST_WRONG) {
    const lived = await live(lifeOf(first + next++));
    all.push(lived);
    if (lived.wrong.length > 0) wrong.push(lived);
    if (all.length % 50 === 0) console.log(`${all.length} lives, ${wrong.length} wrong, ${Math.round((performance.now() - started) / 1000)} s`);
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, liveOn));
const sum = (of: (lived: Lived) => number): number => all.reduce((total, lived) => total + of(lived), 0);
console.log(`${all.length} lives, ${sum(({ life }) => life.moves.length)} moves, ${sum(({ requests }) => requests)} requests, ${sum(({ deaths }) => deaths)} crashes, ${Math.round((performance.now() - started) / all.length)} ms a life`);
for (const lived of wrong) {
  console.log(`\nCHAOS_SEED=${lived.life.seed} CHAOS_LIVES=1 npm run test:chaos\n${lived.wrong.map((sentence) => `- ${sentence}`).join('\n')}`);
  if (process.env['CHAOS_SHRINK'] === '0') continue;
  const shortest = await shrink(lived.life);
  if (shortest.wrong.length === 0) console.log('It went well when it was lived again: it hangs on what came at the same time.');
  else console.log(`At its shortest:\n${describeLife(shortest.life)}\n${shortest.wrong.map((sentence) => `- ${sentence}`).join('\n')}`);
}
process.exitCode = wrong.length === 0 ? 0 : 1;
