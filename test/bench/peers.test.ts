/** The comparison with other tools: their outputs as we read them, what counts as the same finding, the fastest set. No tool is run. */
import { describe, expect, test } from '@jest/globals';
import { agreements, unmapped } from '../../bench/peers/agreement.js';
import { fastestSet } from '../../bench/peers/goals.js';
import { KINDS } from '../../bench/peers/kinds.js';
import { readBandit, readEslint, readKnip, readOxlint, readPylint, readPyright, readVulture } from '../../bench/peers/outputs.js';
import { childrenTime } from '../../bench/peers/spawn.js';
import { PEERS } from '../../bench/peers/tools.js';
import type { Cost, OwnFinding, PeerCosts, PeerFinding, Role } from '../../bench/peers/types.js';
import { RULES } from '../../src/rules/registry.js';

const TOP = '/tmp/tree';

describe('what a tool prints', () => {
  test.each<[string, (stdout: string, folder: string) => PeerFinding[], string, PeerFinding]>([
    ['pylint', readPylint, '[{"type":"error","path":"shop/a.py","line":3,"symbol":"import-error","message":"Unable to import \'shop.gone\'"}]', { path: 'shop/a.py', line: 3, check: 'import-error', text: "Unable to import 'shop.gone'" }],
    ['vulture', readVulture, "./shop/a.py:7: unused function 'total' (60% confidence)\n", { path: 'shop/a.py', line: 7, check: 'unused function', text: "unused function 'total'" }],
    ['vulture, with a size', readVulture, "shop/a.py:9: unreachable code after 'return' (100% confidence, 2 lines)\n", { path: 'shop/a.py', line: 9, check: 'unreachable code', text: "unreachable code after 'return'" }],
    ['bandit', readBandit, '{"results":[{"filename":"./shop/a.py","line_number":4,"test_id":"B602","issue_text":"shell=True"}]}', { path: 'shop/a.py', line: 4, check: 'B602', text: 'shell=True' }],
    ['pyright', readPyright, '{"generalDiagnostics":[{"file":"/tmp/tree/shop/a.py","message":"\\"x\\" is unknown import symbol","rule":"reportAttributeAccessIssue","range":{"start":{"line":0}}}]}', { path: 'shop/a.py', line: 1, check: 'reportAttributeAccessIssue:import', text: '"x" is unknown import symbol' }],
    ['eslint', readEslint, '[{"filePath":"/tmp/tree/web/a.ts","messages":[{"ruleId":null,"line":2,"message":"Parsing error"}]}]', { path: 'web/a.ts', line: 2, check: 'syntax', text: 'Parsing error' }],
    ['oxlint', readOxlint, '{"diagnostics":[{"message":"\'x\' is not defined.","code":"eslint(no-undef)","filename":"web/a.ts","labels":[{"span":{"line":5}}]}]}', { path: 'web/a.ts', line: 5, check: 'no-undef', text: "'x' is not defined." }],
    ['knip', readKnip, '{"issues":[{"file":"web/a.ts","owners":[],"exports":[{"name":"unused","line":6}],"files":[]}]}', { path: 'web/a.ts', line: 6, check: 'exports', text: 'unused' }],
  ])('is read: %s', (_title, read, stdout, finding) => {
    expect(read(stdout, TOP)).toEqual([finding]);
  });
  test('is refused when it is a message of another kind', () => {
    expect(() => readBandit('{"error":"no such file"}', TOP)).toThrow('a list was expected');
    expect(() => readPylint('Traceback (most recent call last):', TOP)).toThrow(SyntaxError);
  });
  test('of the shell, gives the processor time of what it started', () => {
    expect(childrenTime('0m0.00s 0m0.00s\n1m2.50s 0m0.25s\n')).toBe(62_750);
    expect(childrenTime('')).toBeNull();
  });
});

const PATHS = new Set(['shop/__init__.py', 'shop/a.py', 'shop/b.py', 'web/a.ts']);

function own(ruleId: string, path: string, line: number): OwnFinding {
  return { ruleId, path, line, text: '' };
}

