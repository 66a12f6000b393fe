import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { defaultConfig } from '../../src/config/defaults.js';
import { parseRepositoryConfig } from '../../src/config/parse.js';
import type { RepositoryConfig } from '../../src/config/types.js';

const known = {
  ruleIds: ['wiring/unresolved-import', 'dead-code/unused-module'],
  optionsOf: () => z.strictObject({ ignore: z.array(z.string()).default([]) }),
};

function problems(text: string): string[] {
  const parsed = parseRepositoryConfig(text, '.github/shipworthy.yml', known);
  return parsed.ok ? [] : parsed.problems.map((problem) => problem.message);
}

function config(text: string): RepositoryConfig {
  const parsed = parseRepositoryConfig(text, 'c.yml', known);
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => problem.message).join('\n'));
  return parsed.config;
}

describe('a valid configuration', () => {
  test.each(['', '# nothing\n', '{}', 'version: 1\n', '---\n'])('%j is the default', (text) => {
    expect(config(text)).toEqual(defaultConfig());
  });

  test('every key', () => {
    const text = [
      'version: 1',
      'gate: { fail-on: warning, areas: [wiring, security], minimum-score: 60, maximum-drop: 5 }',
      'rules:',
      '  wiring/unresolved-import: warning',
      '  dead-code/unused-module: { severity: info, options: { ignore: [scripts] } }',
      'linters: { oxlint: off }',
      'include: [src/**]',
      'exclude: [src/legacy/**]',
      'inline-limit: 3',
      'drafts: comment',
      'fixes: off',
      'baseline: .github/baseline.json',
    ].join('\n');
    expect(config(text)).toEqual({
      gate: { failOn: 'warning', areas: ['wiring', 'security'], minimumScore: 60, maximumDrop: 5 },
      rules: {
        'wiring/unresolved-import': { enabled: true, severity: 'warning', options: undefined },
        'dead-code/unused-module': { enabled: true, severity: 'info', options: { ignore: ['scripts'] } },
      },
      linters: { ruff: true, oxlint: false },
      include: ['src/**'],
      exclude: ['src/legacy/**'],
      inlineLimit: 3,
      drafts: 'comment',
      fixes: 'off',
      baseline: '.github/baseline.json',
    });
  });

  test('a rule can be kept from probation', () => {
    expect(config('rules: { wiring/unresolved-import: { probation: off }, dead-code/unused-module: { probation: on } }').rules).toEqual({
      'wiring/unresolved-import': { enabled: true, severity: null, options: undefined, probation: 'off' },
      'dead-code/unused-module': { enabled: true, severity: null, options: undefined },
    });
  });

  test('a rule can be off, either way', () => {
    expect(config('rules: { wiring/unresolved-import: off, dead-code/unused-module: { severity: off } }').rules).toEqual({
      'wiring/unresolved-import': { enabled: false, severity: null, options: undefined },
      'dead-code/unused-module': { enabled: false, severity: null, options: undefined },
    });
  });

  test("a rule's options get the defaults of the rule", () => {
    expect(config('rules: { wiring/unresolved-import: { options: {} } }').rules['wiring/unresolved-import']?.options).toEqual({ ignore: [] });
  });
});

