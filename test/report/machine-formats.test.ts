import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import DraftFour from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import type { Log } from 'sarif';
import type { Finding } from '../../src/findings/types.js';
import { reportJsonSchema } from '../../src/report/json-schema.js';
import { renderJson } from '../../src/report/json.js';
import { githubLinks, NO_LINKS } from '../../src/report/links.js';
import { renderSarif, sarifLog } from '../../src/report/sarif.js';
import type { RunResult } from '../../src/report/types.js';
import { finding, fingerprint, fix, range, result, RULES } from './fixtures.js';

const links = githubLinks({ server: 'https://github.com', repository: 'acme/shop', head: 'c'.repeat(40), docsUrl: null });

/** A result in which every optional part is there. */
const full: RunResult = result({
  findings: [
    finding(),
    finding({
      fingerprint: fingerprint(2),
      path: 'dir with space/ä#?:[x].py',
      symbol: 'A.b',
      severity: 'info',
      message: { what: 'Odd [link](x) {0} \u202E', why: 'y', todo: 'z' },
      cause: { path: 'a.py', side: 'head', line: 2, label: 'changes a.py' },
      related: [{ path: 'b.py', range: range(1, 1, 2, 1), label: 'imported here' }],
      fix: fix('Add it', { kind: 'replace', path: 'a.py', range: range(1, 1, 1, 1), text: 'x\n' }, { kind: 'replace', path: 'a.py', range: range(3, 1, 4, 1), text: '' }),
    }),
    finding({ fingerprint: fingerprint(3), disposition: 'suppressed', severity: 'warning', fix: fix('Delete it', { kind: 'delete', path: 'a.py' }) }),
    finding({ fingerprint: fingerprint(4), disposition: 'baselined', ruleId: 'docs/missing-path', area: 'docs' }),
  ],
  fixed: [finding({ fingerprint: fingerprint(5) })],
  existing: 3,
  unknowns: [{ ruleId: 'wiring/unresolved-import', path: 'app/plugins.py', line: 7, reason: 'the module name is computed' }],
  skipped: [{ path: 'big.py', reason: 'too-large', detail: '2.3 MiB, the limit is 1 MiB' }],
  notices: ['unknown key `exlude`'],
});
const empty = result({ base: null, head: null, mode: 'audit', findings: [], scores: { overall: { base: null, head: null, projected: null }, areas: [] } });

describe('JSON', () => {
  test('docs/report.schema.json is current: `npm run schemas` writes it', () => {
    expect(JSON.parse(readFileSync(new URL('../../docs/report.schema.json', import.meta.url), 'utf8'))).toEqual(reportJsonSchema());
  });

  test.each([['full', full], ['empty', empty]])('a %s report is valid', (_, given) => {
    const ajv = new Ajv2020({ strict: false });
    expect(ajv.validate(reportJsonSchema(), JSON.parse(renderJson(given, '1.2.3')))).toBe(true);
  });

  test('has exactly these keys, and findings as they are', () => {
    const report = JSON.parse(renderJson(full, '1.2.3')) as Record<string, unknown>;
    expect(Object.keys(report)).toEqual([
      'schemaVersion', 'tool', 'repository', 'base', 'head', 'verdict', 'scores', 'findings', 'fixed', 'existing', 'unknowns', 'skipped', 'notices', 'stats',
    ]);
    expect(report['tool']).toEqual({ name: 'shipworthy', version: '1.2.3' });
    expect(report['findings']).toEqual(full.findings);
    expect(report['stats']).toEqual(full.stats);
  });
});

