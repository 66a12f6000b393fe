import { describe, expect, test } from '@jest/globals';
import { loadRuffRules } from '../../../src/assets/ruff-rules.js';
import { createRuffLinter } from '../../../src/linters/ruff/adapter.js';
import { MOST_PROVED } from '../../../src/linters/ruff/fixes.js';
import { loadRuff, type RuffFinding, type RuffLibrary } from '../../../src/facts/lint/ruff-library.js';
import type { Linter } from '../../../src/linters/types.js';
import { ask, said, treeOf, type Files } from '../support.js';

const TOOLS = { rules: loadRuffRules(), standardLibrary: new Set(['os', 'json']) };
const ruff = createRuffLinter(TOOLS);
const UNUSED = 'import os\n';
const HOOK = (more: string): Files => ({ 'ruff.toml': 'lint.select = ["F401"]\n', '.pre-commit-config.yaml': `repos:\n  - repo: https://github.com/astral-sh/ruff-pre-commit\n    hooks:\n      - { id: ruff-check, ${more} }\n` });

describe('whose configuration decides', () => {
  test.each<[what: string, files: Files, expected: string[]]>([
    ['none: the default set', { 'a.py': 'import os\nx = 1 is "a"\ny = f"a"\n' }, ['a.py:1 F401', 'a.py:2 F632']],
    ['none: packages import for others', { 'pkg/__init__.py': UNUSED }, []],
    ['none: apps import receivers', { 'shop/apps.py': 'def ready():\n    from . import receivers\n' }, []],
    ['none: an import that tries whether a package is there', { 'manage.py': 'try:\n    import django\nexcept ImportError:\n    raise SystemExit("no Django")\n' }, []],
    ['none: Alembic imports models, and writes imports', { 'shop/migrations/env.py': 'import alembic_enums\n', 'shop/migrations/versions/0a1b_.py': 'import sqlalchemy as sa\n', 'shop/env.py': UNUSED }, ['shop/env.py:1 F401']],
    ['ruff.toml', { 'ruff.toml': 'lint.select = ["E711"]\n', 'a.py': 'import os\nx = os == None\n' }, ['a.py:2 E711']],
    ['[tool.ruff]', { 'pyproject.toml': '[tool.ruff.lint]\nselect = ["E711"]\n', 'a.py': 'import os\nx = os == None\n' }, ['a.py:2 E711']],
    ['a pyproject.toml that does not speak of it is none', { 'app/pyproject.toml': '[project]\nname = "a"\n', 'ruff.toml': 'lint.select = ["E711"]\n', 'app/a.py': UNUSED }, []],
    ['.ruff.toml before ruff.toml before pyproject.toml', { '.ruff.toml': 'lint.select = ["E711"]\n', 'ruff.toml': 'lint.select = ["F401"]\n', 'pyproject.toml': '[tool.ruff]\n', 'a.py': UNUSED }, []],
    ['the nearest, alone', { 'ruff.toml': 'lint.select = ["F401"]\n', 'app/ruff.toml': 'lint.select = ["E711"]\n', 'app/a.py': UNUSED, 'b.py': UNUSED }, ['b.py:1 F401']],
    ['what it extends', { 'base/ruff.toml': 'lint.select = ["F401"]\nlint.ignore = ["E711"]\n', 'ruff.toml': 'extend = "base/ruff.toml"\nlint.extend-select = ["E711", "F632"]\n', 'a.py': 'import os\nx = 1 is "a"\ny = x == None\n' }, ['a.py:1 F401', 'a.py:2 F632', 'a.py:3 E711']],
    ['a child with `select` starts afresh', { 'base.toml': 'lint.select = ["F401"]\n', 'ruff.toml': 'extend = "base.toml"\nlint.select = ["E711"]\n', 'a.py': UNUSED }, []],
    ['patterns of what is extended are of its folder', { 'base/ruff.toml': 'lint.select = ["F401"]\nlint.per-file-ignores = { "../app/*" = ["F401"], "b.py" = ["F401"] }\n', 'ruff.toml': 'extend = "base/ruff.toml"\n', 'base/b.py': UNUSED, 'app/a.py': UNUSED, 'base/app/d.py': UNUSED, 'c.py': UNUSED }, ['base/app/d.py:1 F401', 'c.py:1 F401']],
    ['per-file-ignores by folder, name and negation', { 'ruff.toml': '[lint]\nselect = ["F401"]\n[lint.per-file-ignores]\n"tests/*" = ["F"]\n"conf.py" = ["ALL"]\n', 'tests/deep/a.py': UNUSED, 'docs/conf.py': UNUSED, 'a.py': UNUSED }, ['a.py:1 F401']],
    ['a pattern that leads out of the repository is of no file, and what it does not name is all', { 'ruff.toml': '[lint]\nselect = ["F401", "E711"]\n[lint.per-file-ignores]\n"../../a.py" = ["F401"]\n"!../../a.py" = ["E711"]\n', 'a.py': 'import os\nx = 1 == None\n' }, ['a.py:1 F401']],
    ['per-file-ignores that leave files out', { 'ruff.toml': '[lint]\nselect = ["F401"]\n[lint.per-file-ignores]\n"!src/**" = ["F401"]\n', 'src/a.py': UNUSED, 'b.py': UNUSED }, ['src/a.py:1 F401']],
    ['exclude and extend-exclude', { 'ruff.toml': 'extend-exclude = ["old"]\nlint.select = ["F401"]\n', 'old/a.py': UNUSED, 'build/dist/b.py': UNUSED, 'c.py': UNUSED }, ['c.py:1 F401']],
    ['include', { 'ruff.toml': 'include = ["src/**/*.py"]\nlint.select = ["F401"]\n', 'src/a.py': UNUSED, 'b.py': UNUSED }, ['src/a.py:1 F401']],
    ['keys of the top level, as they once stood', { 'ruff.toml': 'select = ["F401"]\nper-file-ignores = { "b.py" = ["F401"] }\n', 'a.py': UNUSED, 'b.py': UNUSED }, ['a.py:1 F401']],
    ['what Ruff would not run by is no hindrance', { 'ruff.toml': 'required-version = "<0.1"\ncache-dir = "/x"\nlint.select = ["F401"]\n', 'a.py': UNUSED }, ['a.py:1 F401']],
    ['one that selects no rules: what every release of Ruff asks for', { 'ruff.toml': 'line-length = 100\nlint.ignore = ["F632"]\n', 'a.py': 'import os\nx = 1 is "a"\ny = "%s" % x\nbreakpoint()\n' }, ['a.py:1 F401', 'a.py:4 T100']],
    ['and what it adds', { 'ruff.toml': 'lint.extend-select = ["UP031"]\n', 'a.py': 'import os\nx = 1\ny = "%s" % x\nz = dict(a=x)\n' }, ['a.py:1 F401', 'a.py:3 UP031']],
    ['only what the hook of pre-commit is for', { ...HOOK('files: "^shop/", exclude: "^.*/migrations/.*$"'), 'a.py': UNUSED, 'shop/b.py': UNUSED, 'shop/migrations/c.py': UNUSED }, ['shop/b.py:1 F401']],
    ['all where a workflow runs Ruff too', { ...HOOK('files: "^shop/"'), '.github/workflows/ci.yml': 'run: ruff check .\n', 'a.py': UNUSED }, ['a.py:1 F401']],
    ['all where the pattern might take long', { ...HOOK('files: "^(a+)+$"'), 'b.py': UNUSED }, ['b.py:1 F401']],
    ['all where the hook is for all', { ...HOOK('args: [--fix]'), '.github/workflows/ci.yml': 'run: ruff format --check .\n', 'b.py': UNUSED }, ['b.py:1 F401']],
    ['a configuration that selects nothing: the default set, and what every version turns on', { 'ruff.toml': 'line-length = 120\nlint.ignore = ["F841"]\n', 'a.py': 'import os\nx = dict()\n\n\ndef f(a=[]):\n    y = a == None\n' }, ['a.py:1 F401']],
    ['`extend-select` adds to it', { 'ruff.toml': 'lint.extend-select = ["E711"]\n', 'a.py': 'import os\nx = dict() == None\n' }, ['a.py:1 F401', 'a.py:2 E711']],
    ['trunk-ignore', { 'a.py': 'import os  # trunk-ignore(ruff/F401): for its effect\n\n# trunk-ignore(bandit/B404, ruff/F401)\nimport subprocess\nimport re  # trunk-ignore(ruff/E501)\n' }, ['a.py:5 F401']],
    ['noqa', { 'a.py': 'import os  # noqa: F401\n' }, []],
  ])('%s', async (_what, files, expected) => {
    const answer = await ask(ruff, files);
    expect(answer.problems).toEqual([]);
    expect(said(answer)).toEqual(expected);
  });

  test('the first tree that has one for the file', async () => {
    const files = { 'a.py': UNUSED };
    const [base, head] = [treeOf({ 'ruff.toml': 'lint.select = ["E711"]\n' }), treeOf({ 'ruff.toml': 'lint.select = ["F401"]\n' })];
    expect(said(await ask(ruff, files, [base, head]))).toEqual([]);
    expect(said(await ask(ruff, files, [treeOf({}), head]))).toEqual(['a.py:1 F401']);
    expect((await ask(ruff, files, [treeOf({}), head])).configuredBy).toEqual(['ruff.toml']);
  });
});

