import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Grammars } from '../../../src/facts/grammars.js';
import { extractJavaScript, type JavaScriptKind } from '../../../src/facts/javascript/extract.js';
import type { Span } from '../../../src/facts/types.js';
import { testGrammars } from '../../support/grammars.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const SEED = `#!/usr/bin/env node
import a, { b as c, type D } from './x';
export * as ns from "./y";
export const { e, ...f } = require('./z'), g = await import(\`./p/\${q}\`).catch(() => null);
module.exports = { h, [i]: 1, ...j }; exports['k'] = 1; Object.assign(exports, l);
declare module '*.svg' { export default m }
try { jest.mock('./n', () => 1, { virtual: true }) } catch { new URL('./o', import.meta.url) }
export default { alias: [{ find: /^@\\//, replacement: '😀/src' }], moduleNameMapper: { '^x$': 'y' } };
/** @typedef {{ a: 1 }} T */ // shipworthy: ignore[a/b] why
const seen = new Map(), api = axios.create({ baseURL: \`\${import.meta.env.URL}/v1\` });
function load(id) { seen.set(id, 1); useEffect(() => { fetch(\`/u/\${id}\`).then(r => r.json()).catch(() => {}); return () => ws.close() }, []); }
try { new WebSocket('ws://x').onclose = load; app.route('/x').get(load).post(async (req, res) => res.status(500).json({ e: err.stack })) } catch (e) { /* why */ }
export { load as other }; el.innerHTML = a + '<b>' + (b || c); console.log(jwt.sign({}, 'k'));
const x = <img src="./q.png">{import.meta.glob('./*.ts')} it's</img>;
`;

/** A slice cut out, a slice repeated, or some characters put in, anywhere. */
const mutation = fc.record({ at: fc.nat(SEED.length), length: fc.nat(40), text: fc.oneof(fc.constantFrom('', '{', '(', '`', "'", '*/', '<', '\r\n', '\u2028', '😀', '\0', '...', 'export default '), fc.string({ unit: 'binary', maxLength: 8 })) });

function mutate(source: string, edits: readonly { readonly at: number; readonly length: number; readonly text: string }[]): string {
  return edits.reduce((text, edit) => text.slice(0, edit.at) + edit.text + text.slice(edit.at + edit.length), source);
}

function expectInside(span: Span, lines: readonly string[]): void {
  const [startLine, startColumn, endLine, endColumn] = span;
  expect(startLine).toBeGreaterThanOrEqual(1);
  expect(endLine).toBeLessThanOrEqual(lines.length);
  expect(startLine < endLine || (startLine === endLine && startColumn <= endColumn)).toBe(true);
  expect(startColumn).toBeGreaterThanOrEqual(1);
  expect(endColumn).toBeLessThanOrEqual((lines[endLine - 1]?.length ?? 0) + 1);
}

test('mutated sources never throw, give plain data, and their spans lie in the file', () => {
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), fc.constantFrom<JavaScriptKind>('javascript', 'typescript', 'tsx'), (edits, kind) => {
      const source = mutate(SEED, edits);
      const result = extractJavaScript(source, kind, grammars);
      const lines = source.split('\n');
      const { imports, exports } = result.javascript;
      for (const one of imports) for (const span of [one.span, one.specifierSpan, ...(one.names ?? []).map((name) => name.span)]) expectInside(span, lines);
      const { uses } = result.javascript;
      for (const one of [...exports, ...result.references, ...(uses?.calls ?? []), ...(uses?.functions ?? []), ...(uses?.html ?? []), ...(uses?.containers ?? [])]) expectInside(one.span, lines);
      for (const { within } of uses?.calls ?? []) expect(within).toBeLessThan(uses?.functions.length ?? 0);
      expect(JSON.parse(JSON.stringify(result))).toEqual(result);
      expect(extractJavaScript(source, kind, grammars)).toEqual(result);
    }),
    { numRuns: 400 },
  );
});
