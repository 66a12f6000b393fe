import { describe, expect, test } from '@jest/globals';
import { createProcessMemory, type IgnoreEntry, type ReviewMemory, type Vote } from '../../src/store/memory.js';
import { createReviewMemory } from '../../src/store/review-memory.js';
import { onEachDatabase } from './databases.js';

const PULL = { repositoryId: 5, pullNumber: 12 };
const OTHERS = [{ repositoryId: 5, pullNumber: 13 }, { repositoryId: 6, pullNumber: 12 }];
const ENTRY: IgnoreEntry = { ruleId: 'wiring/missing-export', fingerprints: ['a', 'b'], reason: 'Built later', by: 'mona', at: '2024-05-01T10:00:00Z' };
const VOTE: Vote = { ...PULL, ruleId: 'wiring/missing-export', fingerprint: 'a', voter: 'mona', at: '2024-05-01T10:00:00Z' };

describe('in the process', () => remembers(createProcessMemory));

onEachDatabase(({ newPlace, open }) => {
  remembers(async () => createReviewMemory((await open()).db));

  test('what was said is kept over a restart', async () => {
    const { place } = await newPlace();
    const database = await open(place);
    const first = createReviewMemory(database.db);
    await first.ignore(PULL, ENTRY);
    await first.setPaused(PULL, 'mona');
    await first.vote(VOTE);
    await database.close();
    const second = createReviewMemory((await open(place)).db);
    expect([await second.ignored(PULL), await second.pausedBy(PULL), await second.votes(5)]).toEqual([[ENTRY], 'mona', [VOTE]]);
    await second.ignore(PULL, { ...ENTRY, fingerprints: ['c'] });
    expect((await second.ignored(PULL)).map(({ fingerprints }) => fingerprints)).toEqual([['a', 'b'], ['c']]);
  });

  test('two processes use one database at once', async () => {
    const { place } = await newPlace();
    const [one, other] = await Promise.all([open(place), open(place)]);
    await Promise.all([createReviewMemory(one.db).ignore(PULL, ENTRY), createReviewMemory(other.db).ignore(PULL, { ...ENTRY, ruleId: 'docs/missing-path' })]);
    expect((await createReviewMemory(one.db).ignored(PULL)).map(({ ruleId }) => ruleId).sort()).toEqual(['docs/missing-path', 'wiring/missing-export']);
  });
});

function remembers(open: () => ReviewMemory | Promise<ReviewMemory>): void {
  test('what is ignored is known for its pull request alone, oldest first', async () => {
    const memory = await open();
    const whole = { ...ENTRY, fingerprints: null };
    await memory.ignore(PULL, ENTRY);
    await memory.ignore(PULL, whole);
    expect(await memory.ignored(PULL)).toEqual([ENTRY, whole]);
    for (const other of OTHERS) expect(await memory.ignored(other)).toEqual([]);
    await memory.close();
  });

  test('ignoring the same findings again keeps the later word', async () => {
    const memory = await open();
    const again = { ...ENTRY, fingerprints: ['b', 'a'], reason: 'Generated', by: 'jonas' };
    await memory.ignore(PULL, ENTRY);
    await memory.ignore(PULL, again);
    expect(await memory.ignored(PULL)).toEqual([again]);
    await memory.close();
  });

  test('a pause holds until it is taken back', async () => {
    const memory = await open();
    expect(await memory.pausedBy(PULL)).toBeNull();
    await memory.setPaused(PULL, 'mona');
    expect(await memory.pausedBy(PULL)).toBe('mona');
    for (const other of OTHERS) expect(await memory.pausedBy(other)).toBeNull();
    await memory.setPaused(PULL, null);
    expect(await memory.pausedBy(PULL)).toBeNull();
    await memory.close();
  });

  test('a vote counts once for each repository, finding and voter', async () => {
    const memory = await open();
    const others = [{ ...VOTE, voter: 'jonas' }, { ...VOTE, fingerprint: 'b' }];
    for (const vote of [VOTE, VOTE, ...others, { ...VOTE, repositoryId: 6 }]) await memory.vote(vote);
    expect(await memory.votes(5)).toEqual([VOTE, ...others]);
    expect(await memory.votes(6)).toEqual([{ ...VOTE, repositoryId: 6 }]);
    await memory.close();
  });
}
