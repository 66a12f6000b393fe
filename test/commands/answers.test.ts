import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { HELP, renderAnswer, sentence } from '../../src/commands/answers.js';
import { COMMAND_NAMES, parseCommands } from '../../src/commands/parse.js';
import { parseAnswered } from '../../src/report/marker.js';

describe('help', () => {
  test('names every command, and is none', () => {
    for (const name of COMMAND_NAMES) expect(HELP).toContain(`\`/shipworthy ${name}`);
    expect(parseCommands(HELP, [])).toEqual([]);
  });

  test('and the page about commands list the same', () => {
    const rows = (text: string) => [...text.matchAll(/^\| (`\/shipworthy .*?) \| (.*?) \|/gm)].flatMap(([, commands = '', who = '']) => commands.split(', ').map((command) => [command, who !== '']));
    expect(rows(readFileSync('docs/commands.md', 'utf8'))).toEqual(rows(HELP));
    expect(rows(HELP)).toHaveLength(COMMAND_NAMES.length);
  });
});

describe('a sentence', () => {
  test.each([
    ['There is no command `x`.', 'There is no command `x`.'],
    ['Ask @mona in #12 <b>', 'Ask @&#8203;mona in #&#8203;12 &#60;b&#62;'],
    ['`a` and an odd `', '\\`a\\` and an odd \\`'],
    ['two\nlines', 'two lines'],
  ])('%j', (text, markdown) => {
    expect(sentence(text)).toBe(markdown);
  });

  test('is cut where it is long', () => {
    expect(sentence('x'.repeat(1000)).length).toBeLessThanOrEqual(400);
  });
});

describe('an answer', () => {
  test('says each thing once and what it answers', () => {
    const body = renderAnswer(['One.', 'Two.', 'One.'], 77);
    expect(body).toBe('One.\n\nTwo.\n\n<!-- shipworthy:answer 77 -->');
    expect(parseAnswered(body)).toEqual({ commentId: 77, by: 'commands' });
  });

  test('of 65 KiB is cut between paragraphs and says so', () => {
    const body = renderAnswer([Array.from({ length: 700 }, (_, index) => `Paragraph ${index} ${'x'.repeat(100)}`).join('\n\n')], 77);
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(body.length).toBeGreaterThan(65_000);
    expect(body).toMatch(/\n\nParagraph \d+ x{100}\n\n_The rest is left out here: [^\n]*_\n\n<!-- shipworthy:answer 77 -->$/);
  });

  test('that is cut within a fence closes it', () => {
    const body = renderAnswer([`Text\n\n\`\`\`\`py\n${'line\n\n```\n'.repeat(8_000)}`], 77);
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(body).toMatch(/\n````\n\n_The rest/);
    expect(parseAnswered(body)).toEqual({ commentId: 77, by: 'commands' });
  });

  test('of one endless line fits all the same', () => {
    const body = renderAnswer(['x'.repeat(70_000)], 77);
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(parseAnswered(body)).toEqual({ commentId: 77, by: 'commands' });
  });
});