function theirs(check: string, path: string, line: number | null, text = ''): PeerFinding {
  return { check, path, line, text };
}

describe('agreement', () => {
  const report = {
    findings: [own('wiring/unresolved-import', 'shop/a.py', 10), own('wiring/unresolved-import', 'shop/b.py', 3), own('security/weak-jwt', 'shop/a.py', 10), own('wiring/unresolved-import', 'web/a.ts', 1)],
    unknowns: [{ ruleId: 'wiring/unresolved-import', path: 'shop/a.py', line: 41 }],
    skipped: new Set(['shop/__init__.py']),
  };
  test('is the same kind in the same file, on the same line or beside it; each finding counts once', () => {
    const found = [
      theirs('import-error', 'shop/a.py', 11, "Unable to import 'shop.gone'"),
      theirs('import-error', 'shop/a.py', 9, "Unable to import 'shop.gone.too'"),
      theirs('import-error', 'shop/a.py', 20, "Unable to import 'celery'"),
      theirs('import-error', 'shop/a.py', 30, "Unable to import 'b'"),
      theirs('import-error', 'shop/a.py', 40, "Unable to import 'shop.odd'"),
      theirs('import-error', 'shop/__init__.py', 1, "Unable to import 'shop.odd'"),
      theirs('import-error', 'elsewhere.py', 1, "Unable to import 'shop.odd'"),
    ];
    const [row, ...others] = agreements({ id: 'pylint', language: 'python' }, found, report, PATHS);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ both: 1, notInTree: 2, notJudged: 2, onlyOurs: [{ path: 'shop/b.py' }], onlyTheirs: [{ line: 9 }] });
  });
  test('by file counts each file once', () => {
    const names = { ...report, findings: [own('wiring/undefined-name', 'shop/a.py', 1), own('wiring/undefined-name', 'shop/a.py', 2)] };
    const [row] = agreements({ id: 'pyright', language: 'python' }, [1, 50, 60].map((line) => theirs('reportUndefinedVariable', 'shop/a.py', line)), names, PATHS);
    expect(row).toMatchObject({ both: 1, onlyOurs: [], onlyTheirs: [] });
  });
  test('leaves apart what no rule of ours stands for', () => {
    expect(unmapped('bandit', ['B101', 'B105', 'B101'].map((check) => theirs(check, 'shop/a.py', 1)))).toEqual([['B101', 2]]);
  });
  test('is mapped to rules and tools that exist', () => {
    const ours = new Set(KINDS.flatMap((kind) => kind.ours).filter((id) => !/^(ruff|oxlint)\//.test(id)));
    expect([...ours].filter((id) => !RULES.some((rule) => rule.meta.id === id))).toEqual([]);
    expect(KINDS.flatMap((kind) => Object.keys(kind.theirs)).filter((id) => !PEERS.some((peer) => peer.id === id))).toEqual([]);
  });
});

describe('the fastest set', () => {
  function costs(id: string, roles: readonly Role[], milliseconds: number | null): PeerCosts {
    const cost: Cost = milliseconds === null ? { ran: false, why: 'ended' } : { ran: true, milliseconds: { median: milliseconds, min: 0, max: 0, runs: 1 }, cpuMilliseconds: null, peakBytes: null, findings: 0 };
    return { id, language: 'python', roles, scope: 'files', version: '', whole: cost, change: cost };
  }
  test('covers every role, with as little time as it takes', () => {
    const all = [costs('wide', ['imports', 'names', 'unused'], 90), costs('one', ['imports', 'names'], 30), costs('two', ['unused'], 40), costs('safe', ['security'], 5), costs('late', ['imports', 'names', 'unused', 'security'], null)];
    expect(fastestSet(all, ['python'], 'whole')).toMatchObject({ ids: ['one', 'two', 'safe'], together: 75, slowest: 40, missing: [] });
  });
  test('says which roles nobody covers', () => {
    expect(fastestSet([costs('one', ['imports', 'names'], 30)], ['python'], 'change')).toMatchObject({ ids: ['one'], missing: ['unused of python', 'security of python'] });
    expect(fastestSet([], ['python'], 'whole')).toBeNull();
  });
});
