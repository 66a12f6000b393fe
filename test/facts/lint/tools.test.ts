/** Tools that are missing or break: the facts say so, and the rest of them is there. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { extractFacts } from '../../../src/facts/extract.js';
import type { Grammars } from '../../../src/facts/grammars.js';
import { createScriptParser } from '../../../src/facts/lint/javascript.js';
import { createRuff } from '../../../src/facts/lint/ruff.js';
import { createSecretFinder } from '../../../src/facts/lint/secrets.js';
import { testGrammars } from '../../support/grammars.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const missing = (): Promise<never> => Promise.reject(new Error("Cannot find package 'x' imported from /srv/app"));
const PYTHON = Buffer.from('import os\n\nprint(nothing)\n');

describe('Ruff', () => {
  test('missing: it is looked for once, and not before a file wants it', () => {
    let asked = 0;
    const ruff = createRuff(() => {
      asked += 1;
      throw new Error("Cannot find package 'x' imported from /srv/app");
    });
    expect([extractFacts('typescript:ts', Buffer.from('f();\n'), { ...grammars, ruff }).lintUnknown, asked]).toEqual([undefined, 0]);
    const facts = [1, 2].map(() => extractFacts('python:py', PYTHON, { ...grammars, ruff }));
    expect([...facts.map((one) => [one.lintUnknown, one.python?.imports.length, one.syntax]), asked]).toEqual([['Ruff can’t be loaded', 1, undefined], ['Ruff can’t be loaded', 1, undefined], 1]);
  });

  test('breaks on one file, and is made anew for the next', () => {
    let made = 0;
    class Workspace {
      constructor() {
        made += 1;
      }
      check(text: string): unknown[] {
        if (text.includes('boom')) throw new Error('unreachable');
        return [];
      }
    }
    const ruff = createRuff(() => ({ Workspace, PositionEncoding: { Utf16: 1 } }) as never);
    const facts = (text: string): string | undefined => extractFacts('python:py', Buffer.from(text), { ...grammars, ruff }).lintUnknown;
    expect([facts('x = 1\n'), facts('boom\n'), facts('x = 1\n'), facts('x = 2\n'), made]).toEqual([undefined, 'Ruff broke on this file', undefined, undefined, 2]);
  });
});

describe('oxc', () => {
  test('missing', async () => {
    const facts = extractFacts('typescript:ts', Buffer.from("import a from './a';\n"), { ...grammars, scripts: await createScriptParser(missing) });
    expect([facts.lintUnknown, facts.javascript?.imports.length]).toEqual(['oxc-parser can’t be loaded', 1]);
  });

  test('breaks', async () => {
    const scripts = await createScriptParser(() =>
      Promise.resolve({
        parseSync: () => {
          throw new Error('panicked');
        },
      } as never),
    );
    expect(extractFacts('javascript:js', Buffer.from('f();\n'), { ...grammars, scripts }).lintUnknown).toBe('oxc-parser broke on this file');
  });
});

describe('secretlint', () => {
  const TOKEN = ['ghp', 'k7Q2mXz9Lw4Rt8Vb3Ny6Hc1Jd5Fg0Ps2Ua7W'].join('_');

  test('missing', async () => {
    await expect(createSecretFinder(missing)('text', 'a')).rejects.toThrow(/^secretlint can’t be loaded$/);
  });

  test('is loaded once, with the first text', async () => {
    let loads = 0;
    const find = createSecretFinder(() => {
      loads += 1;
      return Promise.resolve(() => Promise.resolve([]));
    });
    expect(loads).toBe(0);
    await Promise.all([find('text', 'a'), find('text', 'b')]);
    await find('text', 'c');
    expect(loads).toBe(1);
  });

  test('breaks with words that quote the text: neither the error nor what caused it has them', async () => {
    const failure: unknown = await createSecretFinder(() => Promise.resolve((content) => Promise.reject(new Error(`can't read ${content}`))))('text', `key = ${TOKEN}\n`).catch((error: unknown) => error);
    expect(failure).toMatchObject({ message: 'secretlint broke on this file' });
    const { message, stack, cause } = failure as Error;
    expect(JSON.stringify([message, stack, cause ?? null])).not.toContain(TOKEN);
  });

  test('no part of a secret is in what it answers, whatever the message says', async () => {
    const message = { type: 'message' as const, ruleId: 'x', messageId: 'GITHUB_TOKEN', message: `found GitHub Token: ${TOKEN}`, range: [6, 6 + TOKEN.length] as const, loc: { start: { line: 1, column: 6 }, end: { line: 1, column: 46 } }, severity: 'error' as const, data: { ID: TOKEN }, docsUrl: undefined };
    const found = await createSecretFinder(() => Promise.resolve(() => Promise.resolve([message as never])))('text', `key = ${TOKEN}\n`);
    expect(found).toEqual([{ what: 'GitHub Token', code: 'GITHUB_TOKEN', url: 'https://github.com/secretlint/secretlint', span: [1, 7, 1, 47] }]);
  });
});
