import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MOST_COMMANDS, parseCommands } from '../../src/commands/parse.js';
import type { ParsedCommand } from '../../src/commands/types.js';

const RULES = ['wiring/unresolved-import', 'wiring/missing-export', 'security/sql-injection'];

function parse(body: string): readonly ParsedCommand[] {
  return parseCommands(body, RULES);
}

const refused = (why: string): ParsedCommand => ({ kind: 'refused', why });

describe('a line of its own', () => {
  test.each<[body: string, command: ParsedCommand]>([
    ['/shipworthy review', { kind: 'review' }],
    ['/shipworthy', { kind: 'help' }],
    ['/Shipworthy Review', { kind: 'review' }],
    ['  /shipworthy   pause  ', { kind: 'pause' }],
    ['/shipworthy\tresume', { kind: 'resume' }],
    ['/shipworthy not-useful', { kind: 'not-useful' }],
    ['/shipworthy not-useful as it is generated', { kind: 'not-useful' }],
    ['/shipworthy fix', { kind: 'fix', rules: [], unsafe: false }],
    ['/shipworthy fix --unsafe wiring/missing-export `security/sql-injection`', { kind: 'fix', rules: ['wiring/missing-export', 'security/sql-injection'], unsafe: true }],
    ['/shipworthy fix ruff/F401 oxlint/no-debugger oxlint/react/jsx-key', { kind: 'fix', rules: ['ruff/F401', 'oxlint/no-debugger', 'oxlint/react/jsx-key'], unsafe: false }],
    ['/shipworthy fix wiring/* ruff/*', { kind: 'fix', rules: ['wiring/*', 'ruff/*'], unsafe: false }],
    ['/shipworthy explain wiring/missing-export', { kind: 'explain', ruleId: 'wiring/missing-export' }],
    ['/shipworthy ignore wiring/missing-export  Built *later*, see mona@example.com & `x`', { kind: 'ignore', ruleId: 'wiring/missing-export', reason: 'Built *later*, see mona@example.com & `x`' }],
  ])('%s', (body, command) => {
    expect(parse(body)).toEqual([command]);
  });

  test('among other text, also with line ends of Windows and trailing spaces', () => {
    expect(parse('Thanks, `this` is **good**.\r\n/shipworthy review  \r\nand\r\n\r\n/shipworthy help\r\n')).toEqual([{ kind: 'review' }, { kind: 'help' }]);
  });

  test('after a tag that GitHub drops', () => {
    expect(parse('A List<String> is <b>better</b>.\n/shipworthy review\n\n<p>\n\n<!-- <pre> -->\n\n/shipworthy help')).toEqual([{ kind: 'review' }, { kind: 'help' }]);
  });

  test('after a quote that has ended, and after HTML that is closed', () => {
    expect(parse('> /shipworthy pause\n\n<details>\n\n/shipworthy resume\n\n</details>\n\nDone<br>\n/shipworthy review')).toEqual([{ kind: 'review' }]);
  });
});

