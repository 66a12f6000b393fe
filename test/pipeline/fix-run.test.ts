/** The fixes that the pages of stable rules show, through the whole run: composed, patched by git, judged with the linters, in bytes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLocalChangeSource } from '../../src/checkout/local.js';
import { createEngine, type LocalEngine } from '../../src/engine.js';
import type { FixAnswer, FixSelection } from '../../src/fixes/types.js';
import type { Wishes } from '../../src/report/types.js';
import { RULES } from '../../src/rules/registry.js';
import { createRepo, type FileMap } from '../support/git-repo.js';
import { readRulePage } from '../support/rule-docs.js';

const CONFIG: FileMap = { '.github/shipworthy.yml': 'linters:\n  oxlint: off\n' };

let dataDir: string;
let engine: LocalEngine;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'shipworthy-test-'));
  engine = await createEngine({ dataDir });
});
afterAll(async () => {
  await engine.close();
  rmSync(dataDir, { recursive: true });
});

/** What the engine answers for a change from one tree to another. */
async function fixed(base: FileMap, head: FileMap, selection: FixSelection, wishes?: Wishes): Promise<FixAnswer> {
  const repo = createRepo({ bare: true });
  try {
    const from = repo.commit({ ...CONFIG, ...base });
    repo.commit({ ...CONFIG, ...head });
    const source = await createLocalChangeSource({ path: repo.path, base: from, head: 'main' });
    return await engine.fix(source, selection, wishes).finally(() => source.close());
  } finally {
    repo.remove();
  }
}

function filesOf(answer: FixAnswer): Record<string, string | null> | string {
  return 'nothing' in answer ? answer.nothing : Object.fromEntries(answer.files.map(({ path, content }) => [path, content === null ? null : content.toString()]));
}

const shown = RULES.filter(({ meta }) => meta.status === 'stable').flatMap(({ meta }) => readRulePage(`src/rules/${meta.id}.md`).bad.flatMap((example, index) => (example.fixed === undefined ? [] : [[meta.id, index + 1, example] as const])));

test.each(shown)('%s, bad example %d', async (id, _number, example) => {
  const answer = await fixed({}, example.files, { rules: [id], unsafe: true });
  expect(filesOf(answer)).toEqual(example.fixed);
});

const CALLS = 'import requests\n\nfrom django.conf import settings\n\n\ndef fetch():\n    return requests.get(settings.URL)\n';

test('a fix that brings a diagnostic of a linter is left, and the others are applied', async () => {
  const base = { 'requirements.txt': 'django==5.0\nrequests==2.32.0\n', 'pyproject.toml': '[tool.ruff]\nline-length = 55\n\n[tool.ruff.lint]\nselect = ["E501"]\n' };
  const answer = await fixed(base, { ...base, 'main.py': 'import short\nimport long\n\nprint(short, long)\n', 'long.py': CALLS.replace('URL', 'ADDRESS_OF_RATES'), 'short.py': CALLS }, { rules: ['reliability/*'], unsafe: true });
  expect(filesOf(answer)).toEqual({ 'short.py': CALLS.replace('URL)', 'URL, timeout=10)') });
  expect(answer.left.map(({ finding, why }) => [finding.path, why])).toEqual([['long.py', 'its fix would bring `ruff/E501` in `long.py`']]);
});

test('what a person ignores is left alone', async () => {
  const base = { 'requirements.txt': 'django==5.0\nrequests==2.32.0\n' };
  const ignored = [{ ruleId: 'reliability/request-without-timeout', fingerprints: null, reason: 'Never slow', by: 'mona', at: '2024-05-01T10:00:00Z' }];
  const answer = await fixed(base, { ...base, 'main.py': 'import short\n\nprint(short)\n', 'short.py': CALLS }, { rules: ['reliability/*'], unsafe: true }, { ignored, pausedBy: null });
  expect(answer).toMatchObject({ nothing: 'The change brings no finding of reliability/*.' });
});

test('files that may not be written are left, and so are the fixes that edit them', async () => {
  const base = { 'requirements.txt': 'django==5.0\nrequests==2.32.0\n' };
  const selection: FixSelection = { rules: ['reliability/*'], unsafe: true, offLimits: { 'c/': 'nobody may' }, refuses: (path) => (path === 'a.py' ? 'it is locked' : undefined) };
  const answer = await fixed(base, { ...base, 'a.py': CALLS, 'b.py': CALLS, 'c/__init__.py': CALLS }, selection);
  expect(Object.keys(filesOf(answer))).toEqual(['b.py']);
  expect(answer.left.map(({ finding, why }) => [finding.path, why])).toEqual([['a.py', '`a.py` is not edited: it is locked'], ['c/__init__.py', '`c/__init__.py` is not edited: nobody may']]);
});

test('without fixes that may be applied unread, nothing is fixed', async () => {
  const base = { 'requirements.txt': 'django==5.0\nrequests==2.32.0\n' };
  const answer = await fixed(base, { ...base, 'a.py': CALLS }, { rules: ['reliability/*'], unsafe: false });
  expect(answer).toMatchObject({ nothing: 'The one finding has no safe fix that can be applied.', left: [{ why: 'its fix is to be read first (`--unsafe` applies it)' }] });
  expect(await fixed(base, base, { rules: [], unsafe: false })).toEqual({ nothing: 'The change brings no finding.', left: [] });
});
