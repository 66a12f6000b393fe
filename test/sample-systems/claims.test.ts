/** The report of each sample system, added to it as a document: what it claims and the system does not have is found, what it has is silent. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Grammars } from '../../src/facts/grammars.js';
import { compareByFingerprint } from '../../src/findings/compare.js';
import { judgeBothSides } from '../../src/rules/both-sides.js';
import { hitsOfSide } from '../../src/rules/explain.js';
import { testGrammars } from '../support/grammars.js';
import { sidesOf, type Files } from '../support/memory-project.js';
import { sampleSystems } from '../support/sample-systems.js';

const SYSTEMS = fileURLToPath(new URL('../systems', import.meta.url));
const REPORT = 'docs/report.md';

const Place = z.strictObject({ line: z.number().int().positive(), text: z.string().min(3) });
const Table = z.strictObject({
  findings: z.array(Place.extend({ rule: z.string() })),
  /** Files, names and routes of the report that the system has. */
  backed: z.array(Place),
});

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

describe.each(sampleSystems())('the report of $name', ({ name, before }) => {
  const report = readFileSync(join(SYSTEMS, name, 'claims/report.md'), 'utf8');
  const table = Table.parse(parse(readFileSync(join(SYSTEMS, name, 'claims/expected.yml'), 'utf8')));
  const lines = report.split('\n');

  test('has the lines that the table names', () => {
    for (const { line, text } of [...table.findings, ...table.backed]) expect(lines[line - 1]).toContain(text);
  });

  test('speaks of what the system has', () => {
    expect(table.backed.filter(({ text }) => !has(before, text))).toEqual([]);
  });

  test('claims what the table lists and the system does not have, and nothing else', () => {
    const head = { ...before, [REPORT]: report };
    const input = sidesOf(before, head, grammars, new Map());
    const sides = judgeBothSides(input);
    const { introduced } = compareByFingerprint(hitsOfSide(input.changes, sides.base, 'base'), hitsOfSide(input.changes, sides.head, 'head'));
    const found = introduced.map((hit) => `${hit.ruleId} ${hit.path}:${hit.match.span[0]}`).sort();
    expect(found).toEqual(table.findings.map(({ rule, line }) => `${rule} ${REPORT}:${line}`).sort());
  });
});

/** A file of that path, or a word of some file; of a route its last part. */
function has(files: Files, text: string): boolean {
  const word = text.startsWith('/') ? text.slice(text.lastIndexOf('/')) : text;
  return Object.hasOwn(files, text) || Object.values(files).some((content) => content.includes(word));
}