describe('what is no command', () => {
  test.each([
    '',
    'Please /shipworthy review',
    '/shipworthyreview',
    '/shipworthy-review',
    'see a/shipworthy review',
    '\\/shipworthy review',
    '&#47;shipworthy review',
    '`/shipworthy review`',
    'so `a\n/shipworthy review\nb` it is',
    '```\n/shipworthy review\n```',
    '~~~sh\n/shipworthy review',
    '    /shipworthy review',
    'text\n\n\t/shipworthy review',
    '> /shipworthy review',
    '> quoted\n/shipworthy review',
    '- /shipworthy review',
    '- item\n/shipworthy review',
    '1. item\n\n   /shipworthy review',
    '# /shipworthy review',
    '/shipworthy review\n---',
    '| a |\n|---|\n| /shipworthy review |',
    '| a |\n|---|\n/shipworthy review',
    '**/shipworthy review**',
    '~~/shipworthy review~~',
    '[text\n/shipworthy review](https://example.com)',
    '<!--\n/shipworthy review\n-->',
    '<!-- a\n\n/shipworthy review -->',
    'so <!-- a\n/shipworthy review --> it is',
    '<blockquote>\n\n/shipworthy review\n\n</blockquote>',
    'so <code>\n/shipworthy review</code>',
    'so <blockquote>\n\n/shipworthy review',
    '<pre>\n\n/shipworthy review\n\n</pre>',
    '[^1]: note\n/shipworthy review',
    `${'> '.repeat(500)}deep\n\n/shipworthy review`,
  ])('%j', (body) => {
    expect(parse(body)).toEqual([]);
  });

  const command = fc.constantFrom('review', 'help', 'pause', 'fix --unsafe', 'ignore wiring/missing-export as it is', 'explain wiring/missing-export', 'nonsense', '').map((rest) => `/shipworthy ${rest}`);
  const indented = (text: string, by: string): string => text.replace(/^/gm, by);
  const wrappings: readonly ((text: string) => string)[] = [
    (text) => indented(text, '> '),
    (text) => `\`\`\`\n${text}\n\`\`\``,
    (text) => `~~~~md\n${text}\n~~~~`,
    (text) => `before\n\n${indented(text, '    ')}\n\nafter`,
    (text) => `\`${text.replaceAll('\n\n', '\n')}\``,
    (text) => `<!--\n${text}\n-->`,
    (text) => `- ${indented(text, '  ').trimStart()}`,
    (text) => `<blockquote>\n\n${text}\n\n</blockquote>`,
  ];

  test('whatever is quoted or shown as code, at any depth', () => {
    const inner = fc.array(command, { minLength: 1, maxLength: 3 }).map((commands) => commands.join('\n\n'));
    const line = fc.constantFrom('', 'Thanks.', 'See #12 and *that*.', 'a');
    fc.assert(
      fc.property(inner, fc.array(fc.constantFrom(...wrappings.slice(0, 1)), { maxLength: 2 }), fc.constantFrom(...wrappings), line, line, (text, within, wrap, before, after) => {
        const wrapped = within.reduce((whole, next) => next(whole), wrap(text));
        expect(parse(`${before}\n\n${wrapped}\n\n${after}`)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('anything at all is read, and quickly', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('/shipworthy review', '\n', '`', '```', '>', '- ', '<a', '<!--', '|', '[', ']', '(', '*', ' ', 'x'), maxLength: 60 }), (body) => void parse(body)));
  });
});

describe('refusals', () => {
  test.each<[body: string, why: string]>([
    ['/shipworthy reviw', 'There is no command `reviw`; did you mean `review`?'],
    ['/shipworthy launch', 'There is no command `launch`; `/shipworthy help` lists them.'],
    ['/shipworthy `<b>`', 'There is no command `<b>`; `/shipworthy help` lists them.'],
    ['/shipworthy review now', '`review` stands alone on its line.'],
    ['/shipworthy fix --all', '`fix` has no option `--all`; there is `--unsafe`.'],
    ['/shipworthy fix missing-export', 'No rule is called `missing-export`; did you mean `wiring/missing-export`?'],
    ['/shipworthy ignore', '`ignore` needs a rule and a reason: `/shipworthy ignore RULE REASON`.'],
    ['/shipworthy ignore wiring/missing-export', '`ignore` needs a reason: `/shipworthy ignore wiring/missing-export REASON`.'],
    ['/shipworthy ignore wiring/missing-exports as it is', 'No rule is called `wiring/missing-exports`; did you mean `wiring/missing-export`?'],
    ['/shipworthy fix nothing/*', 'No rule is called `nothing/*`.'],
    ['/shipworthy ignore wiring/* as it is', 'No rule is called `wiring/*`.'],
    ['/shipworthy explain', '`explain` needs one rule: `/shipworthy explain RULE`.'],
    ['/shipworthy explain zzz', 'No rule is called `zzz`.'],
    ['/shipworthy explain ruff/../x', 'No rule is called `ruff/../x`.'],
    [`/shipworthy help\n${'x'.repeat(5_000)}`, 'The comment is too long to be read for commands. Write the command in one of its own.'],
  ])('%s', (body, why) => {
    expect(parse(body)).toEqual([refused(why)]);
  });

  test('commands after the fifth are not done, and that is said', () => {
    const commands = parse('/shipworthy help\n'.repeat(MOST_COMMANDS + 3));
    expect(commands).toEqual([...Array.from({ length: MOST_COMMANDS }, () => ({ kind: 'help' })), refused('Only the first 5 commands of a comment are done.')]);
  });

  test('a long reason is cut', () => {
    expect(parse(`/shipworthy ignore wiring/missing-export ${'long '.repeat(400)}`)).toEqual([{ kind: 'ignore', ruleId: 'wiring/missing-export', reason: expect.stringMatching(/^(long ){99}long…$|^.{499}…$/) }]);
  });
});
