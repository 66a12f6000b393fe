/** The decoded syntax of a file, shared by all who read it: its nodes are the same objects for everybody. Pure. */
import { decodeCode } from '../../facts/python/code/decode.js';
import type { PythonCode } from '../../facts/python/code/nodes.js';
import { classesOf, functionsOf } from '../../facts/python/code/walk.js';
import { perFacts } from '../per-facts.js';

/** Undefined for files that are no Python, and where no rule wants code. */
export const codeOf = perFacts((facts): PythonCode | undefined => (facts.code === undefined ? undefined : decodeCode(facts.code)));

/** Every class of a file, nested ones too. */
export const classesIn = perFacts((facts) => {
  const code = codeOf(facts);
  return code === undefined ? [] : classesOf(code);
});

/** Every function and method of a file, nested ones too. */
export const functionsIn = perFacts((facts) => {
  const code = codeOf(facts);
  return code === undefined ? [] : functionsOf(code);
});
