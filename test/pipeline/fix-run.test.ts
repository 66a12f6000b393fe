/** The fixes that the rules' pages show, through the whole run: composed, patched by git, judged with the linters, in bytes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLocalChangeSource } from '../../src/checkout/local.js';
import { createEngine, type LocalEngine } from '../../src/engine.js';
import type { FixAnswer, FixSelection } from '../../src/fixes/types.js';
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
async function fixed(base: FileMap, head: FileMap, selection: FixSelection): Promise<FixAnswer> {
  const repo = createRepo({ bare: true });
  try {
    const from = repo.commit({ ...CONFIG, ...base });
    repo.commit({ ...CONFIG, ...head });
    const source = await createLocalChangeSource({ path: repo.path, base: from, head: 'main' });
    return await engine.fix(source, selection).finally(() => source.close());
  } finally {
    repo.remove();
  }
}

function filesOf(answer: FixAnswer): Record<string, string | null> | string {
  return 'nothing' in answer ? answer.nothing : Object.fromEntries(answer.files.map(({ path, content }) => [path, content === null ? null : content.toString()]));
}

const shown = RULES.flatMap(({ meta }) => readRulePage(`src/rules/${meta.id}.md`).bad.flatMap((example, index) => (example.fixed === undefined ? [] : [[meta.id, index + 1, example] as const])));

test.each(shown)('%s, bad example %d', async (id, _number, example) => {
  const answer = await fixed({}, example.files, { rules: [id], unsafe: true });
  expect(filesOf(answer)).toEqual(example.fixed);
});
