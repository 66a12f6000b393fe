/** Some short lives of pull requests with everything that may befall them; `npm run test:chaos` lives hundreds of longer ones. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { useMovedClock } from './clock.js';
import { lifeOf } from './life.js';
import { live } from './live.js';
import { describeLife } from './tell.js';

/** The lives of this suite are the same each time. */
const FIRST_SEED = 2026;
const LIVES = 25;
const AT_ONCE = 5;
/** Moves of each at most: there are many tests besides. */
const MOVES = 8;

jest.setTimeout(600_000);
let useRealClock = (): void => undefined;
beforeAll(() => {
  useRealClock = useMovedClock();
});
afterAll(() => useRealClock());

test(`${LIVES} pull requests live through pushes, faults, people and crashes, and end well`, async () => {
  const wrong: string[] = [];
  let next = 0;
  let deaths = 0;
  async function liveOn(): Promise<void> {
    while (next < LIVES) {
      const life = lifeOf(FIRST_SEED + next++);
      const lived = await live({ ...life, moves: life.moves.slice(0, MOVES) });
      deaths += lived.deaths;
      if (lived.wrong.length > 0) wrong.push(`${describeLife(lived.life)}\n${lived.wrong.map((sentence) => `- ${sentence}`).join('\n')}`);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, liveOn));
  expect(wrong.join('\n\n')).toBe('');
  expect(deaths).toBeGreaterThan(10);
});