describe('what goes by the path', () => {
  const files = { 'ruff.toml': 'lint.select = ["I", "INP", "N999", "D1", "UP007"]\n', 'shop/__init__.py': '"""Shop."""\n' };

  test('modules of the tree are first party, as Ruff finds them on the disk', async () => {
    expect(said(await ask(ruff, { ...files, 'shop/views.py': '"""Views."""\nimport json\n\nimport requests\n\nfrom shop import models\nimport tools\n', 'tools.py': '"""Tools."""\n' }))).toEqual(['shop/views.py:2 I001']);
    expect(said(await ask(ruff, { ...files, 'shop/views.py': '"""Views."""\n\nimport json\n\nimport requests\n\nimport tools\nfrom shop import models\n', 'tools.py': '"""Tools."""\n' }))).toEqual([]);
  });

  test('codes that need it are left out, and private modules need no docstrings', async () => {
    expect(said(await ask(ruff, { ...files, 'other/Bad-Name.py': 'x = 1\n', 'shop/_hidden.py': 'def total():\n    pass\n', 'shop/open.py': 'def total():\n    pass\n' }))).toEqual(['shop/open.py:1 D103']);
  });

  test.each<[what: string, files: Files, expected: string[]]>([
    ['names of modules in a package’s `__all__`', { 'p/__init__.py': '__all__ = ["sub"]\n', 'p/a.py': '__all__ = ["sub"]\n' }, ['p/a.py:1 F822']],
    ['what a package hands on', { 'ruff.toml': 'lint.select = ["PLC0414"]\n', 'p/__init__.py': 'from p.a import b as b\n', 'p/a.py': 'from p.c import b as b\n' }, ['p/a.py:1 PLC0414']],
    ['private names of the own package', { 'ruff.toml': 'preview = true\nlint.select = ["PLC2701"]\n', 'p/__init__.py': '', 'p/a.py': 'from p.b import _c\n\n_c()\n' }, []],
    ['comments that silence what is not asked', { 'ruff.toml': 'lint.select = ["RUF100", "INP", "E501"]\n', 'p/a.py': 'x = 1  # noqa: INP001\ny = 1  # noqa: E501\n' }, ['p/a.py:2 RUF100']],
  ])('%s', async (_what, given, expected) => {
    expect(said(await ask(ruff, given))).toEqual(expected);
  });

  test('the version of Python comes from requires-python', async () => {
    const typed = '"""Typed."""\n\nfrom typing import Optional\n\nx: Optional[int] = None\ny: Optional[int]\n';
    const at = async (version: string): Promise<string[]> => said(await ask(ruff, { 'ruff.toml': 'lint.select = ["UP007", "UP045"]\n', 'pyproject.toml': `[project]\nrequires-python = "${version}"\n`, 'a.py': typed }));
    expect(await at('>=3.8')).toEqual([]);
    expect(await at('>=3.12')).toEqual(['a.py:5 UP045', 'a.py:6 UP045']);
  });
});

