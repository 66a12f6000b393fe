/** Literal findings, changes and results for the tests of reports. */
import type { ChangedFile, ChangeSet, Hunk, HunkLine } from '../../src/changes/types.js';
import type { Finding, Fix, Range } from '../../src/findings/types.js';
import type { RuleInfo } from '../../src/report/rule-info.js';
import type { RunResult } from '../../src/report/types.js';

export function range(startLine: number, startColumn: number, endLine: number, endColumn: number): Range {
  return { start: { line: startLine, column: startColumn }, end: { line: endLine, column: endColumn } };
}

/** A view that imports a module which the change deletes. */
export function finding(more: Partial<Finding> = {}): Finding {
  return {
    ruleId: 'wiring/unresolved-import',
    area: 'wiring',
    severity: 'error',
    confidence: 'high',
    status: 'stable',
    path: 'app/views.py',
    range: range(3, 1, 3, 34),
    symbol: '',
    message: {
      what: 'The module `app.services` does not exist.',
      why: 'Importing `app.views` fails with ModuleNotFoundError.',
      todo: 'Restore `app/services.py` or remove the import.',
    },
    cause: { path: 'app/services.py', side: 'base', line: null, label: 'deletes app/services.py' },
    related: [],
    fix: null,
    fingerprint: 'a'.repeat(32),
    disposition: 'report',
    ...more,
  };
}

/** A fingerprint of 32 hex digits made of a number. */
export function fingerprint(number: number): string {
  return number.toString(16).padStart(32, '0');
}

export function fix(title: string, ...edits: Fix['edits']): Fix {
  return { title, edits, safety: 'safe' };
}

/** A hunk from its lines as in a patch: ` context`, `+added`, `-removed`, `\\` behind one that no newline ends. */
export function hunk(baseStart: number, headStart: number, ...patch: readonly string[]): Hunk {
  let base = baseStart;
  let head = headStart;
  const lines = patch.flatMap((line, index): HunkLine[] => (line === '\\' ? [] : [{ ...lineOf(line), ...(patch[index + 1] === '\\' ? { noNewline: true } : {}) }]));
  function lineOf(line: string): HunkLine {
    const text = line.slice(1);
    if (line.startsWith('+')) return { kind: 'added', baseLine: null, headLine: head++, text };
    if (line.startsWith('-')) return { kind: 'removed', baseLine: base++, headLine: null, text };
    return { kind: 'context', baseLine: base++, headLine: head++, text };
  }
  return { baseStart, baseLines: base - baseStart, headStart, headLines: head - headStart, lines };
}

export function changed(path: string, hunks: readonly Hunk[], more: Partial<ChangedFile> = {}): ChangedFile {
  return { path, status: 'modified', binary: false, hunks, ...more };
}

export function changes(...files: readonly ChangedFile[]): ChangeSet {
  return { files };
}

export const RULES: readonly RuleInfo[] = [
  {
    id: 'wiring/unresolved-import',
    area: 'wiring',
    severity: 'error',
    confidence: 'high',
    status: 'stable',
    summary: 'An imported module does not exist.',
    docs: '# wiring/unresolved-import\n\nAn imported module does not exist.\n',
  },
];

/** A review with one error introduced, and nothing else. */
export function result(more: Partial<RunResult> = {}): RunResult {
  return {
    mode: 'review',
    repository: 'acme/shop',
    base: 'b'.repeat(40),
    head: 'c'.repeat(40),
    verdict: { result: 'fail', title: '1 error introduced · score 100 → 54' },
    scores: {
      overall: { base: 100, head: 54, projected: 54 },
      areas: [
        { area: 'wiring', base: 100, head: 54, projected: 54, lostTo: ['a'.repeat(32)], lostToRules: [{ ruleId: 'wiring/unresolved-import', open: 1 }] },
        { area: 'docs', base: 100, head: 100, projected: 100, lostTo: [], lostToRules: [] },
        { area: 'security', base: null, head: null, projected: null, lostTo: [], lostToRules: [] },
      ],
    },
    findings: [finding()],
    fixed: [],
    existing: 0,
    unknowns: [],
    skipped: [],
    changes: changes(changed('app/services.py', [hunk(1, 0, '-def charge():', '-    pass')], { status: 'deleted' })),
    notices: [],
    stats: { files: 12, changedFiles: 1, parsedFiles: 1, parsedBytes: 120, opportunities: 10, milliseconds: 42 },
    ...more,
  };
}
