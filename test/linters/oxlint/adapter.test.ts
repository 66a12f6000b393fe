import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createOxlint } from '../../../src/linters/oxlint/adapter.js';
import { createOxlintProcess } from '../../../src/linters/oxlint/process.js';
import { ask, said, treeOf, type Files } from '../support.js';

const oxlint = createOxlint();
let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'shipworthy-test-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const LOGS = 'console.log(1);\ndebugger;\n';

describe('whose configuration decides', () => {
  test.each<[what: string, files: Files, expected: string[]]>([
    ['none: the default set', { 'a.js': LOGS }, ['a.js:2 no-debugger']],
    ['.oxlintrc.json', { '.oxlintrc.json': '{ "rules": { "no-console": "error", "no-debugger": "off" } }', 'a.js': LOGS }, ['a.js:1 no-console']],
    ['with comments and last commas', { '.oxlintrc.json': '{ // why\n "rules": { "no-console": "error", "no-debugger": "off", }, }', 'a.js': LOGS }, ['a.js:1 no-console']],
    ['the nearest', { '.oxlintrc.json': '{ "rules": { "no-debugger": "off" } }', 'web/.oxlintrc.json': '{ "rules": { "no-console": "warn" } }', 'web/a.ts': LOGS, 'b.js': LOGS }, ['web/a.ts:1 no-console', 'web/a.ts:2 no-debugger']],
    ['none above the file: the default set', { 'web/.oxlintrc.json': '{ "rules": { "no-console": "warn" } }', 'b.js': LOGS }, ['b.js:2 no-debugger']],
    ['what it extends', { 'lint/base.json': '{ "rules": { "no-console": "error" } }', '.oxlintrc.json': '{ "extends": ["./lint/base.json"], "rules": { "no-debugger": "off" } }', 'a.js': LOGS }, ['a.js:1 no-console']],
    ['overrides and patterns to ignore', { '.oxlintrc.json': '{ "ignorePatterns": ["old/**"], "overrides": [{ "files": ["*.test.js"], "rules": { "no-debugger": "off" } }] }', 'a.test.js': LOGS, 'b.js': LOGS, 'old/c.js': LOGS }, ['b.js:2 no-debugger']],
    ['rules that it does not name, beyond the default set: none', { '.oxlintrc.json': '{ "plugins": ["jest"], "rules": { "jest/no-focused-tests": "error" } }', 'a.test.js': "it('a', () => { f(); debugger; });\nfit('b', () => { f(); });\n" }, ['a.test.js:1 no-debugger', 'a.test.js:2 jest/no-focused-tests']],
    ['whole categories', { '.oxlintrc.json': '{ "plugins": ["jest"], "categories": { "correctness": "error" } }', 'a.test.js': "it('a', () => { f(); });\n" }, ['a.test.js:1 jest/expect-expect']],
    ['what it extends names rules, too', { 'base.json': '{ "rules": { "jest/expect-expect": "error" } }', '.oxlintrc.json': '{ "extends": ["./base.json"], "plugins": ["jest"] }', 'a.test.js': "it('a', () => { f(); });\n" }, ['a.test.js:1 jest/expect-expect']],
    ['none: tests may set what they import', { 'a.test.ts': "import * as own from './own';\nown.x = 1;\n", 'b.ts': "import * as own from './own';\nown.x = 1;\n" }, ['b.ts:2 no-import-assign']],
    [
      'none: a method that the constructor calls may set up the state',
      { 'a.js': 'class A extends React.Component {\n  constructor(props) {\n    super(props)\n    this.load(props.data)\n  }\n\n  load(data) {\n    this.state = { data }\n  }\n\n  change(data) {\n    this.state = { data }\n    this.state.data = data\n  }\n}\n' },
      ['a.js:12 react/no-direct-mutation-state', 'a.js:13 react/no-direct-mutation-state'],
    ],
    ['a comment', { 'a.js': '// eslint-disable-next-line no-debugger\ndebugger;\n' }, []],
    ['a comment at the other of two places', { 'a.js': 'if (a) {\n  f();\n} else if (a) { // eslint-disable-line no-dupe-else-if\n  g();\n}\nif (b) {\n  f();\n} else if (b) {\n  g();\n}\n' }, ['a.js:6 no-dupe-else-if']],
    ['a .gitignore hides nothing', { '.gitignore': '*.js\n', 'a.js': LOGS }, ['a.js:2 no-debugger']],
  ])('%s', async (_what, files, expected) => {
    const answer = await ask(oxlint, files);
    expect(answer.problems).toEqual([]);
    expect(said(answer)).toEqual(expected);
  });

  test('the base’s for both sides, and both in one process', async () => {
    const trees = [treeOf({ '.oxlintrc.json': '{ "rules": { "no-console": "error", "no-debugger": "off" } }' }), treeOf({ '.oxlintrc.json': '{}' })];
    const { answer } = await oxlint.start({ files: [{ side: 'base', path: 'a.js', text: 'f();\n' }, { side: 'head', path: 'a.js', text: LOGS }], trees });
    const { files, configuredBy } = await answer;
    expect(files.map(({ file, diagnostics }) => [file.side, diagnostics.map(({ code }) => code)])).toEqual([['base', []], ['head', ['no-console']]]);
    expect(configuredBy).toEqual(['.oxlintrc.json']);
  });
});

