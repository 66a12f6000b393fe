import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { early, earlyPerKey, given, inCycles, keyed, keyedByPair, lazily, perKey, perPair, sameItems, watchedPerKey } from '../../src/project/tracked.js';

/** A cell that tells when it is computed. */
function counted<T>(compute: () => T, same?: (before: T, after: T) => boolean): { readonly ask: () => T; readonly times: () => number } {
  let times = 0;
  const ask = lazily(() => {
    times += 1;
    return compute();
  }, same);
  return { ask, times: () => times };
}

describe('lazily', () => {
  test('nothing is computed before it is asked for, and then once', () => {
    const { ask, times } = counted(() => 1);
    expect(times()).toBe(0);
    expect([ask(), ask(), times()]).toEqual([1, 1, 1]);
  });

  test('computed again when what it read has changed, and only then', () => {
    const [read, other] = [given(1), given(1)];
    const { ask, times } = counted(() => read.get() * 10);
    ask();
    other.set(2);
    expect([ask(), times()]).toEqual([10, 1]);
    read.set(2);
    expect([ask(), times()]).toEqual([20, 2]);
    read.set(2);
    expect([ask(), times()]).toEqual([20, 2]);
  });

  test('an answer that comes out the same leaves alone what was made of it', () => {
    const read = given(1);
    const sign = counted(() => Math.sign(read.get()));
    const word = counted(() => (sign.ask() > 0 ? 'more' : 'less'));
    word.ask();
    read.set(5);
    expect([word.ask(), sign.times(), word.times()]).toEqual(['more', 2, 1]);
    read.set(-5);
    expect([word.ask(), sign.times(), word.times()]).toEqual(['less', 3, 2]);
  });

  test('equal lists are the same where asked to be, and the first stays', () => {
    const read = given(1);
    const list = counted(() => [read.get() > 0], sameItems);
    const before = list.ask();
    read.set(2);
    expect(list.ask()).toBe(before);
    expect(list.times()).toBe(2);
  });

  test('what it no longer reads does not touch it', () => {
    const [which, one, other] = [given('one'), given(1), given(10)];
    const { ask, times } = counted(() => (which.get() === 'one' ? one.get() : other.get()));
    ask();
    which.set('other');
    expect(ask()).toBe(10);
    one.set(2);
    expect([ask(), times()]).toEqual([10, 2]);
  });

  test('what was read first decides whether the rest is looked at', () => {
    const [there, values] = [given(true), given<readonly number[]>([7])];
    const first = counted(() => values.get()[0] as number);
    const { ask } = counted(() => (there.get() ? first.ask() : 0));
    ask();
    there.set(false);
    values.set([]);
    expect([ask(), first.times()]).toEqual([0, 1]);
  });

  test('an error is kept like a value', () => {
    const read = given(0);
    const { ask, times } = counted(() => {
      if (read.get() === 0) throw new RangeError('none');
      return read.get();
    });
    expect(ask).toThrow(new RangeError('none'));
    expect(ask).toThrow(new RangeError('none'));
    expect(times()).toBe(1);
    read.set(3);
    expect(ask()).toBe(3);
  });
});

describe('by key', () => {
  test('each key has an answer of its own', () => {
    const read = given(1);
    const asked: string[] = [];
    const ask = perKey((key: string) => (asked.push(key), key === 'a' ? read.get() : 0));
    expect([ask('a'), ask('b'), ask('a')]).toEqual([1, 0, 1]);
    read.set(2);
    expect([ask('a'), ask('b')]).toEqual([2, 0]);
    expect(asked).toEqual(['a', 'b', 'a']);
  });

  test('pairs, objects and undefined are keys', () => {
    const node = {};
    const pair = perPair((one: string, other: object | undefined) => `${one} ${other === node}`);
    expect([pair('a', node), pair('a', undefined), pair('b', node)]).toEqual(['a true', 'a false', 'b true']);
    expect(pair('a', {})).toBe('a false');
  });

  test('the first way to compute a key stands', () => {
    const [one, two] = [keyed<string, number>(), keyedByPair<string, string, number>()];
    expect([one('a', () => 1), one('a', () => 2), two('a', 'b', () => 3), two('a', 'b', () => 4)]).toEqual([1, 1, 3, 3]);
  });
});