describe('a diagnostic', () => {
  test('has its own code, page and place, and what it marks', async () => {
    const answer = await ask(ruff, { 'a.py': 'class Shop:\n    def total(self):\n        é = 1 is "é"\n        return é\n' });
    expect(answer.files[0]?.diagnostics[0]).toMatchObject({
      linter: 'ruff', code: 'F632', url: 'https://docs.astral.sh/ruff/rules/is-literal/', area: 'reliability', severity: 'warning', span: [3, 13, 3, 21], symbol: 'Shop.total', subject: '1 is "é"', configuredBy: null,
    });
  });

  test.each<[what: string, files: Files, safety: string | undefined]>([
    ['safe by its rule', { 'a.py': 'x = 1 is "a"\n' }, 'safe'],
    ['an unused import', { 'a.py': UNUSED }, 'safe'],
    ['the same in a package', { 'ruff.toml': 'lint.select = ["F401"]\n', 'p/__init__.py': UNUSED }, 'unsafe'],
    ['unsafe by its rule', { 'ruff.toml': 'lint.select = ["F841"]\n', 'a.py': 'def f():\n    x = 1\n' }, 'unsafe'],
    ['unsafe by configuration', { 'ruff.toml': 'lint.select = ["F401"]\nlint.extend-unsafe-fixes = ["F"]\n', 'a.py': UNUSED }, 'unsafe'],
    ['safe by configuration', { 'ruff.toml': 'lint.select = ["F841"]\nlint.extend-safe-fixes = ["F841"]\n', 'a.py': 'def f():\n    x = 1\n' }, 'safe'],
    ['none where configuration wants none', { 'ruff.toml': 'lint.select = ["F401"]\nlint.unfixable = ["F401"]\n', 'a.py': UNUSED }, undefined],
    ['none that brings something new', { 'ruff.toml': 'lint.select = ["F401", "D100", "W391", "E303", "PIE790"]\n', 'a.py': 'try:\n    import os\nexcept ImportError:\n    pass\n' }, undefined],
  ])('%s', async (_what, files, safety) => {
    const [first] = (await ask(ruff, files)).files.flatMap(({ diagnostics }) => diagnostics);
    expect(first?.fix()?.safety).toBe(safety);
  });

  /** Answers as many findings as the text has lines with "bad", and counts what it reads. */
  function counting(): { readonly linter: Linter; readonly read: string[] } {
    const read: string[] = [];
    const edits = (line: number): RuffFinding['fix'] => ({ title: 'Drop it', edits: [{ span: [line, 1, line + 1, 1], text: '' }] });
    const configure: RuffLibrary['configure'] = () => (text) => {
      read.push(text);
      return text.split('\n').flatMap((row, index): RuffFinding[] => (row.startsWith('bad') ? [{ code: 'F401', message: 'bad', span: [index + 1, 1, index + 1, 4], fix: edits(index + 1) }] : []));
    };
    return { linter: createRuffLinter({ ...TOOLS, load: () => Promise.resolve({ configure }) }), read };
  }

  test('Ruff reads a text once, and each patched one', async () => {
    const { linter, read } = counting();
    const found = (await ask(linter, { 'a.py': 'bad 1\nbad 2\n' })).files.flatMap(({ diagnostics }) => diagnostics);
    expect(found.map((one) => one.fix()?.title)).toEqual(['Drop it', 'Drop it']);
    expect(read).toEqual(['bad 1\nbad 2\n', 'bad 2\n', 'bad 1\n']);
  });

  test('what takes too much reading has no fix', async () => {
    const { linter } = counting();
    const long = `bad\n${'#'.repeat(MOST_PROVED / 2)}\n`;
    const found = (await ask(linter, { 'a.py': long, 'b.py': long, 'c.py': 'bad\n' })).files.flatMap(({ diagnostics }) => diagnostics);
    expect(found.map((one) => one.fix()?.title)).toEqual(['Drop it', undefined, 'Drop it']);
  });

  test('what takes too much telling has fixes for some', async () => {
    const { linter } = counting();
    const found = (await ask(linter, { 'a.py': 'bad\n'.repeat(500) })).files.flatMap(({ diagnostics }) => diagnostics.map((one) => one.fix()));
    expect(found.map((fix) => fix !== null)).toEqual(found.map((_, at) => at < 55));
    expect(found.length).toBe(500);
  });

  test('edits are Ruff’s own', async () => {
    const [first] = (await ask(ruff, { 'a.py': 'import os\nimport json\nprint(json)\n' })).files.flatMap(({ diagnostics }) => diagnostics);
    expect(first?.fix()).toEqual({ title: 'Remove unused import: `os`', safety: 'safe', edits: [{ kind: 'replace', path: 'a.py', range: { start: { line: 1, column: 1 }, end: { line: 2, column: 1 } }, text: '' }] });
  });
});

