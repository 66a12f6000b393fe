import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../../src/facts/grammars.js';
import type { MigrationIndex } from '../../../../src/project/django/types.js';
import { testGrammars } from '../../../support/grammars.js';
import { modelOf } from '../../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const CREATE = `migrations.CreateModel(name="Order", fields=[("id", models.AutoField(primary_key=True)), ("title", models.CharField(max_length=3)), ("note", models.TextField())], options={"ordering": ["title"], "unique_together": {("title", "note")}})`;

/** Migrations of the app `shop`, by name: dependencies within the app, and operations. */
function shop(migrations: Readonly<Record<string, { readonly needs?: readonly string[]; readonly head?: string; readonly operations?: string }>>): MigrationIndex {
  const files = Object.entries(migrations).map(([name, { needs = [], head = '', operations = '' }]) => [
    `shop/migrations/${name}.py`,
    `from django.db import migrations, models\nimport shop.operations\n\nclass Migration(migrations.Migration):\n    dependencies = [${needs.map((one) => `("shop", "${one}")`).join(', ')}]\n    ${head}\n    operations = [${operations}]\n`,
  ]);
  const operations = 'from django.db import migrations\n\nclass Quiet(migrations.RunPython):\n    pass\n\nclass Loud(migrations.AddField):\n    def state_forwards(self, app, state):\n        state.x()\n';
  return modelOf({ 'shop/__init__.py': '', 'shop/operations.py': operations, 'shop/migrations/__init__.py': '', 'requirements.txt': 'django\n', ...Object.fromEntries(files) }, grammars).django.migrations;
}

function fields(index: MigrationIndex, model: string): string[] {
  return [...(index.state('shop').models.get(model)?.fields ?? [])].map(([name, { call }]) => `${name}: ${call?.callee.kind === 'attribute' ? call.callee.attribute : '?'}`);
}

describe('the state after all migrations', () => {
  test.each([
    ['AddField', 'migrations.AddField("order", "total", models.IntegerField())', ['id: AutoField', 'title: CharField', 'note: TextField', 'total: IntegerField']],
    ['RemoveField', 'migrations.RemoveField(model_name="Order", name="note")', ['id: AutoField', 'title: CharField']],
    ['AlterField', 'migrations.AlterField(model_name="order", name="note", field=models.CharField())', ['id: AutoField', 'title: CharField', 'note: CharField']],
    ['RenameField', 'migrations.RenameField("order", "note", "remark")', ['id: AutoField', 'title: CharField', 'remark: TextField']],
    ['state operations', 'migrations.SeparateDatabaseAndState(database_operations=[], state_operations=[migrations.RemoveField("order", "note")]), migrations.RunSQL("", state_operations=[migrations.RemoveField("order", "title")]), shop.operations.Quiet(print)', ['id: AutoField']],
  ])('%s', (_name, operations, expected) => {
    const index = shop({ '0001_initial': { operations: CREATE }, '0002_next': { needs: ['0001_initial'], operations } });
    expect(fields(index, 'order')).toEqual(expected);
    expect(index.state('shop').open).toBeNull();
  });

  test('DeleteModel and RenameModel', () => {
    const index = shop({ '0001_initial': { operations: `${CREATE}, migrations.CreateModel("Gone", []), migrations.DeleteModel("Gone"), migrations.RenameModel("Order", "Purchase")` } });
    expect([...index.state('shop').models.values()].map(({ title }) => title)).toEqual(['Purchase']);
    expect(index.renamed('shop.order')).toBe('shop.purchase');
  });

  test('options: replaced whole, tables, indexes and constraints one by one', () => {
    const index = shop({
      '0001_initial': { operations: CREATE },
      '0002_next': {
        needs: ['0001_initial'],
        operations:
          'migrations.AlterModelOptions("order", {"verbose_name": "x"}), migrations.AlterModelTable("order", "orders"), migrations.AddIndex("order", models.Index(fields=["title"], name="a")), migrations.AddIndex("order", models.Index(fields=["note"], name="b")), migrations.RemoveIndex("order", "a"), migrations.AlterUniqueTogether("order", None)',
      },
    });
    const options = index.state('shop').models.get('order')?.options;
    expect([...(options?.keys() ?? [])]).toEqual(['verbose_name', 'db_table', 'indexes']);
    const indexes = options?.get('indexes');
    expect(indexes?.kind === 'list' ? indexes.items.length : 0).toBe(1);
  });

  test('heeds `run_before`: who names a migration comes before it, whatever the names', () => {
    const index = shop({
      '0001_initial': { operations: CREATE },
      '0002_drop': { needs: ['0001_initial'], operations: 'migrations.RemoveField("order", "remark")' },
      '0003_rename': { needs: ['0001_initial'], head: 'run_before = [("shop", "0002_drop")]', operations: 'migrations.RenameField("order", "note", "remark")' },
    });
    expect(fields(index, 'order')).toEqual(['id: AutoField', 'title: CharField']);
    expect(index.state('shop').open).toBeNull();
  });

  test('is played in the order of dependencies, a squashed migration for those it replaces', () => {
    const index = shop({
      '0001_a': { operations: CREATE },
      '0003_b': { needs: ['0001_a'], operations: 'migrations.AddField("order", "x", models.TextField())' },
      '0002_c': { needs: ['0003_b'], operations: 'migrations.RemoveField("order", "x")' },
      '0001_squashed_0003': { head: 'replaces = [("shop", "0001_a"), ("shop", "0003_b")]', operations: `${CREATE}, migrations.AddField("order", "x", models.TextField())` },
    });
    expect(fields(index, 'order')).toEqual(['id: AutoField', 'title: CharField', 'note: TextField']);
    expect(index.leaves('shop').map(({ name }) => name)).toEqual(['0002_c']);
  });

  test.each([
    ['an operation that changes the state itself', 'shop.operations.Loud("order", "x", models.TextField())', 'shop/migrations/0001_initial.py: `Loud` is an operation of its own'],
    ['an operation of another package', 'elsewhere.Do()', 'shop/migrations/0001_initial.py: an operation is made by code that can\'t be told'],
    ['a field of a model that no migration makes', 'migrations.RemoveField("nothing", "x")', 'shop/migrations/0001_initial.py: no migration makes nothing'],
  ])('can\'t be told after %s', (_name, operations, reason) => {
    expect(shop({ '0001_initial': { operations } }).state('shop').open).toBe(reason);
  });
});

test('two leaves are two leaves', () => {
  const index = shop({ '0001_a': { operations: CREATE }, '0002_b': { needs: ['0001_a'] }, '0002_c': { needs: ['0001_a'] } });
  expect(index.leaves('shop').map(({ name }) => name)).toEqual(['0002_b', '0002_c']);
  expect(index.apps).toEqual(['shop']);
});
