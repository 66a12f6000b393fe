/** The stage with linters that stand in: which of their answers count for what a change brings. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadRuffRules } from '../../src/assets/ruff-rules.js';
import type { ChangedFile, Snapshot, TreeEntry } from '../../src/changes/types.js';
import type { ChangeSource } from '../../src/checkout/types.js';
import type { RuffCheck, RuffLibrary } from '../../src/facts/lint/ruff-library.js';
import type { FileFacts } from '../../src/facts/types.js';
import { createLinters } from '../../src/linters/index.js';
import { createOxlint } from '../../src/linters/oxlint/adapter.js';
import { createOxlintProcess } from '../../src/linters/oxlint/process.js';
import { createRuffLinter } from '../../src/linters/ruff/adapter.js';
import { startLintingChange } from '../../src/linters/stage.js';
import { NOTHING, type Diagnostic, type LintAnswer, type LintFile, type Linter, type LintRequest } from '../../src/linters/types.js';
import type { Catalogue } from '../../src/project/types.js';
import { findRule } from '../../src/rules/registry.js';
import type { Side } from '../../src/rules/both-sides.js';
import type { Outcome } from '../../src/rules/run.js';
import type { Rule } from '../../src/rules/types.js';
import { diagnostic, type Files } from './support.js';

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'shipworthy-test-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A text that starts with this word can't be read. */
const BROKEN = 'broken';

function snapshotOf(files: Files): Snapshot {
  return { commit: null, entries: new Map(Object.entries(files).map(([path, text]): [string, TreeEntry] => [path, { path, oid: text, kind: 'file' }])) };
}

function sourceOf(base: Files, head: Files, renamed: Readonly<Record<string, string>>): ChangeSource {
  const files = Object.keys(head).map((path): ChangedFile => {
    const previousPath = renamed[path];
    return { path, status: previousPath !== undefined ? 'renamed' : path in base ? 'modified' : 'added', ...(previousPath === undefined ? {} : { previousPath }), binary: false, hunks: [] };
  });
  return {
    name: 'shop', notes: [], head: snapshotOf(head), base: snapshotOf(base), changes: { files }, close: () => Promise.resolve(), patched: () => Promise.reject(new Error('not asked for')),
    async *read(oids) {
      for (const oid of oids) yield { oid, content: Buffer.from(oid), size: oid.length };
    },
  };
}

function sideOf(snapshot: Snapshot, outcomes: readonly Outcome[] = []): Side {
  const audit = new Map([...snapshot.entries.keys()].map((path) => [path, { path, outcomes }]));
  return { state: { snapshot, facts: () => undefined, formerPaths: new Map() }, audit, ruled: audit, auditAt: () => audit } as unknown as Side;
}

/** Says one thing of every line that says "bad", and nothing at all of files that `skips` names. */
function standIn(skips: (file: LintFile) => boolean = () => false, change: Partial<Diagnostic> = {}): Linter {
  return { name: change.linter ?? 'ruff', reads: (path) => path.endsWith('.py'), start: (request) => Promise.resolve({ answer: Promise.resolve(answerTo(request, skips, change)) }) };
}

/** The same, begun before facts are known. */
function beside(): Linter {
  return { ...standIn(), runsBeside: true };
}

function answerTo({ files }: LintRequest, skips: (file: LintFile) => boolean, change: Partial<Diagnostic>): LintAnswer {
  const lines = (file: LintFile): Diagnostic[] => file.text.split('\n').flatMap((text, index) => (text.includes('bad') ? [diagnostic({ subject: text, span: [index + 1, 1, index + 1, 4], ...change })] : []));
  return { files: files.filter((file) => !skips(file)).map((file) => ({ file, diagnostics: lines(file) })), problems: [], configuredBy: [] };
}

interface Case {
  readonly base: Files;
  readonly head: Files;
  readonly renamed?: Readonly<Record<string, string>>;
  readonly linters: readonly Linter[];
  readonly outcomes?: { readonly base?: readonly Outcome[]; readonly head?: readonly Outcome[] };
}

/** What is joined on each side, as `path:line code`. */
async function joined(given: Case): Promise<{ base: string[]; head: string[] }> {
  const { base, head } = await told(given);
  return { base, head };
}

