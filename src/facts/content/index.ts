/** What a file's text tells beside its syntax. Pure. */
import type { Node } from 'web-tree-sitter';
import type { JavaScriptFacts, PythonFacts } from '../types.js';
import { declaringLines } from './declaring-lines.js';
import { assertingPythonFunctions } from './functions.js';
import { packLines } from './lines.js';
import { assertingJavaScriptFunctions, javascriptTests } from './tests-javascript.js';
import { pythonTests } from './tests-python.js';
import type { ContentFacts } from './types.js';
import { unmentionedJavaScript, unmentionedPython } from './unmentioned.js';
import { countWords, packWords } from './words.js';

/** A function that asserts is of interest only where tests may call it: its file speaks of tests or assertions. */
const TESTING = /\b(?:assert\w*|pytest|unittest|TestCase|expect|should|chai|jest|vitest|fail|raises)\b/;

/** Of a text that is no source. */
export function textContent(text: string): ContentFacts {
  return { words: packWords(countWords(text)) };
}

/** Of a Python file. */
export function pythonContent(text: string, facts: PythonFacts): ContentFacts {
  const counts = countWords(text);
  const lines = text.split(/\r?\n/);
  const asserting = TESTING.test(text) ? assertingPythonFunctions(lines) : [];
  return compose({ words: packWords(counts), lines: packLines(text, 'python') }, unmentionedPython(facts, { lines, counts }), pythonTests(text), asserting);
}

/** Of a JavaScript or TypeScript file. */
export function javascriptContent(text: string, root: Node, facts: JavaScriptFacts): ContentFacts {
  const counts = countWords(text);
  const lines = text.split(/\r?\n/);
  const asserting = TESTING.test(text) ? assertingJavaScriptFunctions(lines) : [];
  return compose({ words: packWords(counts), lines: packLines(text, 'javascript', declaringLines(root)) }, unmentionedJavaScript(facts, { lines, counts }), javascriptTests(text, root), asserting);
}

function compose(base: ContentFacts, unmentioned: ContentFacts['unmentioned'], tests: ContentFacts['tests'], asserting: ContentFacts['asserting']): ContentFacts {
  return {
    ...base,
    ...(unmentioned?.length ? { unmentioned } : {}),
    ...(tests?.length ? { tests } : {}),
    ...(asserting?.length ? { asserting } : {}),
  };
}
