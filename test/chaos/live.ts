/** Lives a life to its end and says what was wrong with it; and finds the shortest beginning of one that goes wrong. */
import { allIsSaid, alwaysHolds, nothingIsLost } from './invariants.js';
import type { Life } from './life.js';
import { BASE, Story } from './play.js';
import { createRandom } from './random.js';
import { createWorld, type World, type WorldOptions } from './world.js';

export interface Lived {
  readonly life: Life;
  /** Sentences; empty when all went well. */
  readonly wrong: readonly string[];
  readonly milliseconds: number;
  readonly deaths: number;
  readonly requests: number;
  readonly log: readonly string[];
}

export async function live(life: Life, options: WorldOptions = {}): Promise<Lived> {
  const started = performance.now();
  const world = await createWorld(life, BASE, options);
  try {
    const wrong = await wrongIn(new Story(world, life), world).catch((error: unknown) => [`The life broke off: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`]);
    return { life, wrong, milliseconds: performance.now() - started, deaths: world.deaths(), requests: world.double.requests.length, log: world.log };
  } finally {
    world.calm();
    await world.close();
  }
}

async function wrongIn(story: Story, world: World): Promise<string[]> {
  const { life } = story;
  await story.begin();
  for (const move of life.moves) await story.play(move);
  await world.rest();
  world.calm();
  const random = createRandom(life.seed ^ 0xde11);
  const shuffled = <T>(all: readonly T[]): T[] => all.map((one) => ({ one, at: random.next() })).sort((a, b) => a.at - b.at).map(({ one }) => one);
  await story.tellOfMovedHead();
  await world.deliverHeld(shuffled);
  await world.rest();
  await story.tellOfMovedHead();
  await world.rest();
  const isOpen = world.pull().state === 'open';
  const before = [...(await alwaysHolds(story)), ...(life.passing && isOpen ? await nothingIsLost(story) : [])];
  if (before.length > 0) return before.map((sentence) => `Before the last review: ${sentence}`);
  await story.end();
  return [...(await alwaysHolds(story)), ...(await allIsSaid(story))];
}

/** The shortest beginning of a life that goes wrong, with all moves out of it that are not needed. */
export async function shrink(life: Life): Promise<Lived> {
  let shortest = await live(life);
  if (shortest.wrong.length === 0) return shortest;
  const attempt = async (moves: Life['moves']): Promise<boolean> => {
    const lived = await live({ ...life, moves });
    if (lived.wrong.length === 0) return false;
    shortest = lived;
    return true;
  };
  for (let length = 0; length < life.moves.length; length += 1) if (await attempt(life.moves.slice(0, length))) break;
  for (let index = shortest.life.moves.length - 2; index >= 0; index -= 1) await attempt(shortest.life.moves.toSpliced(index, 1));
  return shortest;
}
