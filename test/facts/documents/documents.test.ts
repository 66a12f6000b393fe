import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { extractDocument } from '../../../src/facts/documents/index.js';
import { looksLikePath } from '../../../src/facts/documents/paths.js';

/** Each mention as "form path". */
function mentions(source: string): string[] {
  return extractDocument(source).mentions.map((mention) => `${mention.form} ${mention.path}`);
}

describe('looksLikePath', () => {
  test.each(['app/main.py', 'settings.py', 'docs/', '.github/workflows/ci.yml', 'README.md', 'src/App.jsx', 'backend/app'])('%s is a path', (text) => {
    expect(looksLikePath(text)).toBe(true);
  });
  test.each(['foo/<name>.py', '/api/users', 'https://a.b/c.py', '@scope/pkg', 'application/json', '2024/01/02', 'a b/c.py', '$HOME/x.py', '~/x.py', 'src/*.ts', 'src/.../x.ts', '{id}/x.py', 'your/file.py', 'os.path', 'v1.2', '--config/x.py', '.py', 'a=b/c'])(
    '%s is none',
    (text) => {
      expect(looksLikePath(text)).toBe(false);
    },
  );
});

describe('extractDocument', () => {
  test.each<[string, string, string[]]>([
    ['links and images', '[a](docs/a.md#top) ![b](../b.png) [c](https://x.y/c.md) [d](#d) [e](/e.md) [f](mailto:a@b.c)', ['link docs/a.md', 'link ../b.png']],
    ['encoded links', '[a](my%20file.md)', ['link my file.md']],
    ['reference links', '[a][b]\n\n[b]: docs/a.md', ['link docs/a.md']],
    ['inline code', 'See `./app/main.py:12`, `app/x.py::test_a` and `print(x)`.', ['code app/main.py', 'code app/x.py']],
    ['tables', '| a |\n|---|\n| `app/x.py` |', ['code app/x.py']],
    ['not code fences', '```python\nopen("app/x.py")\n```', []],
    ['trees', '```\napp/\n├── api/\n│   └── users.py  # the users\n└── main.py\n```', ['tree app/api/', 'tree app/api/users.py', 'tree app/main.py']],
    ['ascii trees', '```\n.\n|-- api\n|   `-- users.py\n+-- main.py\n```', ['tree api', 'tree api/users.py', 'tree main.py']],
    ['trees with placeholders', '```\napp/\n├── <name>/\n│   └── users.py\n├── ...\n└── main.py\n```', ['tree app/main.py']],
  ])('%s', (_name, source, expected) => {
    expect(mentions(source)).toEqual(expected);
  });

  test('keeps headings, the line that introduces a list, and the context', () => {
    const [mention] = extractDocument('# A\n\n## B\n\n**Files Created:**\n\n- `app/x.py` (new)\n').mentions;
    expect(mention).toEqual({ path: 'app/x.py', form: 'code', headings: ['A', 'B', 'Files Created:'], context: 'app/x.py (new)', span: [7, 3, 7, 13] });
  });

  test('a heading closes those at its level and below', () => {
    expect(extractDocument('# A\n## B\n### C\n## D\n`a/x.py`').mentions[0]?.headings).toEqual(['A', 'D']);
  });

  test("a link's span is its path, a tree's is the name", () => {
    const [link, , tree] = extractDocument('See [a](docs/a.md#x).\n\n```\nr/\n├── a.py\n└── b.py\n```\n').mentions;
    expect(link?.span).toEqual([1, 9, 1, 18]);
    expect(tree?.span).toEqual([6, 5, 6, 9]);
  });

  test('never throws, and spans stay in order', () => {
    const seed = '# A\n\n**Files:**\n\n- `a/b.py`\n- [x](c/d.md "t")\n\n| a |\n|--|\n| `e/f.ts` |\n\n```\na/\n├── b\n│   └── c.py\n```\n[r]: <x y.md>\n';
    fc.assert(
      fc.property(fc.nat(seed.length), fc.nat(30), fc.string({ maxLength: 12 }), (at, cut, insert) => {
        for (const { span } of extractDocument(seed.slice(0, at) + insert + seed.slice(at + cut)).mentions) {
          expect(span[0] < span[2] || (span[0] === span[2] && span[1] < span[3])).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