describe('in preview, where Ruff gives names for codes', () => {
  test('a diagnostic goes by its code all the same', async () => {
    const answer = await ask(ruff, { 'ruff.toml': 'preview = true\n[lint]\nselect = ["F401"]\n[lint.per-file-ignores]\n"b.py" = ["F401"]\n', 'a.py': UNUSED, 'b.py': UNUSED });
    expect(answer.files.map(({ file, diagnostics }) => [file.path, diagnostics.map(({ code, url, fix }) => [code, url, fix()?.safety])])).toEqual([['a.py', [['F401', 'https://docs.astral.sh/ruff/rules/unused-import/', 'safe']]], ['b.py', []]]);
  });

  test('a rule without a code keeps its name', async () => {
    const answer = await ask(ruff, { 'ruff.toml': 'preview = true\nlint.select = ["unnecessary-regular-expression-compile"]\n', 'a.py': 'import re\n\nprint(re.compile("x").sub("", "y"))\n' });
    expect(answer.files[0]?.diagnostics.map(({ code, url }) => [code, url])).toEqual([['unnecessary-regular-expression-compile', 'https://docs.astral.sh/ruff/rules/unnecessary-regular-expression-compile/']]);
  });
});

test('the table of rules is of the Ruff that is shipped', async () => {
  const { configure } = await loadRuff();
  const knows = (selector: string): boolean => {
    try {
      configure({ lint: { select: [selector] } });
      return true;
    } catch {
      return false;
    }
  };
  // A code is a selector that no further digit narrows.
  const codesFrom = (prefix: string): string[] => {
    const longer = '0123456789'.split('').map((digit) => prefix + digit).filter(knows);
    return longer.length === 0 ? [prefix] : longer.flatMap(codesFrom);
  };
  const { names } = TOOLS.rules;
  const shipped = [...new Set([...names.keys()].map((code) => code.replace(/\d+$/, '')))].flatMap(codesFrom);
  const [known, listed] = [new Set(shipped), new Set(names.keys())];
  expect([...listed].filter((code) => !known.has(code))).toEqual([]);
  // Old numbers of rules that bear another now, and what is left of numbers whose rules are gone.
  expect(shipped.filter((code) => !listed.has(code)).sort().join(' ')).toBe('ANN10 E99 I252 PD90 PGH001 PGH002 PIE802 PLR1701 PLW0130 RUF004 RUF011 RUF025 RUF035 SIM111 TRY200 TRY302 UP052');
});

