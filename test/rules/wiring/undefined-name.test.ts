/** The import that is offered where a name of a script is bound nowhere. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { undefinedName } from '../../../src/rules/wiring/undefined-name.js';
import { testGrammars } from '../../support/grammars.js';
import { catalogue, modelOf, type Files } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const PACKAGE = { 'package.json': '{ "dependencies": { "react": "^19.0.0" } }' };

/** Judges `src/page.tsx` among other files. */
function judge(page: string, others: Files = {}, path = 'src/page.tsx') {
  const model = modelOf({ ...PACKAGE, ...others, [path]: page }, grammars);
  const subject = { path, facts: model.facts(path) ?? fail() };
  const context = { model, catalogue: catalogue(), options: {}, earlier: [] };
  const { matches, unknowns } = undefinedName.detect(subject, context);
  return { found: matches.map((match) => match.subject), unknowns: unknowns.map(({ reason }) => reason), fixes: matches.map((match) => undefinedName.suggest?.(match, subject, context)?.title ?? null), edits: matches.map((match) => undefinedName.suggest?.(match, subject, context)?.edits[0]), todo: matches.map((match) => undefinedName.message(match, subject, context).todo) };
}

function fail(): never {
  throw new Error('no facts');
}

describe('the import', () => {
  test.each<[string, string, Files, string | null]>([
    ['of a module of the repository', "import a from './a';\na(round(1));\n", { 'src/math.ts': 'export function round(x: number) {}\n' }, "Add `import { round } from './math';`"],
    ['in the style of the file', 'import a from "./a.js"\na(round(1))\n', { 'src/lib/math.ts': 'export function round(x: number) {}\n' }, 'Add `import { round } from "./lib/math.js"`'],
    ['of a default by its own name', "import a from './a';\na(Price);\n", { 'src/ui/Price.tsx': 'export default function Price() {}\n' }, "Add `import Price from './ui/Price';`"],
    ['of an index file', "import a from './a';\na(round(1));\n", { 'src/math/index.ts': 'export const round = (x: number) => x;\n' }, "Add `import { round } from './math';`"],
    [
      'by an alias that others use',
      "import a from '@/a';\na(round(1));\n",
      { 'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }', 'src/a.ts': 'export default 1;\n', 'src/lib/math.ts': 'export const round = 1;\n', 'src/b.ts': "import { round } from '@/lib/math';\nexport const x = round;\n" },
      "Add `import { round } from '@/lib/math';`",
    ],
    ['of a package, as others write it', "import a from './a';\na(useMemo);\n", { 'src/b.ts': "import { useMemo } from 'react';\nexport const x = useMemo;\n" }, "Add `import { useMemo } from 'react';`"],
    ['into a statement that is there', "import { useState } from 'react';\nuseState(useMemo);\n", { 'src/b.ts': "import { useMemo } from 'react';\nexport const x = useMemo;\n" }, 'Import `useMemo` from `react`'],
    ['not from one of two', "import a from './a';\na(round(1));\n", { 'src/x.ts': 'export const round = 1;\n', 'src/y.ts': 'export const round = 2;\n' }, null],
    ['not of a package that is not declared', "import a from './a';\na(useAtom);\n", { 'lib/package.json': '{ "dependencies": { "jotai": "1" } }', 'lib/b.ts': "import { useAtom } from 'jotai';\nexport const x = useAtom;\n" }, null],
    ['not of a type', "import a from './a';\na(<Cart />);\n", { 'src/b.ts': "import type { Cart } from 'react';\nexport const x: Cart = 1;\n" }, null],
  ])('%s', (_, page, others, expected) => {
    expect(judge(page, others).fixes).toEqual([expected]);
  });

  test('stands behind the last name of the statement', () => {
    const { edits } = judge("import React, { useState as state, useRef } from 'react';\nstate(useMemo, useRef, React);\n", { 'src/b.ts': "import { useMemo } from 'react';\nexport const x = useMemo;\n" });
    expect(edits).toEqual([{ kind: 'replace', path: 'src/page.tsx', range: { start: { line: 1, column: 42 }, end: { line: 1, column: 42 } }, text: ', useMemo' }]);
  });

  test('goes beside a default import that stands alone', () => {
    const { edits } = judge("import React from 'react';\nReact.x(useMemo);\n", { 'src/b.ts': "import { useMemo } from 'react';\nexport const x = useMemo;\n" });
    expect(edits[0]).toMatchObject({ range: { start: { line: 1, column: 13 } }, text: ', { useMemo }' });
  });
});

