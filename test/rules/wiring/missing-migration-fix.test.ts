import { beforeAll, expect, test } from '@jest/globals';
import { skippedFacts } from '../../../src/facts/extract.js';
import type { Grammars } from '../../../src/facts/grammars.js';
import { missingMigration } from '../../../src/rules/wiring/missing-migration.js';
import { testGrammars } from '../../support/grammars.js';
import { catalogue, modelOf, type Files } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

function migration(model: string, dependencies = ''): string {
  return `from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n    dependencies = [${dependencies}]\n    operations = [migrations.CreateModel("${model}", [("id", models.BigAutoField(primary_key=True))])]\n`;
}

const BASE: Files = {
  'requirements.txt': 'django\n',
  'shop/__init__.py': '',
  'shop/migrations/__init__.py': '',
  'shop/migrations/0009_order.py': migration('Order'),
  'people/__init__.py': '',
  'people/models.py': 'from django.db import models\n\n\nclass Person(models.Model):\n    pass\n',
  'people/migrations/__init__.py': '',
  'people/migrations/0001_initial.py': migration('Person'),
};

/** The files that the fixes make for an Order with these lines. */
function made(fields: string, more: Files = {}): Record<string, string> {
  const text = `from people.models import Person\nfrom django.db import models\nfrom django.utils import timezone as tz\nfrom .values import LOCAL\n\n\nclass Order(models.Model):\n    ${fields}\n`;
  const model = modelOf({ ...BASE, 'shop/models.py': text, ...more }, grammars);
  const subject = { path: 'shop/models.py', facts: model.facts('shop/models.py') ?? skippedFacts() };
  const context = { model, catalogue: catalogue(), options: {}, earlier: [] };
  const { matches } = missingMigration.detect(subject, context);
  expect(matches.length).toBeGreaterThan(0);
  const edits = matches.flatMap((match) => missingMigration.suggest?.(match, subject, context)?.edits ?? []);
  return Object.fromEntries(edits.map((edit) => [edit.path, edit.kind === 'create' ? edit.text : edit.kind]));
}

test('an import of the module and a relation to another app', () => {
  expect(made('at = models.DateTimeField(default=tz.now)\n    buyer = models.ForeignKey(Person, models.PROTECT, null=True)')).toEqual({
    'shop/migrations/0010_order_at_order_buyer.py': `from django.db import migrations, models
from django.utils import timezone as tz


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0009_order"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="order",
            name="at",
            field=models.DateTimeField(default=tz.now),
        ),
        migrations.AddField(
            model_name="order",
            name="buyer",
            field=models.ForeignKey("people.person", models.PROTECT, null=True),
        ),
    ]
`,
  });
});

test.each<[what: string, fields: string, more?: Files]>([
  ['a value that rows lack', 'total = models.IntegerField()'],
  ['no value for rows that are there', 'total = models.IntegerField(default=None)'],
  ['the day on which the row is made', 'at = models.DateTimeField(auto_now_add=True)'],
  ['one value for a unique field', 'code = models.CharField(max_length=3, default="a", unique=True)'],
  ['a lambda', 'total = models.IntegerField(default=lambda: 1)'],
  ['a name that can’t be told', 'total = models.IntegerField(default=LOCAL)'],
  ['text with an escape', 'note = models.TextField(default="a\\\\b")'],
  ['a field of another package', 'total = models.IntegerField(default=0)\n    money = MoneyField(null=True)', { 'shop/values.py': '' }],
  ['two last migrations', 'total = models.IntegerField(default=0)', { 'shop/migrations/0009_other.py': migration('Other') }],
  ['another model that differs', 'total = models.IntegerField(default=0)\n\n\nclass Item(models.Model):\n    pass'],
  ['an app that has two last migrations', 'buyer = models.ForeignKey(Person, models.PROTECT, null=True)', { 'people/migrations/0001_other.py': migration('Other') }],
  ['a model that no migration makes', 'buyer = models.ForeignKey(Person, models.PROTECT, null=True)', { 'people/migrations/0001_initial.py': migration('Other') }],
])('no fix with %s', (_what, fields, more = {}) => {
  expect(made(fields, more)).toEqual({});
});