describe('what can’t be judged is told, and the rest is', () => {
  test.each<[what: string, files: Files, problem: string]>([
    ['a rule that it does not know', { 'ruff.toml': 'lint.select = ["ZZ9"]\n' }, 'Ruff can’t use ruff.toml (Unknown rule selector `ZZ9` in `select` from the CLI)'],
    ['a key that it does not know', { 'ruff.toml': 'selekt = ["F"]\n' }, 'Ruff can’t use ruff.toml (unknown field `selekt`)'],
    ['no TOML', { 'ruff.toml': 'lint = \n' }, 'Ruff can’t use ruff.toml (it can’t be read as TOML)'],
    ['what it extends is elsewhere', { 'ruff.toml': 'extend = "../ruff.toml"\n' }, 'Ruff can’t use ruff.toml (what it extends is not in the repository)'],
    ['what it extends is missing', { 'ruff.toml': 'extend = "~/ruff.toml"\n' }, 'Ruff can’t use ruff.toml (what it extends is not in the repository)'],
    ['it extends itself', { 'ruff.toml': 'extend = "ruff.toml"\n' }, 'Ruff can’t use ruff.toml (what it extends is not in the repository)'],
  ])('%s', async (_what, files, problem) => {
    const answer = await ask(ruff, { ...files, 'a.py': UNUSED, 'web/ruff.toml': 'lint.select = ["F401"]\n', 'web/b.py': UNUSED });
    expect(answer.problems).toEqual([problem]);
    expect(said(answer)).toEqual(['web/b.py:1 F401']);
  });

  test('a pattern that can’t be read', async () => {
    const answer = await ask(ruff, { 'ruff.toml': 'exclude = ["/"]\n', 'a.py': UNUSED, 'web/ruff.toml': 'lint.select = ["F401"]\n', 'web/b.py': UNUSED });
    expect(answer.problems).toEqual(['Ruff’s configuration for a.py can’t be read (Expected pattern to be a non-empty string)']);
    expect(said(answer)).toEqual(['web/b.py:1 F401']);
  });

  test('the package is missing', async () => {
    const missing = createRuffLinter({ ...TOOLS, load: () => Promise.reject(new Error("Cannot find package '@astral-sh/ruff-wasm-nodejs'\nrequired from …")) });
    expect(await ask(missing, { 'a.py': UNUSED })).toEqual({ files: [], problems: ["Ruff can’t run (Cannot find package '@astral-sh/ruff-wasm-nodejs')"], configuredBy: [] });
  });

  test('Ruff breaks on one file, and is made anew for the next', async () => {
    let made = 0;
    const library: RuffLibrary = {
      configure: () => {
        made += 1;
        return (text) => {
          if (text.includes('boom')) throw new Error('unreachable');
          return [{ code: 'F401', message: 'unused', span: [1, 1, 1, 2], fix: null }];
        };
      },
    };
    const answer = await ask(createRuffLinter({ ...TOOLS, load: () => Promise.resolve(library) }), { 'a.py': 'boom\n', 'b.py': UNUSED });
    expect(answer.problems).toEqual(['Ruff broke on a.py (unreachable)']);
    expect([said(answer), made]).toEqual([['b.py:1 F401'], 2]);
  });
});
