/** Which way a test goes when production runs the settings. Pure. */
import type { ComparisonExpression, Expression } from '../../../facts/python/code/nodes.js';
import { dottedName } from '../../../facts/python/code/walk.js';
import type { Frame } from './frame.js';
import { possibilities, truthOf } from './values.js';

const PRODUCTION = /^(prod|production|live)$/i;
const ELSEWHERE = /^(dev|devel|develop|development|local|localhost|test|tests|testing|ci|debug|sandbox|demo)$/i;
/** Flags that say where the code runs. */
const ON_IN_PRODUCTION = /^(IS_|IN_|USE_|ON_)?(PROD|PRODUCTION)(_MODE|_ENV)?$/i;
const OFF_IN_PRODUCTION = /^((IS_|IN_|USE_|ON_|RUNNING_|RUN_)?(DEBUG|DEV|DEVEL|DEVELOP|DEVELOPMENT|LOCAL|TEST|TESTS|TESTING|CI|UNIT_?TESTS?)(_MODE|_ENV|_SERVER|_RUN)?|TESTING_ENABLED|UNDER_TEST)$/i;

/**
 * Whether the test holds; undefined when it depends on something. For production, what is left open is decided by what it
 * says: DEBUG and its like are off, tests do not run, and the environment is the one that is called production.
 */
export function decide(frame: Frame, test: Expression): boolean | undefined {
  if (test.kind === 'unary' && test.operator === 'not') return negated(decide(frame, test.operand));
  if (test.kind === 'boolean') return decideBoth(test.operator, decide(frame, test.left), () => decide(frame, test.right));
  const value = frame.value(test);
  const truth = truthOf(value);
  if (truth !== undefined) return truth;
  if (isTypeChecking(test)) return false;
  if (frame.machine.mode !== 'production') return undefined;
  if (test.kind === 'comparison') return decideComparison(frame, test);
  return byName(lastName(test));
}

function negated(truth: boolean | undefined): boolean | undefined {
  return truth === undefined ? undefined : !truth;
}

function decideBoth(operator: 'and' | 'or', left: boolean | undefined, right: () => boolean | undefined): boolean | undefined {
  const decisive = operator === 'or';
  if (left === decisive) return decisive;
  const other = right();
  if (other === decisive) return decisive;
  return left === undefined || other === undefined ? undefined : !decisive;
}

function isTypeChecking(test: Expression): boolean {
  return lastName(test) === 'TYPE_CHECKING';
}

/** The name of a variable, or the variable that a call reads from the environment. */
function lastName(test: Expression): string {
  if (test.kind === 'call') {
    const [first] = test.args;
    return first?.kind === 'string' ? (first.value.split('__').at(-1) as string) : '';
  }
  if (test.kind === 'named') return test.target;
  return dottedName(test)?.split('.').at(-1) ?? '';
}

function byName(name: string): boolean | undefined {
  if (ON_IN_PRODUCTION.test(name)) return true;
  if (OFF_IN_PRODUCTION.test(name)) return false;
  return undefined;
}

/** `ENV == "production"`, `ENV in ("dev", "test")`, `"test" in sys.argv`. */
function decideComparison(frame: Frame, test: ComparisonExpression): boolean | undefined {
  const [left, right] = test.operands;
  const [operator] = test.operators;
  if (left === undefined || right === undefined || operator === undefined || test.operands.length > 2) return undefined;
  const truth = truthAgainst(left, right);
  if (truth !== undefined) return ['==', 'is'].includes(operator) ? truth : ['!=', 'is not'].includes(operator) ? !truth : undefined;
  const words = [...wordsOf(frame, left), ...wordsOf(frame, right)];
  if (words.length === 0) return undefined;
  const positive = ['==', 'is', 'in'].includes(operator);
  if (!positive && !['!=', 'is not', 'not in'].includes(operator)) return undefined;
  if (words.some((word) => PRODUCTION.test(word))) return positive;
  return words.every((word) => ELSEWHERE.test(word)) ? !positive : undefined;
}

/** `DEBUG is True`, `DEBUG == False`. */
function truthAgainst(left: Expression, right: Expression): boolean | undefined {
  if (right.kind !== 'constant' || typeof right.value !== 'boolean') return undefined;
  const truth = byName(lastName(left));
  return truth === undefined ? undefined : truth === right.value;
}

/** Strings that one side of a comparison spells out; none for what may be anything. */
function wordsOf(frame: Frame, side: Expression): readonly string[] {
  const known = possibilities(frame.value(side));
  if (known.some(({ kind }) => kind === 'unknown')) return [];
  return known.flatMap((value) => (value.kind === 'list' ? value.items : [value])).flatMap((value) => (value.kind === 'string' ? [value.value] : []));
}