test('a file that oxlint can’t parse is not judged', async () => {
  const { files } = await ask(oxlint, { 'a.js': 'debugger; const = 1;\n', 'b.js': 'f();\n' });
  expect(files.map(({ file }) => file.path)).toEqual(['b.js']);
});

describe('what a configuration extends', () => {
  const good = '{ "rules": { "no-console": "error" } }';

  test.each<[what: string, files: Files, reason: string]>([
    ['is no JSON', { 'web/.oxlintrc.json': '{ "extends": ["./base.json"] }', 'web/base.json': '{ "rules": ' }, 'web/base.json, which it extends, can’t be read as JSON'],
    ['is missing', { 'web/.oxlintrc.json': '{ "extends": ["./base.json"] }' }, 'it extends what is no JSON file of the repository'],
    ['is broken farther up', { 'web/.oxlintrc.json': '{ "extends": ["./good.json", "./mid.json"] }', 'web/good.json': good, 'web/mid.json': '{ "extends": ["./gone.json"] }' }, 'web/mid.json, which it extends, extends what is no JSON file of the repository'],
    ['is itself', { 'web/.oxlintrc.json': '{ "extends": ["./.oxlintrc.json"] }' }, 'it extends itself'],
    ['extends it', { 'web/.oxlintrc.json': '{ "extends": ["./base.json"] }', 'web/base.json': '{ "extends": ["./.oxlintrc.json"] }' }, 'web/base.json, which it extends, extends web/.oxlintrc.json in turn'],
  ])('%s: its files are not judged, others are', async (_what, files, reason) => {
    const answer = await ask(oxlint, { ...files, '.oxlintrc.json': good, 'web/a.js': LOGS, 'b.js': LOGS });
    expect(answer.problems).toEqual([`oxlint can’t use web/.oxlintrc.json (${reason})`]);
    expect(said(answer)).toEqual(['b.js:1 no-console', 'b.js:2 no-debugger']);
  });

  test('is named for each configuration that extends it', async () => {
    const { problems } = await ask(oxlint, { 'base.json': '[]', 'a/.oxlintrc.json': '{ "extends": ["../base.json"] }', 'a/a.js': LOGS, 'b/.oxlintrc.json': '{ "extends": ["../base.json"] }', 'b/b.js': LOGS });
    expect(problems).toEqual(['a', 'b'].map((folder) => `oxlint can’t use ${folder}/.oxlintrc.json (base.json, which it extends, can’t be read as JSON)`));
  });

  const ladder = (steps: number): Record<string, string> => Object.fromEntries(Array.from({ length: steps }, (_, step) => ['a', 'b'].map((name) => [`${step}${name}.json`, step === 0 ? good : `{ "extends": ["./${step - 1}a.json", "./${step - 1}b.json"] }`])).flat());

  test.each<[steps: number, problems: string[], expected: string[]]>([
    [5, [], ['a.js:1 no-console', 'a.js:2 no-debugger']],
    [40, ['oxlint can’t use .oxlintrc.json (7a.json, which it extends, takes the reading of more than 200 files)'], []],
  ])('is read once, by however many ways: a ladder of %d steps', async (steps, problems, expected) => {
    const files: Files = { ...ladder(steps), '.oxlintrc.json': `{ "extends": ["./${steps - 1}a.json"] }`, 'a.js': LOGS };
    const read: string[] = [];
    const tree = treeOf(files);
    const answer = await ask(oxlint, files, [{ ...tree, read: (path) => (read.push(path), tree.read(path)) }]);
    expect(new Set(read).size).toBe(read.length);
    expect(answer.problems).toEqual(problems);
    expect(said(answer)).toEqual(expected);
  });
});

test('a diagnostic has its own code, page and place; columns count UTF-16', async () => {
  const answer = await ask(oxlint, { '.oxlintrc.json': '{ "plugins": ["unicorn"], "rules": { "unicorn/no-thenable": "error" } }', 'a.js': "const a = ['é😀', { then() {} }];\n" });
  expect(answer.files[0]?.diagnostics.map(({ code, url, span, subject, severity, configuredBy }) => ({ code, url, span, subject, severity, configuredBy }))).toContainEqual({
    code: 'unicorn/no-thenable', url: 'https://oxc.rs/docs/guide/usage/linter/rules/unicorn/no-thenable.html', span: [1, 21, 1, 25], subject: 'then', severity: 'warning', configuredBy: '.oxlintrc.json',
  });
});

