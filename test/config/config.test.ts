import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { defaultConfig } from '../../src/config/defaults.js';
import { describeConfigChange } from '../../src/config/describe.js';
import { pathFilter } from '../../src/config/filter.js';
import { parseRepositoryConfig } from '../../src/config/parse.js';
import { configJsonSchema, configSchema } from '../../src/config/schema.js';
import type { RepositoryConfig } from '../../src/config/types.js';
import { AREAS } from '../../src/findings/types.js';
import { RULES } from '../../src/rules/registry.js';
import { AREA_WEIGHTS } from '../../src/score/compute.js';

function withConfig(change: Partial<RepositoryConfig>): RepositoryConfig {
  return { ...defaultConfig(), ...change };
}

describe('pathFilter', () => {
  test.each([
    [{ include: null, exclude: [] }, 'any/where.py', true],
    [{ include: ['src/**'], exclude: [] }, 'src/a.py', true],
    [{ include: ['src/**'], exclude: [] }, 'lib/a.py', false],
    [{ include: ['src'], exclude: ['src/old/'] }, 'src/a.py', true],
    [{ include: ['src'], exclude: ['src/old/'] }, 'src/old/deep/a.py', false],
    [{ include: null, exclude: ['/legacy'] }, 'legacy/a.py', false],
    [{ include: null, exclude: ['**/*.test.ts'] }, 'a/b.test.ts', false],
    [{ include: null, exclude: ['**/*.yml'] }, '.github/workflows/ci.yml', false],
    [{ include: null, exclude: ['old'] }, 'older/a.py', true],
  ])('%j, %s', (config, path, judged) => {
    expect(pathFilter(config)(path)).toBe(judged);
  });
});

describe('describeConfigChange', () => {
  test('nothing', () => {
    expect(describeConfigChange(defaultConfig(), defaultConfig())).toEqual([]);
  });

  test('each setting that differs', () => {
    const after = withConfig({
      gate: { failOn: 'never', areas: ['wiring'], minimumScore: 50, maximumDrop: null },
      exclude: ['a`b/**'],
      rules: { 'docs/missing-path': { enabled: false, severity: null, options: undefined }, 'wiring/missing-export': { enabled: true, severity: null, options: undefined, probation: 'off' } },
    });
    expect(describeConfigChange(defaultConfig(), after)).toEqual([
      '`gate.fail-on`: `error` → `never`',
      '`gate.areas`: `all` → `wiring`',
      '`gate.minimum-score`: `none` → `50`',
      "`exclude`: `nothing` → `a'b/**`",
      '`docs/missing-path`: `default` → `off`',
      '`wiring/missing-export`: `default` → `default without probation`',
    ]);
  });
});

describe('docs/configuration.md', () => {
  const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
  const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  const ruleIds = ['dead-code/unused-module', 'docs/missing-path', 'wiring/unresolved-import'];

  test('its example is valid and has every key', () => {
    const parsed = parseRepositoryConfig(example, 'example', { ruleIds, optionsOf: () => z.strictObject({}) });
    expect(parsed).toMatchObject({ ok: true });
    const keys = [...Object.keys(configSchema.shape), 'fail-on', 'areas', 'minimum-score', 'maximum-drop'];
    expect(keys.filter((key) => !new RegExp(`^ *${key}:`, 'm').test(example))).toEqual([]);
  });

  test('it states the weights of the areas', () => {
    const text = page.replace(/\s+/g, ' ');
    expect(AREAS.filter((area) => !text.includes(`${area} ${AREA_WEIGHTS[area]}`))).toEqual([]);
  });
});

describe('docs/shipworthy.schema.json', () => {
  const published: unknown = JSON.parse(readFileSync(new URL('../../docs/shipworthy.schema.json', import.meta.url), 'utf8'));

  test('is current: `npm run schemas` writes it', () => {
    expect(published).toEqual(configJsonSchema(RULES.map(({ meta }) => meta)));
  });

  test.each([
    [{ gate: { 'fail-on': 'never' }, rules: { 'wiring/missing-export': 'off', 'docs/missing-path': { severity: 'info', probation: 'off' } } }, true],
    [{ exlude: [] }, false],
    [{ rules: { 'wiring/missing-export': 'warn' } }, false],
    [{ rules: { 'wiring/missing-exports': 'off' } }, false],
    [{ rules: { 'wiring/missing-export': { options: { unknown: 1 } } } }, false],
    [{ rules: { 'docs/missing-path': { options: { ignore: ['build/**'] } } } }, true],
  ])('says of %j: %s', (value, valid) => {
    expect(new Ajv2020({ strict: false }).validate(configJsonSchema(RULES.map(({ meta }) => meta)), value)).toBe(valid);
  });
});
