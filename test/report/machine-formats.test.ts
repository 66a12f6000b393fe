import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import DraftFour from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import type { Log } from 'sarif';
import type { Finding } from '../../src/findings/types.js';
import { renderActionsCommands } from '../../src/report/actions-commands.js';
import { renderCodeQuality, type CodeQualityIssue } from '../../src/report/code-quality.js';
import { reportJsonSchema } from '../../src/report/json-schema.js';
import { renderJson } from '../../src/report/json.js';
import { githubLinks, NO_LINKS } from '../../src/report/links.js';
import { renderSarif, sarifLog } from '../../src/report/sarif.js';
import type { RuleInfo } from '../../src/report/rule-info.js';
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
        fullDescription: { text: 'An imported module does not exist.' },
        help: { text: RULES[0]?.docs, markdown: RULES[0]?.docs },
        helpUri: 'https://github.com/shipworthy/shipworthy/blob/main/src/rules/wiring/unresolved-import.md',
        defaultConfiguration: { level: 'error' },
        properties: { tags: ['wiring', 'stable'], precision: 'very-high', 'problem.severity': 'error' },
      },
    ]);
  });

  test('what code scanning asks of a rule: descriptions for all, a number for those of security, at most ten tags', () => {
    const rules = [...RULES, { ...(RULES[0] as RuleInfo), id: 'security/weak-jwt', area: 'security' as const, severity: 'warning' as const }];
    const log = sarifLog(result({ findings: [finding({ ruleId: 'ruff/S608', area: 'security' })] }), { version: '1.2.3', rules, links: NO_LINKS });
    const described = log.runs[0]?.tool.driver.rules ?? [];
    expect(described.map(({ id, properties }) => [id, properties?.['security-severity'], properties?.tags])).toEqual([
      ['ruff/S608', '8.0', ['security', 'stable']],
      ['security/weak-jwt', '5.5', ['security', 'stable']],
      ['wiring/unresolved-import', undefined, ['wiring', 'stable']],
    ]);
    for (const { shortDescription, fullDescription, help } of described) expect([shortDescription?.text, fullDescription?.text, help?.text]).not.toContain(undefined);
  });

  test('paths are relative, and named from the root of the repository', () => {
    for (const one of sarifLog(full, { version: '1.2.3', rules: RULES, links }).runs[0]?.results ?? []) {
      expect(one.locations?.[0]?.physicalLocation?.artifactLocation).toEqual({ uri: expect.not.stringMatching(/^\/|^[a-z]+:/), uriBaseId: 'SRCROOT' });
    }
  });

  test('without what is suppressed, and never more than code scanning takes; both are said', () => {
    const some = sarifLog(full, { version: '1.2.3', rules: RULES, links, reportedOnly: true }).runs[0];
    expect(some?.results?.map(({ properties }) => properties?.['disposition'])).toEqual(['report', 'report']);
    expect(some?.invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toBe('2 findings suppressed, baselined or ignored.');
    const many = Array.from({ length: 25_003 }, (_, index) => finding({ fingerprint: fingerprint(index), related: Array.from({ length: index === 0 ? 120 : 0 }, () => ({ path: 'b.py', range: range(1, 1, 1, 2), label: 'x' })) }));
    const cut = sarifLog(result({ findings: many }), { version: '1.2.3', rules: RULES, links }).runs[0];
    expect([cut?.results?.length, cut?.results?.[0]?.relatedLocations?.length]).toEqual([25_000, 100]);
    expect(cut?.invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toBe('3 findings more than a file for code scanning may hold.');
  });
});

describe('workflow commands of GitHub Actions', () => {
  test('an annotation', () => {
    expect(renderActionsCommands(result()).split('\n')).toEqual([
      '::error file=app/views.py,line=3,endLine=3,col=1,endColumn=33,title=wiring/unresolved-import::The module `app.services` does not exist.%0AImporting `app.views` fails with ModuleNotFoundError.%0ARestore `app/services.py` or remove the import.',
      '✖ 1 error introduced · score 100 → 54',
      '',
    ]);
  });

  test('levels; nothing that is held back', () => {
    const levels = renderActionsCommands(full).split('\n').map((line) => /^::(\w+)/.exec(line)?.[1]);
    expect(levels).toEqual(['error', 'notice', undefined, undefined, undefined]);
    expect(renderActionsCommands(result({ findings: [finding({ status: 'preview' })] }))).toMatch(/^::notice .*,title=wiring\/unresolved-import \(preview\)::/);
  });

  test('past ten of a level the others are lines, as GitHub would drop them', () => {
    const many = Array.from({ length: 13 }, (_, index) => finding({ fingerprint: fingerprint(index), range: range(index + 1, 1, index + 2, 1) }));
    const lines = renderActionsCommands(result({ findings: many })).trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('::error '))).toHaveLength(10);
    expect(lines.slice(10)).toEqual([
      '::group::3 findings more: GitHub takes 10 annotations of a level from one step',
      ...[11, 12, 13].map((line) => `error app/views.py:${line}:1 wiring/unresolved-import: The module \`app.services\` does not exist.`),
      '::endgroup::',
      '✖ 1 error introduced · score 100 → 54',
    ]);
  });

  test('whatever the repository says, there is no command but ours, and each names its file', () => {
    const evil = fc.array(fc.constantFrom('::error::x', '\n', '\r', '::stop-commands::t', '##[set-env name=A]b', '%0A', ',', ':', 'a', ' ', '::', '\u202E'), { maxLength: 6 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(evil, evil, (one, two) => {
        const bad = finding({ path: `p${one}`, message: { what: two, why: one, todo: two }, cause: null });
        const text = renderActionsCommands(result({ findings: Array.from({ length: 12 }, (_, index) => ({ ...bad, fingerprint: fingerprint(index) })), notices: [one], verdict: { result: 'fail', title: two } }));
        for (const line of text.split(/\r\n|\r|\n/)) {
          const [, name, properties = ''] = /^\s*::([\w-]+) ?([^]*?)::/.exec(line) ?? [];
          expect([undefined, 'error', 'group', 'endgroup']).toContain(name);
          if (name === 'error') expect(decodeURIComponent(/^file=([^,]*),/.exec(properties)?.[1] ?? '')).toBe(bad.path);
          if (name !== 'error') expect(line).not.toContain('##[');
        }
      }),
    );
  });
});

describe('code quality of GitLab', () => {
  test('an issue for each reported finding', () => {
    const issues = JSON.parse(renderCodeQuality(full)) as CodeQualityIssue[];
    expect(issues).toHaveLength(2);
    expect(issues[0]).toEqual({
      type: 'issue',
      check_name: 'wiring/unresolved-import',
      description: 'The module `app.services` does not exist.',
      content: { body: 'Importing `app.views` fails with ModuleNotFoundError.\n\nRestore `app/services.py` or remove the import.' },
      categories: ['Bug Risk'],
      severity: 'critical',
      fingerprint: 'a'.repeat(32),
      location: { path: 'app/views.py', lines: { begin: 3, end: 3 } },
    });
    expect(issues[1]?.description).toContain('\\u{202E}');
    expect(renderCodeQuality(empty)).toBe('[]\n');
  });
});