describe('what may be global', () => {
  test.each<[string, Files, RegExp]>([
    ['another file puts it there', { 'test/setup.ts': "import x from 'x';\nglobalThis.makeCart = x;\n" }, /makes it global/],
    ['a script of a page has it', { 'public/app.js': 'function makeCart() {}\n' }, /script without imports/],
    ['a page speaks of it', { 'index.html': '<script>makeCart = 1</script>' }, /a page/],
    ['a declaration file has it', { 'src/types.d.ts': 'declare function makeCart(): void;\n' }, /makes it global/],
    ['a linter is told', { '.eslintrc.json': '{ "globals": { "makeCart": true } }' }, /linter/],
    ['the manifest tells a linter', { 'package.json': '{ "eslintConfig": { "globals": { "makeCart": true } } }' }, /package.json/],
    ['types of the name are taken in', { 'tsconfig.json': '{ "compilerOptions": { "types": ["make-cart"] } }' }, /TypeScript configuration/],
    ['imports are automatic', { 'package.json': '{ "devDependencies": { "unplugin-auto-import": "1" } }' }, /unplugin-auto-import/],
    ['the host hands it over', { 'package.json': '{ "devDependencies": { "obsidian": "1" } }' }, /host/],
    ['a file makes globals when it runs', { 'src/globals.js': "import * as all from './all';\nfor (const key of Object.keys(all)) window[key] = all[key];\n" }, /when it runs/],
  ])('%s', (_, others, reason) => {
    const known = { 'src/known.ts': 'export const makeCart = 1;\n' };
    const judged = judge("import a from './a';\na(makeCart());\n", { ...known, ...others });
    expect(judged.found).toEqual([]);
    expect(judged.unknowns).toEqual([expect.stringMatching(reason)]);
    expect(judge("import a from './a';\na(makeCart());\n", known).found).toEqual(['makeCart']);
  });

  test('in TypeScript a name that nothing tells of, in JavaScript not', () => {
    expect(judge("import a from './a';\na(createDiv());\n").unknowns).toEqual([expect.stringMatching(/types of a package/)]);
    expect(judge("import a from './a';\na(createDiv());\n", {}, 'src/page.js').found).toEqual(['createDiv']);
    expect(judge("import a from './a';\na(react.x);\n").found).toEqual(['react']);
    expect(judge("import a from './a';\na(<CreateDiv />);\n").found).toEqual(['CreateDiv']);
  });
});

describe('beside scripts that a template loads', () => {
  const page = (name: string): Files => ({ 'shop/templates/base.html': `{% load static %}<script src="{% static '${name}' %}"></script>` });
  const cart = "import { total } from './total';\nexport const show = () => openPopup(total);\n";

  test.each<[string, Files, string[]]>([
    ['of a package', page('admin/js/popup.js'), []],
    ['that are minified', { ...page('js/popup.min.js'), 'shop/static/js/popup.min.js': 'function openPopup(){}' }, []],
    ['of the repository', { ...page('js/other.js'), 'shop/static/js/other.js': "import x from './x';\nx();\n" }, ['openPopup']],
    ['of a package, where a module has the name', { ...page('admin/js/popup.js'), 'shop/static/js/popup.js': 'export function openPopup() {}\n' }, ['openPopup']],
    ['that are none', page('css/site.css'), ['openPopup']],
  ])('%s', (_, others, found) => {
    expect(judge(cart, others, 'shop/static/js/cart.js').found).toEqual(found);
    expect(judge(cart, others, 'web/cart.js').found).toEqual(['openPopup']);
  });
});

test('the name that was meant', () => {
  expect(judge("import { formatPrice } from './a';\nformatPrice(formatPrize);\n").todo).toEqual(['Import or define `formatPrize`. Did you mean `formatPrice`?']);
});

test.each(['src/globals.d.ts', 'test/fixtures/page.ts', 'src/Page.vue'])('%s is not judged', (path) => {
  const model = modelOf({ [path]: "import a from './a';\na(missing());\n" }, grammars);
  const facts = model.facts(path) ?? fail();
  expect(undefinedName.applies({ path, facts })).toBe(false);
});