describe('problems', () => {
  const AT = 'at .github/shipworthy.yml';
  test.each([
    ['\n\nexlude: [a]\n', [`unknown key \`exlude\` ${AT}:3:1; did you mean \`exclude\`?`]],
    ['gate:\n  fail_on: error\n', [`unknown key \`fail_on\` ${AT}:2:3; did you mean \`fail-on\`?`]],
    ['gate:\n  fail-on: eror\n', [`\`gate.fail-on\` ${AT}:2:12 is \`eror\`; did you mean \`error\`?`]],
    ['gate:\n  fail-on: 3\n', [`\`gate.fail-on\` ${AT}:2:12 must be one of \`error\`, \`warning\`, \`info\`, \`never\`, not \`3\``]],
    ['gate: { areas: [wirng] }', [`\`gate.areas[0]\` ${AT}:1:17 is \`wirng\`; did you mean \`wiring\`?`]],
    ['inline-limit: ten', [`\`inline-limit\` ${AT}:1:15 must be a number, not text`]],
    ['inline-limit: 1.5', [`\`inline-limit\` ${AT}:1:15 must be a whole number, not \`1.5\``]],
    ['inline-limit: 1000', [`\`inline-limit\` ${AT}:1:15 must be at most 50`]],
    ['gate: { minimum-score: -1 }', [`\`gate.minimum-score\` ${AT}:1:24 must be at least 0`]],
    ['include: []', [`\`include\` ${AT}:1:10 must not be empty`]],
    ['exclude: a', [`\`exclude\` ${AT}:1:10 must be a list, not text`]],
    ["exclude: ['*a*b*c*d*e']", [`\`exclude[0]\` ${AT}:1:11 has more than four stars (\`*\` or \`**\`), or a group that repeats: it would take too long to match`]],
    ["exclude: ['!keep/**']", [`\`exclude[0]\` ${AT}:1:11 must not start with \`!\`; \`include\` and \`exclude\` say what is wanted and what is not`]],
    ['version: 2', [`\`version\` ${AT}:1:10 must be \`1\`, not \`2\``]],
    ['- a\n', [`the file ${AT}:1:1 must be a map, not a list`]],
    ['gate:\n', [`\`gate\` ${AT}:1:6 must be a map, not empty`]],
    ['rules:\n  wiring/unresolved-imports: off\n', [`unknown rule \`wiring/unresolved-imports\` ${AT}:2:3; did you mean \`wiring/unresolved-import\`?`]],
    ['rules:\n  Nothing: off\n', [`unknown rule \`Nothing\` ${AT}:2:3; \`shipworthy rules\` lists them all`]],
    ['rules: { wiring/unresolved-import: warn }', [`\`rules.wiring/unresolved-import\` ${AT}:1:36 is \`warn\`; did you mean \`warning\`?`]],
    ['rules: { wiring/unresolved-import: false }', [`\`rules.wiring/unresolved-import\` ${AT}:1:36 must be one of \`off\`, \`error\`, \`warning\`, \`info\`, or a map, not \`false\``]],
    ['rules:\n  wiring/unresolved-import:\n    severty: off\n', [`unknown key \`severty\` ${AT}:3:5; did you mean \`severity\`?`]],
    ['rules:\n  wiring/unresolved-import:\n    severity: of\n', [`\`rules.wiring/unresolved-import.severity\` ${AT}:3:15 is \`of\`; did you mean \`off\`?`]],
    ['rules:\n  wiring/unresolved-import:\n    options:\n      ignor: [x]\n', [`unknown key \`ignor\` ${AT}:4:7; did you mean \`ignore\`?`]],
    ['rules:\n  wiring/unresolved-import:\n    options: { ignore: 3 }\n', [`\`rules.wiring/unresolved-import.options.ignore\` ${AT}:3:24 must be a list, not \`3\``]],
    ['a: 1\nb: 2\n', [
      `unknown key \`a\` ${AT}:1:1; known keys are \`version\`, \`gate\`, \`rules\`, \`linters\`, \`include\`, \`exclude\`, \`inline-limit\`, \`drafts\`, \`fixes\`, \`baseline\``,
      `unknown key \`b\` ${AT}:2:1; known keys are \`version\`, \`gate\`, \`rules\`, \`linters\`, \`include\`, \`exclude\`, \`inline-limit\`, \`drafts\`, \`fixes\`, \`baseline\``,
    ]],
    ['__proto__: {}\n', [expect.stringContaining('unknown key `__proto__`')]],
    ['drafts: comment\ndrafts: comment\n', [expect.stringMatching(/^not valid YAML \(Map keys must be unique\) at .*:2:1$/)]],
    ['gate: [\n', [expect.stringMatching(/^not valid YAML .* at .*:\d+:\d+$/)]],
    ['a: 1\n---\nb: 2\n', [expect.stringMatching(/^not valid YAML/)]],
  ])('%j', (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  test('aliases that multiply are refused', () => {
    const levels = Array.from({ length: 12 }, (_, level) => `l${level + 1}: &l${level + 1} [${Array(9).fill(`*l${level}`).join(', ')}]`);
    expect(problems(['l0: &l0 [x]', ...levels].join('\n'))).toEqual(['the file repeats too much through aliases at .github/shipworthy.yml:1:1']);
  });

  test('a huge file is refused', () => {
    expect(problems(`#${'x'.repeat(300_000)}`)).toEqual(['the file is longer than 256 KiB at .github/shipworthy.yml:1:1']);
  });
});
