/** A result of many findings, the same each time, and the texts that they stand in. */
import type { Area, Finding, RelatedLocation } from '../../../src/findings/types.js';
import { AREAS } from '../../../src/findings/types.js';
import type { HeadText } from '../../../src/report/html/index.js';
import type { RunResult } from '../../../src/report/types.js';

const PER_FILE = 10;
const LINES = 120;

/** As many findings as asked for, ten in a file; every fifth with a fix, every seventh with a way. */
export function largeResult(number: number): RunResult {
  const findings = Array.from({ length: number }, (_, index) => findingOf(index));
  return {
    mode: 'audit',
    repository: 'acme/monolith',
    base: null,
    head: 'c'.repeat(40),
    verdict: { result: 'fail', title: `${number} findings · score 41` },
    scores: {
      overall: { base: null, head: 41, projected: 58 },
      areas: AREAS.map((area, index) => ({ area, base: null, head: 40 + index * 5, projected: 50 + index * 5, lostTo: [], lostToRules: [{ ruleId: `${area}/rule-0`, open: 12 }] })),
    },
    findings,
    fixed: [],
    existing: 0,
    unknowns: Array.from({ length: 300 }, (_, index) => ({ ruleId: 'wiring/unresolved-import', path: pathOf(index), line: 3, reason: 'the module is named at run time' })),
    skipped: Array.from({ length: 40 }, (_, index) => ({ path: `static/bundle${index}.js`, reason: 'minified' as const, detail: '' })),
    changes: { files: [] },
    notices: [],
    stats: { files: number / PER_FILE, changedFiles: 0, parsedFiles: 0, parsedBytes: 0, opportunities: number * 8, milliseconds: 0 },
  };
}

/** The text of one of its files. */
export function largeText(path: string): HeadText {
  const lines = Array.from({ length: LINES }, (_, index) => (index % 6 === 0 ? `def view_${index}(request, name="${path}"):` : `    value_${index} = request.GET.get("key_${index}", ${index})  # of ${path}`));
  return { text: `${lines.join('\n')}\n`, hidden: new Set() };
}

function pathOf(index: number): string {
  const file = Math.floor(index / PER_FILE);
  return `services/team_${file % 12}/module_${file}.py`;
}

function findingOf(index: number): Finding {
  const area = AREAS[index % AREAS.length] as Area;
  const path = pathOf(index);
  const line = 2 + (index % PER_FILE) * 11;
  const range = { start: { line, column: 5 }, end: { line, column: 12 } };
  const related: RelatedLocation[] = index % 7 === 0 ? [{ path: pathOf(index + 40), range, label: '`load` calls `requests.get` here' }] : [];
  return {
    ruleId: related.length > 0 ? 'scalability/blocking-call-in-request' : `${area}/rule-${index % 4}`,
    area,
    severity: (['error', 'warning', 'warning', 'info'] as const)[index % 4] as Finding['severity'],
    confidence: 'high',
    status: index % 3 === 0 ? 'preview' : 'stable',
    path,
    range,
    symbol: `view_${line}`,
    message: { what: `\`value_${line}\` of request ${index} is read again for each row of the table.`, why: 'Every row costs one more query: with 100 rows the database is asked 101 times.', todo: `Load \`value_${line % 7}\` with the rows.` },
    cause: null,
    related,
    fix: index % 5 === 0 ? { title: 'Load it with the rows', safety: index % 2 === 0 ? 'safe' : 'unsafe', edits: [{ kind: 'replace', path, range, text: 'loaded' }] } : null,
    fingerprint: index.toString(16).padStart(32, '0'),
    disposition: index % 11 === 0 ? 'suppressed' : 'report',
  };
}
