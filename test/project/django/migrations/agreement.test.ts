/**
 * Agreement with Django itself. Each sample is an app: Django writes the migrations of `before`, then both Django and the rule say
 * whether `after` needs another one. Runs only where some Python on the path has Django.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../../src/facts/grammars.js';
import type { Edit } from '../../../../src/findings/types.js';
import { skippedFacts } from '../../../../src/facts/extract.js';
import { missingMigration } from '../../../../src/rules/wiring/missing-migration.js';
import { filesBelow, pythonWithDjango, runPython, writeFiles } from '../../../support/django-python.js';
import { testGrammars } from '../../../support/grammars.js';
import { catalogue, modelOf, type Files } from '../../../support/memory-project.js';
import { SAMPLES, type Sample } from './agreement-samples.js';

/** Asks Django for each app whether it would write a migration; prints one JSON object. */
const ASK = `
import contextlib, io, json, sys
import django
from django.conf import settings
apps = sys.argv[2].split(",")
settings.configure(INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", *apps], DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}, DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", USE_TZ=True)
django.setup()
from django.core.management import call_command
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner as Questioner
from django.db.models import NOT_PROVIDED
# Without a terminal Django gives up at the first question, for all apps at once.
Questioner.ask_not_null_addition = Questioner.ask_not_null_alteration = Questioner.ask_auto_now_add_addition = lambda self, *names: NOT_PROVIDED
if sys.argv[1] == "make":
    call_command("makemigrations", *apps, interactive=False, verbosity=0)
    sys.exit(0)
answers = {}
for app in apps:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            call_command("makemigrations", app, check_changes=True, dry_run=True, interactive=False, verbosity=0)
            answers[app] = False
        except SystemExit as stop:
            answers[app] = bool(stop.code)
print(json.dumps(answers))
`;

const python = pythonWithDjango();

function run(folder: string, mode: 'make' | 'check', samples: readonly Sample[]): string {
  return runPython(python ?? 'python3', folder, ASK, [mode, samples.map(({ app }) => app).join(',')]);
}

function write(folder: string, path: string, text: string): void {
  writeFiles(folder, { [path]: text });
}

const HEAD = `import uuid
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST = 20


def make_code():
    return "abc"


`;

if (python === undefined) {
  test.skip('no Python with Django is installed here: whether Django agrees was not asked', () => undefined);
} else {
  describe('Django and the rule agree', () => {
    let folder: string;
    let django: Readonly<Record<string, boolean>>;
    let ours: ReadonlyMap<string, Answer>;
    let afterFix: Readonly<Record<string, boolean>>;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'agreement-'));
      for (const { app, before } of SAMPLES) {
        write(folder, `${app}/__init__.py`, '');
        write(folder, `${app}/migrations/__init__.py`, '');
        write(folder, `${app}/models.py`, HEAD + before);
      }
      run(folder, 'make', SAMPLES);
      for (const { app, after, migrations } of SAMPLES) {
        write(folder, `${app}/models.py`, HEAD + after);
        for (const [name, text] of Object.entries(migrations ?? {})) write(folder, `${app}/migrations/${name}.py`, text);
      }
      django = JSON.parse(run(folder, 'check', SAMPLES)) as Record<string, boolean>;
      ours = answersOf({ ...filesBelow(folder), 'requirements.txt': 'django\n' }, await testGrammars());
      for (const { made } of ours.values()) if (made !== undefined) write(folder, made.path, made.text);
      afterFix = JSON.parse(run(folder, 'check', SAMPLES)) as Record<string, boolean>;
    }, 120_000);

    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    test.each(SAMPLES.map((sample) => [sample.name, sample] as const))('%s', (_name, { app, needed, untold }) => {
      expect(django[app]).toBe(needed);
      expect(ours.get(app)).toMatchObject({ found: needed && untold !== true, unknown: untold === true });
    });

    test.each(SAMPLES.map((sample) => [sample.name, sample] as const))('the fix, where there is one: %s', (_name, { app, needed, written }) => {
      expect(ours.get(app)?.made?.path).toBe(written === undefined ? undefined : `${app}/migrations/${written}.py`);
      expect(afterFix[app]).toBe(needed && written === undefined);
    });
  });
}

interface Answer {
  readonly found: boolean;
  readonly unknown: boolean;
  /** The file of the fix. */
  readonly made: Extract<Edit, { kind: 'create' }> | undefined;
}

function answersOf(files: Files, grammars: Grammars): ReadonlyMap<string, Answer> {
  const model = modelOf(files, grammars);
  return new Map(SAMPLES.map(({ app }) => {
    const path = `${app}/models.py`;
    const subject = { path, facts: model.facts(path) ?? skippedFacts() };
    const context = { model, catalogue: catalogue(), options: {}, earlier: [] };
    const { matches, unknowns } = missingMigration.detect(subject, context);
    const edits = matches.flatMap((match) => missingMigration.suggest?.(match, subject, context)?.edits ?? []);
    return [app, { found: matches.length > 0, unknown: unknowns.length > 0, made: edits.find((edit) => edit.kind === 'create') }];
  }));
}