describe('inCycles', () => {
  const bases = given<Readonly<Record<string, string>>>({ a: 'b', b: 'c' });
  const line = perKey((name: string): string => {
    const base = bases.get()[name];
    return base === undefined ? name : `${name} ${inCycles(() => line(base), () => 'itself')}`;
  });

  test('an answer that leads to itself', () => {
    expect(line('a')).toBe('a b c');
    bases.set({ a: 'b', b: 'a' });
    expect([line('a'), line('c')]).toEqual(['a b itself', 'c']);
    // Asked for by itself, the other one is put together whole, not as the first saw it.
    expect(line('b')).toBe('b a b itself');
    bases.set({ b: 'a' });
    expect([line('a'), line('b')]).toEqual(['a', 'b a']);
  });

  test('another error goes through', () => {
    expect(() => inCycles(() => lazily((): never => { throw new TypeError('no'); })(), () => 1)).toThrow(new TypeError('no'));
  });
});

describe('early', () => {
  test('nothing behind it is looked at while it comes out the same', () => {
    const read = given(1);
    const isMany = early(() => read.get() > 10);
    const behind = counted(() => isMany());
    behind.ask();
    read.set(5);
    expect([behind.ask(), behind.times()]).toEqual([false, 1]);
    read.set(50);
    expect([behind.ask(), behind.times()]).toEqual([true, 2]);
  });

  test('what nobody reads any more is not made right', () => {
    const [isWanted, read] = [given(true), given(1)];
    let times = 0;
    const costly = early(() => (times += 1, read.get()));
    const asking = lazily(() => (isWanted.get() ? costly() : 0));
    asking();
    isWanted.set(false);
    asking();
    read.set(2);
    expect([asking(), times]).toEqual([0, 1]);
    isWanted.set(true);
    expect([asking(), times]).toEqual([2, 2]);
  });

  test('any net of answers says at any time what one computed afresh says', () => {
    const GIVEN = 4;
    /** Each reads some of those before it, and, by what the first says, one more. */
    const node = fc.record({ kind: fc.constantFrom('lazily', 'early', 'perKey', 'earlyPerKey'), reads: fc.array(fc.nat(20), { minLength: 1, maxLength: 3 }), either: fc.tuple(fc.nat(20), fc.nat(20)), modulo: fc.integer({ min: 1, max: 4 }) });
    const move = fc.record({ sets: fc.array(fc.tuple(fc.nat(GIVEN - 1), fc.nat(5)), { minLength: 1, maxLength: 3 }), asks: fc.array(fc.nat(20), { maxLength: 4 }) });
    fc.assert(
      fc.property(fc.array(node, { minLength: 1, maxLength: 16 }), fc.array(move, { minLength: 1, maxLength: 8 }), (nodes, moves) => {
        const givens = Array.from({ length: GIVEN }, () => given(0));
        const asks: (() => number)[] = givens.map((one) => () => one.get());
        const plain: (() => number)[] = [...asks];
        for (const { kind, reads, either, modulo } of nodes) {
          const size = asks.length;
          const formula = (of: readonly (() => number)[]) => (): number => {
            const sum = reads.reduce((total, read) => total + (of[read % size] as () => number)(), 0);
            return (sum + (of[(sum % 2 === 0 ? either[0] : either[1]) % size] as () => number)()) % modulo;
          };
          plain.push(formula(plain));
          const tracked = formula(asks);
          const [keyedAsk, earlyAsk] = [perKey(() => tracked()), earlyPerKey(() => tracked())];
          asks.push(kind === 'lazily' ? lazily(tracked) : kind === 'early' ? early(tracked) : kind === 'perKey' ? () => keyedAsk('x') : () => earlyAsk('x'));
        }
        const all = (): readonly number[] => asks.map((ask) => ask());
        expect(all()).toEqual(plain.map((ask) => ask()));
        for (const { sets, asks: asked } of moves) {
          for (const [which, value] of sets) givens[which]?.set(value);
          for (const which of asked) expect((asks[which % asks.length] as () => number)()).toBe((plain[which % plain.length] as () => number)());
        }
        expect(all()).toEqual(plain.map((ask) => ask()));
      }),
      { numRuns: 500 },
    );
  });
});

test('watchedPerKey tells which keys to ask again', () => {
  const sizes = given<Readonly<Record<string, number>>>({ a: 1, b: 2 });
  const sizeOf = earlyPerKey((key: string) => sizes.get()[key] ?? 0);
  const isLarge = watchedPerKey((key: string) => sizeOf(key) > 5);
  expect([isLarge('a'), isLarge('b'), isLarge.takeDoubted()]).toEqual([false, false, []]);
  sizes.set({ a: 1, b: 9 });
  expect([isLarge.takeDoubted(), isLarge.takeDoubted(), isLarge('b')]).toEqual([['b'], [], true]);
});
