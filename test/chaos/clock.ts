/** A clock that can be put forward: GitHub's times are of whole seconds, and lives here are shorter. */

const RealDate = Date;
let forward = 0;

class MovedDate extends RealDate {
  constructor(...given: readonly unknown[]) {
    super(...((given.length === 0 ? [MovedDate.now()] : given) as [number]));
  }

  static override now(): number {
    return RealDate.now() + forward;
  }
}

/** From now on all of this process reads the clock that is put forward; the answer gives it the real one back. */
export function useMovedClock(): () => void {
  globalThis.Date = MovedDate as DateConstructor;
  return () => {
    globalThis.Date = RealDate;
  };
}

/** All lives of the process share the clock: it only ever goes forward. */
export function putForward(milliseconds: number): void {
  forward += milliseconds;
}
