/** A life in words, for whoever has to find out what went wrong in it. */
import type { Life, Move } from './life.js';

export function describeLife({ seed, fork, draft, inlineLimit, last, moves }: Life): string {
  const begins = [`seed ${seed}`, ...(fork ? ['from a fork'] : []), ...(draft ? ['a draft'] : []), `at most ${inlineLimit} comments`, `ends with a ${last}`].join(', ');
  return [begins, ...moves.map((move, index) => `${String(index + 1).padStart(3)}. ${describeMove(move)}`)].join('\n');
}

function describeMove({ kind, held, waits, faults, crash }: Move): string {
  const faulty = faults.map(({ status, reset, afterEffect, delayMs, skip = 0, path }) => `${reset === true ? 'a reset' : delayMs === undefined ? status : `${delayMs} ms`}${afterEffect === true ? ' after the effect' : ''} at request ${skip + 1}${path === undefined ? '' : ` to ${String(path)}`}`);
  const dies = crash === null ? [] : [`a crash ${crash.afterEffect ? 'after' : 'before'} call ${crash.calls + 1}`];
  return [kind, ...(held ? ['delivered late'] : []), ...(waits ? [] : ['the next at once']), ...faulty, ...dies].join('; ');
}
