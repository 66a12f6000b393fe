import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { codeBlock, codeCell, codeSpan, encodePath, escapeMarkdown, isShowable, prose, shorten, visible } from '../../src/report/escape.js';

function parse(markdown: string): Nodes[] {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }).children;
}

/** What is shown, without the zero-width spaces that we put in. */
function shown(node: Nodes): string {
  if ('children' in node) return node.children.map(shown).join('');
  return 'value' in node ? node.value.replaceAll('\u200B', '') : `<${node.type}>`;
}

function types(nodes: readonly Nodes[]): string[] {
  return [...new Set(nodes.flatMap((node) => [node.type, ...('children' in node ? types(node.children) : [])]))].sort();
}

/** Text made of what is dangerous in Markdown. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom('`', '```', '~~~', '@octocat', '#12', 'GH-1', '<b>', '<!--', '-->', '&lt;', '&#64;', '[x](y)', '![i](u)', '](', 'https://x.io/a', 'www.x.io', 'a@b.co', '\\', '|', '*', '_', '$', '~', '-', '+', '1.', '> ', '# ', '=', '---', '\n', '\r', '\t', '    ', '\u202E', '\u200B', '\uD800', ':tada:', '\u{E0041}', 'mailto:a@b.co', '[^1]', '[ ]', '^'),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

describe('escapeMarkdown', () => {
  test.each([
    ['a_b *c* [d](e)', 'a\\_b \\*c\\* \\[d\\](e)'],
    ['@octocat', '@&#8203;octocat'],
    ['see #12, GH-7', 'see #&#8203;12, GH-&#8203;7'],
    ['<img src=x>', '&#60;img src=x&#62;'],
    ['https://evil.example', 'https:&#8203;//evil.example'],
    ['www.evil.example', 'www&#8203;.evil.example'],
    ['- item', '\\- item'],
    ['1. item', '1&#8203;. item'],
    ['a | b', 'a &#124; b'],
    ['user\u202Etxt.exe', 'user\\\\u{202E}txt.exe'],
    ['two\nlines', 'two lines'],
    [':tada:', ':&#8203;tada:'],
  ])('%j', (text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });

  test('whatever it is given renders as that text and as nothing else', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const wanted = visible(text).trim();
        const nodes = parse(escapeMarkdown(text));
        expect(types(nodes)).toEqual(wanted === '' ? [] : ['paragraph', 'text']);
        expect(nodes.map(shown).join('')).toBe(wanted);
      }),
      { numRuns: 600 },
    );
  });

  test('leaves nothing that GitHub links by its text alone', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(escapeMarkdown(text)).not.toMatch(/@\w|(?<!&)#\w|gh-\d|:\/\/|www\.|:\w+:/i);
      }),
      { numRuns: 600 },
    );
  });
});

describe('codeSpan', () => {
  test.each([
    ['a.py', '`a.py`'],
    ['a`b', '``a`b``'],
    ['`a', '`` `a ``'],
    ['', '`(empty)`'],
    ['a\nb', '`a b`'],
    ['@x <b>', '`@x <b>`'],
  ])('%j', (text, expected) => {
    expect(codeSpan(text)).toBe(expected);
  });

  test('shows what it is given, and nothing gets out', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const nodes = parse(`x ${codeSpan(text)} y`);
        expect(types(nodes)).toEqual(['inlineCode', 'paragraph', 'text']);
        expect(nodes.map(shown).join('')).toBe(`x ${visible(text).trim() === '' ? '(empty)' : visible(text).replaceAll('\u200B', '')} y`);
      }),
      { numRuns: 600 },
    );
  });

  test('in a table it stays in its cell', () => {
    fc.assert(
      fc.property(nasty, nasty, (first, second) => {
        const [table] = parse(`| a | b |\n|---|---|\n| ${codeCell(first)} | ${prose(second, codeCell)} |\n`);
        if (table?.type !== 'table') throw new Error('no table');
        expect(table.children).toHaveLength(2);
        expect(table.children[1]?.children).toHaveLength(2);
        expect(types([table]).filter((type) => !['table', 'tableRow', 'tableCell', 'text', 'inlineCode'].includes(type))).toEqual([]);
      }),
      { numRuns: 600 },
    );
  });
});

describe('prose', () => {
  test.each([
    ['The module `a_b` is gone.', 'The module `a_b` is gone.'],
    ['`a` and `b`', '`a` and `b`'],
    ['one ` only, @me', 'one \\` only, @&#8203;me'],
    ['`x` <b>', '`x` &#60;b&#62;'],
    ['see `` @me ` ', 'see \\`\\` @&#8203;me \\`'],
  ])('%j', (text, expected) => {
    expect(prose(text)).toBe(expected);
  });

  test('holds text and code only', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(types(parse(`**${prose(text)}**`)).filter((type) => !['paragraph', 'text', 'inlineCode', 'strong', 'emphasis', 'thematicBreak'].includes(type))).toEqual([]);
      }),
      { numRuns: 600 },
    );
  });
});

describe('codeBlock', () => {
  test('its fence is longer than any in the content', () => {
    fc.assert(
      fc.property(nasty.filter(isShowable), (text) => {
        const nodes = parse(codeBlock('diff', text));
        expect(nodes).toHaveLength(1);
        expect(nodes[0]).toMatchObject({ type: 'code', lang: 'diff' });
        expect(nodes.map(shown).join('').replaceAll('\r\n', '\n')).toBe(text.replaceAll('\r\n', '\n').replace(/\n$/, '').replaceAll('\u200B', ''));
      }),
      { numRuns: 400 },
    );
  });
});

test('a path in a URL can close no link', () => {
  expect(encodePath("a b/(c)'!*/é?#.py")).toBe('a%20b/%28c%29%27%21%2A/%C3%A9%3F%23.py');
});

test('shorten cuts between characters', () => {
  expect([shorten('abc', 3), shorten('abcd', 3), shorten('a😀b', 3)]).toEqual(['abc', 'ab…', 'a…']);
});