async function told({ base, head, renamed = {}, linters, outcomes = {} }: Case): Promise<{ base: string[]; head: string[]; notices: readonly string[] }> {
  const source = sourceOf(base, head, renamed);
  const factsOf = ({ oid }: TreeEntry): FileFacts => ({ lineCount: 1, references: [], suppressions: [], ...(oid.startsWith(BROKEN) ? { syntax: { parser: 'Ruff', message: '', span: [1, 1, 1, 1] } } : { python: {} }) }) as unknown as FileFacts;
  const linting = await startLintingChange(source, { linters, wants: (path) => !path.startsWith('vendor/') });
  const joinTo = await linting.goOn(factsOf);
  const { sides, notices } = await joinTo({ base: sideOf(source.base, outcomes.base), head: sideOf(source.head, outcomes.head) });
  const said = ({ audit }: Side): string[] => [...audit.values()].flatMap(({ path, outcomes: all }) => all.flatMap(({ configured, matches }) => (/^(ruff|oxlint)\//.test(configured.rule.meta.id) ? matches.map(({ span }) => `${path}:${span[0]} ${configured.rule.meta.id}`) : [])));
  return { base: said(sides.base), head: said(sides.head), notices };
}

describe('what is judged on one side only tells nothing of the change', () => {
  const files = { base: { 'a.py': 'bad\n' }, head: { 'a.py': 'bad\nx\n' } };

  test.each<[what: string, given: Case, expected: { base: string[]; head: string[] }]>([
    ['both sides', { ...files, linters: [standIn()] }, { base: ['a.py:1 ruff/F401'], head: ['a.py:1 ruff/F401'] }],
    ['the base alone', { ...files, linters: [standIn(({ side }) => side === 'head')] }, { base: [], head: [] }],
    ['the head alone', { ...files, linters: [standIn(({ side }) => side === 'base')] }, { base: [], head: [] }],
    ['nothing to say of the base is an answer', { base: { 'a.py': 'good\n' }, head: files.head, linters: [standIn()] }, { base: [], head: ['a.py:1 ruff/F401'] }],
    ['nothing to say of the head is an answer', { base: files.base, head: { 'a.py': 'good\n' }, linters: [standIn()] }, { base: ['a.py:1 ruff/F401'], head: [] }],
    ['the base can’t be read', { base: { 'a.py': BROKEN }, head: files.head, linters: [standIn()] }, { base: [], head: [] }],
    ['the head can’t be read', { base: files.base, head: { 'a.py': BROKEN }, linters: [standIn()] }, { base: [], head: [] }],
    ['the head can’t be read, which a linter that was begun before learns too late', { base: files.base, head: { 'a.py': `${BROKEN} bad` }, linters: [beside()] }, { base: [], head: [] }],
    ['a linter that was begun before', { ...files, linters: [beside()] }, { base: ['a.py:1 ruff/F401'], head: ['a.py:1 ruff/F401'] }],
    ['a new file has no base', { base: {}, head: files.head, linters: [standIn(({ side }) => side === 'base')] }, { base: [], head: ['a.py:1 ruff/F401'] }],
    ['a renamed file has one', { base: { 'old.py': 'bad\n' }, head: files.head, renamed: { 'a.py': 'old.py' }, linters: [standIn()] }, { base: ['old.py:1 ruff/F401'], head: ['a.py:1 ruff/F401'] }],
    ['a renamed file, the head alone', { base: { 'old.py': 'bad\n' }, head: files.head, renamed: { 'a.py': 'old.py' }, linters: [standIn(({ side }) => side === 'base')] }, { base: [], head: [] }],
    ['a file that comes out of what is not judged is new', { base: { 'vendor/a.py': 'bad\n' }, head: files.head, renamed: { 'a.py': 'vendor/a.py' }, linters: [standIn()] }, { base: [], head: ['a.py:1 ruff/F401'] }],
    ['each linter for itself', { ...files, linters: [standIn(({ side }) => side === 'head'), standIn(undefined, { code: 'E711' })] }, { base: ['a.py:1 ruff/E711'], head: ['a.py:1 ruff/E711'] }],
    ['no answer at all', { ...files, linters: [{ ...standIn(), start: () => Promise.resolve({ answer: Promise.resolve(NOTHING) }) }] }, { base: [], head: [] }],
  ])('%s', async (_what, given, expected) => {
    expect(await joined(given)).toEqual(expected);
  });
});

describe('what our own rule stands for, or could not judge, on one side is left to it on both', () => {
  const unknownAt = (line: number): Outcome => ({ configured: { rule: findRule('wiring/undefined-name') as Rule, options: {} }, matches: [], passed: 0, unknowns: [{ line, reason: 'it is not known' }] });
  const matchAt = (line: number): Outcome => ({ ...unknownAt(line), matches: [{ span: [line, 1, line, 4], symbol: '', subject: '', causes: [], related: [], data: null }], unknowns: [] });
  const files = { base: { 'a.py': 'bad\n' }, head: { 'a.py': '# moved\nbad\nbad too\n' } };
  const linters = [standIn(undefined, { code: 'F821' })];

  test.each<[what: string, outcomes: Case['outcomes'], expected: { base: string[]; head: string[] }]>([
    ['neither', {}, { base: ['a.py:1 ruff/F821'], head: ['a.py:2 ruff/F821', 'a.py:3 ruff/F821'] }],
    ['unknown in the base', { base: [unknownAt(1)] }, { base: [], head: ['a.py:3 ruff/F821'] }],
    ['unknown in the head', { head: [unknownAt(2)] }, { base: [], head: ['a.py:3 ruff/F821'] }],
    ['found in the base', { base: [matchAt(1)] }, { base: [], head: ['a.py:3 ruff/F821'] }],
    ['found in the head', { head: [matchAt(2)] }, { base: [], head: ['a.py:3 ruff/F821'] }],
    ['unknown at what is new', { head: [unknownAt(3)] }, { base: ['a.py:1 ruff/F821'], head: ['a.py:2 ruff/F821'] }],
  ])('%s', async (_what, outcomes, expected) => {
    expect(await joined({ ...files, linters, ...(outcomes === undefined ? {} : { outcomes }) })).toEqual(expected);
  });
});

test('a linter is started when the one before it runs, a process of its own first', async () => {
  const told: string[] = [];
  const slow: Linter = {
    ...standIn(),
    async start(request) {
      told.push('first asked');
      await new Promise(setImmediate);
      told.push('first runs');
      return standIn().start(request);
    },
  };
  const next: Linter = { ...standIn(), start: (request) => (told.push('second asked'), standIn().start(request)) };
  await joined({ base: {}, head: { 'a.py': 'bad\n' }, linters: [slow, next] });
  expect(told).toEqual(['first asked', 'first runs', 'second asked']);
  expect(createLinters({ python: { standardLibrary: new Set<string>() } } as unknown as Catalogue).map(({ name }) => name)).toEqual(['oxlint', 'ruff']);
});

describe('a linter that fails costs its own findings, and the report names it', () => {
  const files = { base: { 'a.py': 'x = 1\n', 'a.js': 'f();\n', 'b.py': 'y = 1\n' }, head: { 'a.py': 'bad\n', 'a.js': 'bad;\n', 'b.py': 'bad\nbad\n' } };
  const ruff = (load: () => Promise<RuffLibrary>): Linter => createRuffLinter({ rules: loadRuffRules(), standardLibrary: new Set(), load });
  const check: RuffCheck = (text) => (text === 'bad\n' ? [{ code: 'F632', message: 'bad', span: [1, 1, 1, 4], fix: null }] : []);
  const crashing = (crashes: (text: string) => boolean): Linter =>
    ruff(() =>
      Promise.resolve({
        configure: () => (text) => {
          if (crashes(text)) throw new Error('unreachable');
          return check(text);
        },
      }),
    );
  const program = (text: string, timeout?: number): Linter => {
    const path = join(scratch, `${text.length}.cjs`);
    writeFileSync(path, text);
    return createOxlint(createOxlintProcess({ program: path, ...(timeout === undefined ? {} : { timeout }) }));
  };

  test.each<[what: string, failing: () => Linter, notices: string[], more?: string[]]>([
    ['Ruff is missing', () => ruff(() => Promise.reject(new Error("Cannot find package 'x'"))), ["Not verified: Ruff can’t run (Cannot find package 'x')."]],
    ['Ruff takes no options', () => ruff(() => Promise.resolve({ configure: () => { throw new Error('unreachable'); } })), ['Not verified: Ruff can’t use its default set (unreachable).']],
    ['Ruff crashes on all', () => crashing(() => true), ['Not verified: Ruff broke on a.py (unreachable).', 'Not verified: Ruff broke on b.py (unreachable).']],
    ['Ruff crashes on one head', () => crashing((text) => text === 'bad\nbad\n'), ['Not verified: Ruff broke on b.py (unreachable).'], ['a.py:1 ruff/F632']],
    ['Ruff crashes on one base', () => crashing((text) => text === 'x = 1\n'), ['Not verified: Ruff broke on a.py (unreachable).']],
    ['oxlint answers nonsense', () => program('console.log("no report");'), ['Not verified: oxlint can’t run (no report).']],
    ['oxlint ends with an error', () => program('process.exit(3);'), ['Not verified: oxlint can’t run (it ended with exit code 3).']],
    ['oxlint never ends', () => program('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000);', 300), ['Not verified: oxlint can’t run (it was ended after 0.3 s).']],
  ])('%s', async (_what, failing, notices, more = []) => {
    const { head, notices: said } = await told({ ...files, linters: [failing(), standIn(undefined, { code: 'E711' })] });
    expect(said).toEqual(notices);
    expect(head.sort()).toEqual([...more, 'a.py:1 ruff/E711', 'b.py:1 ruff/E711', 'b.py:2 ruff/E711'].sort());
  });
});
