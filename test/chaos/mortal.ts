/** The thread that a life of the service hangs on: it can be cut at any call that the service makes. */
import type { Crash } from './life.js';

export interface Cord {
  /** Wraps what the service calls; after the cut no call of it has any effect, nor an answer. */
  bind<T extends object>(callee: T, never: readonly string[]): T;
  /** The cord is cut so many calls from now. */
  arm(crash: Crash): void;
  disarm(): void;
  /** Resolves when the cord is cut. */
  readonly cut: Promise<'crashed'>;
  isCut(): boolean;
  /** Resolves when the calls that were under way at the cut have ended: they may still have had their effect. */
  settled(): Promise<void>;
}

export function createCord(): Cord {
  let left: Crash | null = null;
  let isCut = false;
  let announce: (word: 'crashed') => void = () => undefined;
  const cut = new Promise<'crashed'>((resolve) => {
    announce = resolve;
  });
  const underWay = new Set<Promise<unknown>>();
  const silence = new Promise<never>(() => undefined);

  function die(): Promise<never> {
    isCut = true;
    announce('crashed');
    return silence;
  }

  /** How this call is to end. */
  function count(): 'lives' | 'before' | 'after' {
    if (left === null) return 'lives';
    if (left.calls > 0) {
      left = { ...left, calls: left.calls - 1 };
      return 'lives';
    }
    const { afterEffect } = left;
    left = null;
    return afterEffect ? 'after' : 'before';
  }

  async function call(work: () => Promise<unknown>): Promise<unknown> {
    if (isCut) return silence;
    const end = count();
    if (end === 'before') return die();
    const answer = work();
    underWay.add(answer);
    try {
      await answer;
    } catch {
      // Heard by who asked.
    } finally {
      underWay.delete(answer);
    }
    if (isCut) return silence;
    return end === 'after' ? die() : answer;
  }

  return {
    cut,
    isCut: () => isCut,
    arm: (crash) => {
      left = crash;
    },
    disarm: () => {
      left = null;
    },
    settled: async () => void (await Promise.allSettled(underWay)),
    bind<T extends object>(callee: T, never: readonly string[]): T {
      return new Proxy(callee, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name, target);
          if (typeof value !== 'function' || typeof name !== 'string') return value;
          const method = value.bind(target) as (...given: unknown[]) => Promise<unknown>;
          return never.includes(name) ? method : (...given: unknown[]) => call(async () => method(...given));
        },
      });
    },
  };
}
