/** What was parsed once is not parsed again: counted by the parsers themselves. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalChangeSource, createLocalTreeSource } from '../../src/checkout/local.js';
import { EXTRACTOR_VERSION } from '../../src/facts/extract.js';
import type { Grammars } from '../../src/facts/grammars.js';
import { audit, review } from '../../src/pipeline.js';
import type { Tools } from '../../src/pipeline-types.js';
import { openFactsStore } from '../../src/store/facts-store.js';
import { createRepo, type FileMap, type TestRepo } from '../support/git-repo.js';
import { testGrammars } from '../support/grammars.js';
import { catalogue } from '../support/memory-project.js';

const MODULES = 60;
const CHANGED = 10;

let folder: string;
let repo: TestRepo;
let grammars: Grammars;
let parses = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shipworthy-parse-count-'));
  repo = createRepo();
  const loaded = await testGrammars();
  grammars = { python: counting(loaded.python), typescript: counting(loaded.typescript), tsx: counting(loaded.tsx), ruff: loaded.ruff, scripts: loaded.scripts };
});

afterAll(() => {
  repo.remove();
  rmSync(folder, { recursive: true, force: true });
});

function counting(parser: Grammars['python']): Grammars['python'] {
  return new Proxy(parser, {
    get(target, name) {
      if (name === 'parse') parses += 1;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Half Python, half TypeScript; the first `changed` modules say something else. */
function tree(changed: number): FileMap {
  const files: Record<string, string> = { 'app/__init__.py': '"""The application."""\n', 'requirements.txt': 'django\n' };
  for (let number = 0; number < MODULES; number++) {
    const text = number < changed ? `after_${number}` : `before_${number}`;
    if (number % 2 === 0) files[`app/module_${number}.py`] = `from app import module_${(number + 2) % MODULES}\n\n${text} = 1\n`;
    else files[`web/module_${number}.ts`] = `export const ${text} = 1;\n`;
  }
  return files;
}

/** In a process of its own, as it were: the store is opened anew, so that nothing but its rows remains. */
async function parsesOf(run: (tools: Tools) => Promise<{ readonly result: { readonly stats: { readonly parsedFiles: number } } }>): Promise<{ parses: number; parsedFiles: number }> {
  const store = await openFactsStore(join(folder, 'facts.db'), EXTRACTOR_VERSION);
  parses = 0;
  const { result } = await run({ store, grammars, catalogue: catalogue(), now: () => 0 });
  await store.close();
  return { parses, parsedFiles: result.stats.parsedFiles };
}

test('a second run parses nothing, and a change only its changed blobs', async () => {
  const base = repo.commit(tree(0));
  const head = repo.commit(tree(CHANGED), { branch: 'change', parent: base });
  const auditing = async (tools: Tools): ReturnType<typeof audit> => {
    const source = await createLocalTreeSource({ path: repo.path, ref: base });
    return audit(source, tools).finally(() => source.close());
  };
  const reviewing = async (tools: Tools): ReturnType<typeof review> => {
    const source = await createLocalChangeSource({ path: repo.path, base, head });
    return review(source, tools).finally(() => source.close());
  };
  // All modules, the package's __init__.py and, without a parser, requirements.txt.
  expect(await parsesOf(auditing)).toEqual({ parses: MODULES + 1, parsedFiles: MODULES + 2 });
  expect(await parsesOf(auditing)).toEqual({ parses: 0, parsedFiles: 0 });
  expect(await parsesOf(reviewing)).toEqual({ parses: CHANGED, parsedFiles: CHANGED });
  expect(await parsesOf(reviewing)).toEqual({ parses: 0, parsedFiles: 0 });
});
