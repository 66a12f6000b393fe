import { describe, expect, test } from '@jest/globals';
import { createColors } from 'picocolors';
import { renderMarkdown } from './markdown.js';

const PLAIN = { colors: createColors(false), width: 30 };

describe('Markdown at a terminal', () => {
  test.each([
    ['wraps text', 'one two three four five six seven', ['one two three four five six', 'seven']],
    ['shows a link by its text', 'see [`a.py:3`](http://127.0.0.1/x) **now**', ['see `a.py:3` now']],
    ['keeps what is escaped', 'a \\*b\\* &lt;c&gt;', ['a *b* <c>']],
    ['hides markers and tags', '<sub>end</sub>\n\n<!-- shipworthy:v1 00 -->', ['end']],
    ['marks what is to do', '- [ ] first\n- [x] second\n- third', ['[ ] first', '[x] second', '- third']],
    ['puts a narrow table in columns', '| a | b |\n|---|---|\n| long | 1 |', ['a     b', 'long  1']],
    ['makes paragraphs of a wide one', '| a | b |\n|---|---|\n| a cell of words | another cell of words |', ['- a cell of words · another', '  cell of words']],
    ['shows code as it is', '```diff\n+x\n```', ['  +x']],
  ])('%s', (_, markdown, lines) => {
    expect(renderMarkdown(markdown, PLAIN)).toEqual(lines);
  });

  test('shows a suggestion against the lines that it replaces', () => {
    const lines = renderMarkdown('```suggestion\na==1\nb==2\n```', { ...PLAIN, replaced: ['a==1', 'b==1'] });
    expect(lines).toEqual(['Suggested change:', '    a==1', '  - b==1', '  + b==2']);
  });
});