describe('nothing of the repository is run', () => {
  const marker = (): string => join(scratch, 'executed');
  const evil = (): string => `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(marker())}, '');\nexport default { meta: { name: 'evil' }, rules: {} };\n`;

  test.each<[what: string, files: () => Files, problems: string[]]>([
    ['JavaScript plugins', () => ({ '.oxlintrc.json': '{ "jsPlugins": ["./evil.js"], "rules": { "evil/x": "error" } }', 'evil.js': evil(), 'a.js': LOGS }), ['oxlint leaves out the JavaScript plugins of .oxlintrc.json']],
    ['plugins of overrides', () => ({ '.oxlintrc.json': '{ "overrides": [{ "files": ["*"], "jsPlugins": ["./evil.js"], "rules": { "evil/x": "error" } }] }', 'evil.js': evil(), 'a.js': LOGS }), ['oxlint leaves out the JavaScript plugins of .oxlintrc.json']],
    ['plugins of what is extended', () => ({ '.oxlintrc.json': '{ "extends": ["./base.json"] }', 'base.json': '{ "jsPlugins": ["./evil.js"] }', 'evil.js': evil(), 'a.js': LOGS }), ['oxlint leaves out the JavaScript plugins of base.json']],
    ['a configuration that is a program, elsewhere', () => ({ 'web/oxlint.config.ts': evil(), 'web/b.js': LOGS, 'a.js': LOGS }), ['oxlint can’t use web/oxlint.config.ts (it is a program, which is not run)']],
    ['a program that is extended', () => ({ 'web/.oxlintrc.json': '{ "extends": ["../evil.js"] }', 'evil.js': evil(), 'web/b.js': LOGS, 'a.js': LOGS }), ['oxlint can’t use web/.oxlintrc.json (it extends what is no JSON file of the repository)']],
    ['configuration of Vite', () => ({ 'vite.config.ts': evil(), 'a.js': LOGS }), []],
  ])('%s', async (_what, files, problems) => {
    const answer = await ask(oxlint, files());
    expect(existsSync(marker())).toBe(false);
    expect(answer.problems).toEqual(problems);
    expect(said(answer)).toEqual(['a.js:2 no-debugger']);
  });

  test('paths that lead out of the folder are not written', async () => {
    const answer = await ask(oxlint, { '../../escaped.js': LOGS, '.git/a.js': LOGS, 'a.js': LOGS });
    expect(said(answer)).toEqual(['a.js:2 no-debugger']);
  });

  test('the folder is gone afterwards', async () => {
    await ask(oxlint, { 'a.js': LOGS });
    const left = readdirSync(tmpdir()).filter((name) => name.startsWith('shipworthy-oxlint-'));
    await ask(oxlint, { 'a.js': LOGS });
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('shipworthy-oxlint-') && !left.includes(name))).toEqual([]);
  });
});

describe('where it can’t run, it says so', () => {
  const by = (text: string, timeout?: number): ReturnType<typeof createOxlint> => {
    const program = join(scratch, `program-${text.length}.cjs`);
    writeFileSync(program, text);
    return createOxlint(createOxlintProcess({ program, ...(timeout === undefined ? {} : { timeout }) }));
  };

  test.each<[what: string, linter: () => ReturnType<typeof createOxlint>, problem: string]>([
    ['it crashes', () => by('process.kill(process.pid, "SIGSEGV");'), 'oxlint can’t run (it ended with SIGSEGV)'],
    ['it ends with an error', () => by('process.exit(7);'), 'oxlint can’t run (it ended with exit code 7)'],
    ['it is ended by the system', () => by('process.kill(process.pid, "SIGKILL"); //'), 'oxlint can’t run (it ended with SIGKILL)'],
    ['it hangs', () => by('setInterval(() => {}, 1000);', 200), 'oxlint can’t run (it was ended after 0.2 s)'],
    ['it answers nothing', () => by(''), 'oxlint can’t run (it answered nothing)'],
    ['it answers half', () => by('console.log("{ \\"diagnostics\\": [");'), 'oxlint can’t run ({ "diagnostics": [)'],
    ['it answers something else', () => by('console.log("{ \\"a\\": 1 }");'), 'oxlint can’t run ({ "a": 1 })'],
    ['it is not installed', () => createOxlint({ start: () => Promise.reject(new Error('it is not installed')) }), 'oxlint can’t run (it is not installed)'],
  ])('%s', async (_what, linter, problem) => {
    expect(await ask(linter(), { 'a.js': LOGS })).toEqual({ files: [], problems: [problem], configuredBy: [] });
  });

  test.each([
    ['{ "rules": { "nope": "error" } }', /^oxlint can’t run \(Failed to build configuration from \.oxlintrc\.json\. Rule 'nope' not found in plugin 'eslint'\)$/],
    ['{ "rules": ', /^oxlint can’t use \.oxlintrc\.json \(it can’t be read as JSON\)$/],
  ])('a configuration that it refuses: %s', async (text, problem) => {
    const { problems } = await ask(oxlint, { '.oxlintrc.json': text, 'a.js': LOGS });
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });

  test('where there is nothing to lint, nothing is started', async () => {
    const never = createOxlint({ start: () => Promise.reject(new Error('started')) });
    expect((await ask(never, { 'a.py': '' })).problems).toEqual([]);
  });
});
