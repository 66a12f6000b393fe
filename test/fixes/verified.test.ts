import { beforeAll, expect, test } from '@jest/globals';
import type { Grammars } from '../../src/facts/grammars.js';
import type { Edit, Finding } from '../../src/findings/types.js';
import { editedPaths, verifiedFixes } from '../../src/fixes/verified.js';
import type { VerifyInput } from '../../src/fixes/verify.js';
import { judgeTree } from '../../src/rules/both-sides.js';
import { explain, hitsOfSide } from '../../src/rules/explain.js';
import { testGrammars } from '../support/grammars.js';
import { catalogue, treeOf, type Files } from '../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const CHANGES = { files: [] };
const FILES: Files = { 'shop/__init__.py': '', 'shop/models.py': 'class User:\n    pass\n', 'shop/views.py': 'from shop.modles import User\n\nprint(User)\n' };

function judged(files: Files): { readonly input: VerifyInput; readonly findings: readonly Finding[] } {
  const side = judgeTree(treeOf(files, grammars));
  const input = { side, changes: CHANGES, grammars, textOf: (path: string) => files[path] };
  const findings = hitsOfSide(CHANGES, side, 'head')
    .filter((hit) => hit.path.endsWith('views.py'))
    .map((hit) => explain(hit, { model: side.model, catalogue: catalogue(), changes: CHANGES, baseline: new Set() }));
  return { input, findings };
}

/** The finding with a fix that writes another module's name. */
function fixedTo(finding: Finding, module: string): Finding {
  const range = { start: { line: 1, column: 6 }, end: { line: 1, column: 17 } };
  const edit: Edit = { kind: 'replace', path: finding.path, range, text: module };
  return { ...finding, fix: { title: `Import ${module}`, safety: 'safe', edits: [edit] } };
}

test('a fix that holds stays, one that does not becomes null, and so all else is as it was', () => {
  const { input, findings } = judged(FILES);
  const finding = findings[0] as Finding;
  const [good, bad, none] = [fixedTo(finding, 'shop.models'), fixedTo(finding, 'shop.nothing'), { ...finding, fix: null }];
  expect(verifiedFixes([bad, good, none], input).findings).toEqual([{ ...bad, fix: null }, good, none]);
});

test('fixes of one rule are proved together, so that many cost one tree', () => {
  const files: Files = { ...FILES, 'shop/other.py': 'from shop.modles import User\n\nprint(User)\n' };
  const { input, findings } = judged(files);
  const finding = findings[0] as Finding;
  let asked = 0;
  const counting: VerifyInput = { ...input, textOf: (path) => ((asked += 1), files[path]) };
  const same = Array.from({ length: 40 }, () => fixedTo(finding, 'shop.models'));
  expect(verifiedFixes(same, counting).findings.every((one) => one.fix !== null)).toBe(true);
  expect(asked).toBe(1);
});

test('after fifty trees no more fixes are looked at, and none of them is offered', () => {
  const { input, findings } = judged(FILES);
  const finding = findings[0] as Finding;
  const bad = Array.from({ length: 64 }, (_, index) => fixedTo(finding, `shop.nothing${index}`));
  const late = { ...fixedTo(finding, 'shop.models'), ruleId: 'wiring/missing-export' };
  expect(verifiedFixes([...bad, late], input).findings.map((one) => one.fix)).toEqual(Array.from({ length: 65 }, () => null));
  expect(verifiedFixes([late, ...bad], input).findings[0]?.fix).not.toBeNull();
});

test('the edited files, of findings with a fix', () => {
  const finding = judged(FILES).findings[0] as Finding;
  expect(editedPaths([fixedTo(finding, 'shop'), { ...finding, fix: null }])).toEqual(['shop/views.py']);
  expect(editedPaths([])).toEqual([]);
});
