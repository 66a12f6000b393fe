/**
 * Agreement with Django itself on whole projects: the sample systems as they are, and with small changes of their models. Runs only
 * where some Python on the path has what a system imports.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { spread } from '../../../../scripts/mutate/judge.js';
import { skippedFacts } from '../../../../src/facts/extract.js';
import type { Grammars } from '../../../../src/facts/grammars.js';
import type { FileFacts } from '../../../../src/facts/types.js';
import { missingMigration } from '../../../../src/rules/wiring/missing-migration.js';
import { absentModules, migrationsNeeded, pythonWithDjango, writeFiles, type FileChanges } from '../../../support/django-python.js';
import { testGrammars } from '../../../support/grammars.js';
import { catalogue, modelOf, type Files } from '../../../support/memory-project.js';
import { sampleSystems, type SampleSystem } from '../../../support/sample-systems.js';
import { KINDS } from './agreement-mutants.js';

interface System {
  readonly name: string;
  /** The folder of manage.py. */
  readonly root: string;
  readonly settings: string;
  /** What Django needs to start it. */
  readonly imports: readonly string[];
  /** Whether the first state lacks a migration. */
  readonly before: boolean;
}

const SYSTEMS: readonly System[] = [
  { name: 'academy', root: '', settings: 'academy.test_settings', imports: ['rest_framework', 'channels', 'celery', 'sentry_sdk'], before: false },
  { name: 'customer-portal', root: 'core', settings: 'config.settings.test', imports: ['rest_framework', 'celery'], before: true },
  { name: 'psychometrics', root: '', settings: 'pymetric.settings.test', imports: ['rest_framework', 'channels', 'celery', 'environ'], before: true },
  { name: 'stock-scanner', root: '', settings: 'stockscanner_django.settings_test', imports: ['rest_framework', 'sentry_sdk'], before: true },
];

interface State {
  readonly description: string;
  readonly changes: FileChanges;
}

type Answer = boolean | 'untold';

const python = pythonWithDjango();
/** Each system is changed in one way out of so many, so that together they are changed in all. */
const SHARES = 3;

describe('Django and the rule agree on', () => {
  for (const [index, system] of SYSTEMS.entries()) {
    const absent = python === undefined ? ['django'] : absentModules(python, system.imports);
    if (python === undefined || absent.length > 0) {
      test.skip(`${system.name}: no Python with ${absent.join(', ')} is installed here, whether Django agrees was not asked`, () => undefined);
    } else {
      test(system.name, async () => {
        const sample = sampleSystems().find(({ name }) => name === system.name) as SampleSystem;
        const grammars = await testGrammars();
        const cache = new Map<string, FileFacts>();
        const mutants = mutantsOf(sample, index % SHARES, grammars, cache);
        const states = [{ description: 'before', changes: changesBetween(sample.after, sample.before) }, { description: 'after', changes: {} }, ...mutants];
        const django = inFolder(sample.after, (folder) => migrationsNeeded(python, { ...system, folder, states: states.map(({ changes }) => changes) }));
        const ours = states.map(({ changes }) => answerOf(applied(sample.after, changes), grammars, cache));
        const rows = states.map(({ description }, index) => ({ description, django: django[index], rule: ours[index] }));
        const untold = rows.filter(({ rule }) => rule === 'untold');
        process.stderr.write(`${system.name}: ${rows.length} states, ${rows.filter((row) => row.django === true).length} need a migration, the rule can't tell ${untold.length}\n${untold.map((row) => `  ${row.description}\n`).join('')}`);
        expect(rows.slice(0, 2).map((row) => row.django)).toEqual([system.before, false]);
        expect(rows.filter((row) => row.django === true).length).toBeGreaterThanOrEqual(5);
        expect(rows.filter((row) => row.django === false).length).toBeGreaterThanOrEqual(3);
        expect(untold.length).toBeLessThanOrEqual(1);
        expect(rows.filter((row) => row.rule !== 'untold' && row.rule !== row.django)).toEqual([]);
      }, 120_000);
    }
  }
});

function mutantsOf(sample: SampleSystem, share: number, grammars: Grammars, cache: Map<string, FileFacts>): readonly State[] {
  const clean = { name: sample.name, files: sample.after, model: modelOf(sample.after, grammars, new Map(), cache) };
  const kinds = KINDS.filter((_kind, index) => index % SHARES === share);
  return kinds.flatMap((kind) => spread([...kind.plant(clean)], 1).map(({ description, changes }) => ({ description: `${kind.name}: ${description}`, changes })));
}

function inFolder<T>(files: Files, use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'agreement-'));
  try {
    writeFiles(folder, files);
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function answerOf(files: Files, grammars: Grammars, cache: Map<string, FileFacts>): Answer {
  const model = modelOf(files, grammars, new Map(), cache);
  const context = { model, catalogue: catalogue(), options: {}, earlier: [] };
  const subjects = model.paths.map((path) => ({ path, facts: model.facts(path) ?? skippedFacts() })).filter((subject) => missingMigration.applies(subject));
  const judgements = subjects.map((subject) => missingMigration.detect(subject, context));
  if (judgements.some(({ matches }) => matches.length > 0)) return true;
  return judgements.some(({ unknowns }) => unknowns.length > 0) ? 'untold' : false;
}

function applied(files: Files, changes: FileChanges): Files {
  const changed = { ...files, ...changes };
  return Object.fromEntries(Object.entries(changed).filter((entry): entry is [string, string] => entry[1] !== null));
}

function changesBetween(from: Files, to: Files): FileChanges {
  const paths = new Set([...Object.keys(from), ...Object.keys(to)]);
  return Object.fromEntries([...paths].filter((path) => from[path] !== to[path]).map((path) => [path, to[path] ?? null]));
}
