import { describe, expect, test } from '@jest/globals';
import { indexLines } from '../../../src/facts/common/spans.js';
import { findSuppressions } from '../../../src/facts/common/suppressions.js';

const find = (text: string) => findSuppressions(text, indexLines(text));

describe('findSuppressions', () => {
  test.each<[string, readonly string[], string]>([
    ['# shipworthy: ignore[a/b] why', ['a/b'], 'why'],
    ['#shipworthy:ignore[a]', ['a'], ''],
    ['# shipworthy: ignore[ a , b ,]  why not ', ['a', 'b'], 'why not'],
    ['// shipworthy: ignore[a] why', ['a'], 'why'],
    ['/* shipworthy: ignore[a] why */', ['a'], 'why'],
    ['/** shipworthy: ignore[a] why */ f()', ['a'], 'why'],
    ['<!-- shipworthy: ignore[a] why --> text', ['a'], 'why'],
    ['# noqa # shipworthy: ignore[a]', ['a'], ''],
    ['# shipworthy: ignore', [], ''],
    ['# shipworthy: ignore[]', [], ''],
  ])('%j', (text, rules, reason) => {
    expect(find(text)).toMatchObject([{ rules, reason }]);
  });

  test.each(['', '# shipworthy', '# shipworthy: ignored[a]', 'shipworthy: ignore[a]', '# not shipworthy: ignore[a]'])('none in %j', (text) => {
    expect(find(text)).toEqual([]);
  });

  test.each<[string, string, number]>([
    ['code before', 'a() # shipworthy: ignore[x]\nb()', 1],
    ['next line', '# shipworthy: ignore[x]\nb()', 2],
    ['blank lines and comments between', '# shipworthy: ignore[x]\r\n\r\n  # more\r\nb()', 4],
    ['nothing follows', 'a()\n# shipworthy: ignore[x]\n\n', 2],
    ['slashes', '// shipworthy: ignore[x]\n// more\n/* and\n more */ b()', 4],
    ['block', '/* shipworthy: ignore[x] */\nb()', 2],
    ['block before code', '/* shipworthy: ignore[x] */ a()\nb()', 1],
    ['open block', '/* shipworthy: ignore[x] why\n still why */\nb()', 3],
    ['JSX', '{/* shipworthy: ignore[x] */}\n<B/>', 2],
    ['Markdown', '<!-- shipworthy: ignore[x] -->\n\n[a](b)', 3],
    ['Markdown on the line', '[a](b) <!-- shipworthy: ignore[x] -->', 1],
    ['after another comment', '# noqa # shipworthy: ignore[x]\nb()', 2],
  ])('target: %s', (_, text, line) => {
    expect(find(text).map(({ targetLine }) => targetLine)).toEqual([line]);
  });

  test('the span covers the comment and no more', () => {
    expect(find('a() /* shipworthy: ignore[x] y */ b()')[0]?.span).toEqual([1, 5, 1, 34]);
    expect(find('a() # shipworthy: ignore[x] y  \r\n')[0]?.span).toEqual([1, 5, 1, 30]);
  });

  test('the caller may know that an opener stands in a string', () => {
    const text = '"# shipworthy: ignore[a]" # shipworthy: ignore[b]';
    expect(findSuppressions(text, indexLines(text), (offset) => offset > 20)).toMatchObject([{ rules: ['b'] }]);
  });

  test('openers without an end are read in reasonable time', () => {
    expect(findSuppressions('# shipworthy: ignore['.repeat(50_000), indexLines(''), () => false)).toEqual([]);
  });

  test('a very long line of comments is read in reasonable time', () => {
    const text = `/* shipworthy: ignore[x] */\n${'/**/ '.repeat(100_000)}`;
    expect(find(text)).toHaveLength(1);
  });
});
