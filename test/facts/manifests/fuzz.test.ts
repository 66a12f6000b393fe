import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countLines } from '../../../src/facts/common/spans.js';
import { read } from './support.js';

const SAMPLES: readonly (readonly [string, string])[] = [
  ['requirements.txt', '-r base.txt\nDjango[argon2]>=4 ; python_version > "3" \\\n  --hash=sha256:00\n-e git+https://x.test/y.git#egg=z # c\n'],
  ['pyproject.toml', '[project]\nname = "a"\ndependencies = ["b>=1", \'c\']\n[dependency-groups]\ndev = [{include-group = "x"}, "d"]\n[tool.poetry.dependencies]\ne = {version = "1", optional = true}\n[[tool.uv.index]]\nurl = "u"\n[project.scripts]\nf = "g:h"\n'],
  ['setup.cfg', '[metadata]\nname = a\n[options]\ninstall_requires =\n    b>=1\n    # c\n    d; python_version < "3"\n[options.entry_points]\nconsole_scripts =\n    e = f:g\n'],
  ['tox.ini', '[testenv]\ndeps =\n    a\n    -rb.txt\n'],
  ['setup.py', 'from setuptools import setup\nx = ["a"] + [f"b=={v}"]\nx += ["c"]\nsetup(name="n", install_requires=x, extras_require={"d": ["e"]}, entry_points="""[console_scripts]\nf = g:h\n""")\n'],
  ['Pipfile', '[packages]\na = "*"\nb = {version = "1", extras = ["c"]}\n'],
  ['Pipfile.lock', '{"_meta": {}, "default": {"a": {"version": "==1"}}}'],
  ['uv.lock', '[[package]]\nname = "a"\nversion = "1"\nsource = { registry = "x" }\n'],
  ['environment.yml', 'dependencies:\n  - a=1\n  - pip:\n    - b\n'],
  ['package.json', '{\n  "name": "a",\n  "dependencies": {\n    "b": "^1"\n  },\n  "workspaces": ["c/*"]\n}\n'],
  ['package-lock.json', '{\n  "packages": {\n    "node_modules/a": {\n      "version": "1"\n    }\n  }\n}\n'],
  ['yarn.lock', '"a@^1":\n  version "1"\n'],
  ['bun.lock', '{\n  "packages": {\n    "a": ["a@1.0.0", "", { "dependencies": { "b": "1" } }, "x"],\n  },\n}\n'],
  ['pnpm-lock.yaml', 'packages:\n\n  /a@1.0.0:\n    x: 1\n'],
];
const NOISE = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 6 }), fc.constantFrom('\n', '\r\n', '\t', '"', "'", '[', ']', '{', '}', '=', '\\', '#', ';', ',', '\ufeff', '<<<<<<< a\n', '=======\n', '"""', '__proto__', '  ', ' -e ', '@', '😀'));

test.each(SAMPLES)('a damaged %s is read without throwing, and every span lies inside it', (path, sample) => {
  const edit = fc.record({ at: fc.nat({ max: sample.length }), remove: fc.nat({ max: 12 }), insert: NOISE });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
      const text = edits.reduce((before, { at, remove, insert }) => before.slice(0, at) + insert + before.slice(at + remove), sample);
      const facts = read(path, text);
      const last = Math.max(countLines(text), 1);
      const lines = text.split('\n');
      for (const { span } of [...facts.dependencies, ...facts.includes, ...facts.entryPoints]) {
        expect(span[0]).toBeGreaterThanOrEqual(1);
        expect(span[2]).toBeLessThanOrEqual(last + 1);
        expect(span[0] < span[2] || (span[0] === span[2] && span[1] <= span[3])).toBe(true);
        expect(span[3] - 1).toBeLessThanOrEqual((lines[span[2] - 1] ?? '').length);
      }
      if (facts.error !== undefined) expect(facts.dependencies).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
