/** Lives of pull requests as plain data: everything that is going to happen to one, decided beforehand by its seed. */
import type { FaultSpec } from '../support/github-double/index.js';
import { createRandom, type Random } from './random.js';

/** What may happen, and how often of a thousand moves or so. */
const MOVES = {
  'push-add': 120,
  'push-fix': 90,
  'push-move': 50,
  'push-duplicate': 25,
  'push-shift': 40,
  'push-rewrite': 30,
  'push-rename': 35,
  'push-delete': 15,
  'push-unclear': 25,
  'push-many': 8,
  rebase: 40,
  'force-back': 25,
  'base-push': 45,
  retarget: 25,
  draft: 20,
  ready: 30,
  close: 20,
  reopen: 40,
  reply: 50,
  resolve: 35,
  unresolve: 35,
  'thumbs-down': 5,
  'foreign-thread': 10,
  command: 90,
  'thread-command': 40,
  button: 45,
  'rerun-check': 25,
  'rerun-suite': 20,
  redeliver: 60,
  queue: 20,
  'queue-destroyed': 8,
  'tokens-expire': 10,
  protect: 3,
} as const;

export type MoveKind = keyof typeof MOVES;

/** The death of the service at a call of its own, to GitHub or to what it keeps. */
export interface Crash {
  /** Calls that still come to their end before. */
  readonly calls: number;
  /** The call is done, and its answer not heard. */
  readonly afterEffect: boolean;
}

export interface Move {
  readonly kind: MoveKind;
  /** Decides what is open in the move when its time has come: which file, which thread. */
  readonly seed: number;
  /** Its deliveries come only later, in any order. */
  readonly held: boolean;
  /** The next move waits until the service has nothing left to do. */
  readonly waits: boolean;
  readonly faults: readonly FaultSpec[];
  readonly crash: Crash | null;
}

export interface Life {
  readonly seed: number;
  readonly fork: boolean;
  readonly draft: boolean;
  /** Inline comments at most. */
  readonly inlineLimit: number;
  /** Faults of this life all pass: what GitHub refuses now it will take when asked again. */
  readonly passing: boolean;
  readonly moves: readonly Move[];
  /** How the last review, of which everything is asked, comes about. */
  readonly last: 'push' | 'rerun' | 'command';
}

const MOST_MOVES = 22;

export function lifeOf(seed: number): Life {
  const random = createRandom(seed);
  const passing = random.chance(0.6);
  const calm = random.chance(0.15);
  const moves = Array.from({ length: 4 + random.below(MOST_MOVES - 4) }, () => moveOf(random, { passing, calm }));
  return { seed, fork: random.chance(0.12), draft: random.chance(0.12), inlineLimit: random.pick([3, 10, 10]), passing, moves, last: random.pick(['push', 'rerun', 'command']) };
}

const WEIGHTED = (Object.entries(MOVES) as [MoveKind, number][]).flatMap(([kind, weight]) => Array.from({ length: weight }, () => kind));

function moveOf(random: Random, { passing, calm }: { readonly passing: boolean; readonly calm: boolean }): Move {
  const kind = random.pick(WEIGHTED);
  // What is refused three times in a row GitHub means: then a check run may be left.
  const faults = calm || random.chance(0.6) ? [] : Array.from({ length: 1 + random.below(3) }, (_, index) => faultOf(random, passing || index > 0));
  const crash = !calm && random.chance(0.2) ? { calls: random.below(14), afterEffect: random.chance(0.5) } : null;
  return { kind, seed: random.below(2 ** 31), held: random.chance(0.15), waits: random.chance(0.65), faults, crash };
}

const LASTING = [{ status: 422 }, { status: 403 }, { status: 404 }, { status: 410 }];
const LOST = [{ status: 500 }, { status: 502 }, { reset: true }];
const SECONDARY = { documentation_url: 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits', message: 'You have exceeded a secondary rate limit.' };
const LIMITS = [{ status: 429, headers: { 'retry-after': '1' } }, { status: 403, headers: { 'retry-after': '2' } }, { status: 403, body: SECONDARY }];
const WRONG = { status: 200, body: { data: null, errors: [{ message: 'Something went wrong while executing your query.' }] } };

function faultOf(random: Random, passing: boolean): FaultSpec {
  const skip = random.below(10);
  const sort = random.next();
  if (!passing && sort < 0.35) return { ...random.pick(LASTING), skip };
  if (sort < 0.5) return { ...random.pick(LIMITS), skip };
  if (sort < 0.6) return { delayMs: 5 + random.below(25), skip };
  if (sort < 0.7) return { ...WRONG, path: '/graphql', afterEffect: random.chance(0.5), skip: random.below(3) };
  return { ...random.pick(LOST), afterEffect: random.chance(0.5), skip };
}