describe('SARIF', () => {
  const require = createRequire(import.meta.url);
  const schema: object = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const ajv = new DraftFour.default({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);

  function problems(log: unknown): unknown {
    return validate(log) ? [] : validate.errors;
  }

  test.each([['full', full], ['empty', empty]])('a %s log is valid', (_, given) => {
    expect(problems(JSON.parse(renderSarif(given, { version: '1.2.3', rules: RULES, links, repositoryUrl: 'https://github.com/acme/shop' })))).toEqual([]);
    expect(problems(JSON.parse(renderSarif(given, { version: '1.2.3', rules: [], links: NO_LINKS })))).toEqual([]);
  });

  test('the schema does refuse', () => {
    expect(problems({ version: '2.1.0', runs: [{ tool: {} }] })).not.toEqual([]);
  });

  function firstResult(one: Finding) {
    const log: Log = sarifLog(result({ findings: [one] }), { version: '1.2.3', rules: RULES, links });
    return log.runs[0]?.results?.[0];
  }

  test('a result', () => {
    expect(firstResult(finding({ fix: fix('Remove it', { kind: 'replace', path: 'app/views.py', range: range(3, 1, 4, 1), text: '' }) }))).toEqual({
      ruleId: 'wiring/unresolved-import',
      ruleIndex: 0,
      level: 'error',
      message: { text: 'The module `app.services` does not exist. Importing `app.views` fails with ModuleNotFoundError. Restore `app/services.py` or remove the import.' },
      locations: [
        { physicalLocation: { artifactLocation: { uri: 'app/views.py', uriBaseId: 'SRCROOT' }, region: { startLine: 3, startColumn: 1, endLine: 3, endColumn: 34 } } },
      ],
      partialFingerprints: { 'shipworthy/v1': 'a'.repeat(32) },
      relatedLocations: [],
      suppressions: [],
      fixes: [
        {
          description: { text: 'Remove it (safe)' },
          artifactChanges: [
            { artifactLocation: { uri: 'app/views.py', uriBaseId: 'SRCROOT' }, replacements: [{ deletedRegion: { startLine: 3, startColumn: 1, endLine: 4, endColumn: 1 } }] },
          ],
        },
      ],
      baselineState: 'new',
      properties: { confidence: 'high', disposition: 'report', status: 'stable' },
    });
  });

  test.each([
    ['suppressed', [{ kind: 'inSource' }]],
    ['baselined', [{ kind: 'external', justification: "Listed in the repository's baseline." }]],
    ['ignored', [{ kind: 'external', justification: 'Ignored by a person on the pull request.' }]],
  ] as const)('%s', (disposition, expected) => {
    expect(firstResult(finding({ disposition }))?.suppressions).toEqual(expected);
  });

  test('a new file is text at the top', () => {
    expect(firstResult(finding({ fix: fix('x', { kind: 'create', path: 'b.py', text: 'x\n' }) }))?.fixes?.[0]?.artifactChanges).toEqual([
      { artifactLocation: { uri: 'b.py', uriBaseId: 'SRCROOT' }, replacements: [{ deletedRegion: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 }, insertedContent: { text: 'x\n' } }] },
    ]);
  });

  test('a fix that deletes a file is left out, and brackets in a message are no link', () => {
    expect(firstResult(finding({ fix: fix('x', { kind: 'delete', path: 'a.py' }) }))).not.toHaveProperty('fixes');
    expect(firstResult(finding({ message: { what: '[a](b) {0}', why: '', todo: '' } }))?.message.text).toContain('\\[a\\](b) {{0}}');
  });

  test('a rule', () => {
    const log = sarifLog(result({ findings: [] }), { version: '1.2.3', rules: RULES, links });
    expect(log.runs[0]?.tool.driver.rules).toEqual([
      {
        id: 'wiring/unresolved-import',
        name: 'WiringUnresolvedImport',
        shortDescription: { text: 'An imported module does not exist.' },
        help: { text: RULES[0]?.docs, markdown: RULES[0]?.docs },
        helpUri: 'https://github.com/shipworthy/shipworthy/blob/main/src/rules/wiring/unresolved-import.md',
        defaultConfiguration: { level: 'error' },
        properties: { tags: ['wiring', 'stable'], precision: 'very-high', 'problem.severity': 'error' },
      },
    ]);
  });
});
