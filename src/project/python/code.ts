/** The decoded syntax of a file, shared by all who read it: its nodes are the same objects for everybody. Pure. */
import { decodeCode } from '../../facts/python/code/decode.js';
import type { PythonCode } from '../../facts/python/code/nodes.js';
import { classesOf, functionsOf } from '../../facts/python/code/walk.js';
import type { FileFacts } from '../../facts/types.js';
import { perFacts } from '../per-facts.js';
import { withNodesOf } from './same-nodes.js';

const decoded = new WeakMap<FileFacts, { readonly text: string; readonly code: PythonCode }>();

/** Undefined for files that are no Python, and where no rule wants code. */
export function codeOf(facts: FileFacts): PythonCode | undefined {
  const { code: text } = facts;
  if (text === undefined) return undefined;
  const held = decoded.get(facts);
  // Code is read later than the rest, and only where it is wanted.
  if (held?.text === text) return held.code;
  const code = decodeCode(text);
  decoded.set(facts, { text, code });
  return code;
}

/** Reads a later version of a file so that what stands there as before is the same objects. Without effect where it was read already. */
export function succeed(before: FileFacts, after: FileFacts): void {
  if (before.code === undefined || after.code === undefined || before === after || decoded.has(after)) return;
  const old = decoded.get(before);
  if (old !== undefined) decoded.set(after, { text: after.code, code: withNodesOf(old.code, decodeCode(after.code)) });
}

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
