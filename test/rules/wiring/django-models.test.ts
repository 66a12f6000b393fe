import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { skippedFacts } from '../../../src/facts/extract.js';
import type { Match, Rule } from '../../../src/rules/types.js';
import { migrationConflict } from '../../../src/rules/wiring/migration-conflict.js';
import { missingMigration } from '../../../src/rules/wiring/missing-migration.js';
import { unattachedComponent } from '../../../src/rules/wiring/unattached-component.js';
import { testGrammars } from '../../support/grammars.js';
import { catalogue, modelOf, type Files } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

function judged<Data>(rule: Rule<Data>, files: Files, path: string) {
  const model = modelOf({ 'requirements.txt': 'django\ndjangorestframework\n', ...files }, grammars);
  const subject = { path, facts: model.facts(path) ?? skippedFacts() };
  const context = { model, catalogue: catalogue(), options: {}, earlier: [] };
  const judgement = rule.detect(subject, context);
  const messages = judgement.matches.map((match: Match<Data>) => rule.message(match, subject, context));
  return { ...judgement, words: messages.map(({ what }) => what), reasons: messages.map(({ why }) => why) };
}

const MIGRATION = 'from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n';
const CREATE = `${MIGRATION}    dependencies = []\n    operations = [migrations.CreateModel("Order", [("id", models.BigAutoField(primary_key=True)), ("title", models.CharField(max_length=20))])]\n`;

function shop(models: string, more: Files = {}): Files {
  return { 'shop/__init__.py': '', 'shop/models.py': `from django.db import models\n\n\n${models}`, 'shop/migrations/__init__.py': '', 'shop/migrations/0001_initial.py': CREATE, ...more };
}

describe('wiring/missing-migration', () => {
  test('lists what differs, stands at the field when one was added, and names its causes', () => {
    const { matches, words } = judged(missingMigration, shop('class Order(models.Model):\n    title = models.CharField(max_length=30)\n    total = models.IntegerField(null=True)\n'), 'shop/models.py');
    expect(words).toEqual(['`Order` differs from what the migrations of `shop` build (the last is 0001_initial): `total` is new; `title`: max_length is 30, there 20.']);
    expect(matches.map(({ span, subject, causes }) => [span[0], subject, causes])).toEqual([
      [6, 'shop.Order total title', [{ path: 'shop/models.py', text: 'total' }, { path: 'shop/models.py', text: 'title' }]],
    ]);
  });

  test.each([
    ['a length', 'max_length=30', /keeps the old shape/],
    ['a text alone', 'max_length=20, help_text="Shown"', /not touched/],
    ['a text and a length', 'max_length=30, help_text="Shown"', /keeps the old shape/],
  ])('says of the database what is so: %s', (_name, options, why) => {
    expect(judged(missingMigration, shop(`class Order(models.Model):\n    title = models.CharField(${options})\n`), 'shop/models.py').reasons).toEqual([expect.stringMatching(why)]);
  });

  test.each([
    ['the module that holds it is not imported', 'shop/drafts.py', 'nothing imports shop/drafts.py when Django starts'],
    ['a base is unknown', 'shop/models.py', '`elsewhere.Extra` may bring fields'],
  ])('is silent, with the reason, where %s', (_name, path, reason) => {
    const code = 'from elsewhere import Extra\n\nclass Order(Extra, models.Model):\n    pass\n';
    const files = shop(path === 'shop/models.py' ? code : 'class Order(models.Model):\n    title = models.CharField(max_length=20)\n', { 'shop/drafts.py': 'from django.db import models\n\nclass Draft(models.Model):\n    pass\n' });
    const { matches, unknowns } = judged(missingMigration, files, path);
    expect(matches).toEqual([]);
    expect(unknowns[0]?.reason).toContain(reason);
  });

  test('a field of an abstract base in another file is said at the model, with the place of the field', () => {
    const files = shop('from shop.base import Timed\n\n\nclass Order(Timed):\n    title = models.CharField(max_length=20)\n', {
      'shop/base.py': 'from django.db import models\n\n\nclass Timed(models.Model):\n    made = models.DateTimeField(auto_now=True)\n\n    class Meta:\n        abstract = True\n',
    });
    const { matches } = judged(missingMigration, files, 'shop/models.py');
    expect(matches.map(({ span, causes, related }) => [span[0], causes, related[0]?.path])).toEqual([[7, [{ path: 'shop/base.py', text: 'made' }], 'shop/base.py']]);
    expect(judged(missingMigration, files, 'shop/base.py').matches).toEqual([]);
  });
});

describe('wiring/migration-conflict', () => {
  test('two leaves are said once, a missing dependency at its line', () => {
    const next = (name: string): string => `${MIGRATION}    dependencies = [("shop", "${name}")]\n    operations = []\n`;
    const files = shop('', { 'shop/migrations/0002_a.py': next('0001_initial'), 'shop/migrations/0002_b.py': next('0001_initial') });
    expect(judged(migrationConflict, files, 'shop/migrations/0002_a.py').words).toEqual([]);
    expect(judged(migrationConflict, files, 'shop/migrations/0002_b.py').words).toEqual(['The app `shop` has 2 last migrations: `0002_b` and `0002_a`.']);
    const lost = shop('', { 'shop/migrations/0003_c.py': next('0002_gone') });
    const { matches, words } = judged(migrationConflict, lost, 'shop/migrations/0003_c.py');
    expect(words).toEqual(['The app `shop` has no migration `0002_gone` (looked in shop/migrations).']);
    expect(matches[0]?.span[0]).toBe(5);
  });
});

describe('wiring/unattached-component', () => {
  const THROTTLE = 'from rest_framework.throttling import UserRateThrottle\n\n\nclass Slow(UserRateThrottle):\n    rate = "1/min"\n';

  test.each([
    ['nothing names it', {}, ['Nothing refers to the throttle `Slow`.']],
    ['only a test names it', { 'shop/tests/test_slow.py': 'from shop.throttles import Slow\n' }, ['Nothing but its tests refers to the throttle `Slow`.']],
    ['settings name it in a string', { 'config/settings.py': 'REST_FRAMEWORK = {"DEFAULT_THROTTLE_CLASSES": ["shop.throttles.Slow"]}\n' }, []],
    ['the package is published', { 'setup.py': 'from setuptools import setup\n\nsetup(name="shop")\n' }, []],
  ])('where %s', (_name, more: Files, expected: readonly string[]) => {
    expect(judged(unattachedComponent, { 'shop/__init__.py': '', 'shop/throttles.py': THROTTLE, ...more }, 'shop/throttles.py').words).toEqual(expected);
  });
});
