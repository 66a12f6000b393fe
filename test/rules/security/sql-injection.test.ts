import { beforeAll, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { sqlInjection } from '../../../src/rules/security/sql-injection.js';
import { testGrammars } from '../../support/grammars.js';
import { catalogue, modelOf } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

function found(code: string, path = 'shop/queries.py'): string[] {
  const model = modelOf({ 'requirements.txt': 'sqlalchemy\npsycopg2\ndjango\n', 'shop/__init__.py': '', [path]: code }, grammars);
  const subject = { path, facts: model.facts(path) as NonNullable<ReturnType<typeof model.facts>> };
  if (!sqlInjection.applies(subject)) return [];
  return sqlInjection.detect(subject, { model, catalogue: catalogue(), options: {}, earlier: [] }).matches.map(({ data }) => `${data.sink} ${data.what}`);
}

const HEAD = 'from psycopg2 import sql\nfrom sqlalchemy import text\nfrom django.db import connection\n\nFIELDS = {"a": "name"}\n\n\ndef view(self, request, name, cursor, session, pk: int):\n    ';

test.each([
  ['cursor.execute(f"SELECT {name}")', ['cursor.execute() name']],
  ['cursor.execute("SELECT %s" % name)', ['cursor.execute() name']],
  ['cursor.execute("SELECT " + request.GET["a"])', ['cursor.execute() request.GET']],
  ['q = "SELECT 1"\n    q += " WHERE a = " + name\n    cursor.execute(q)', ['cursor.execute() name']],
  ['parts = []\n    parts.append(f"a = {name}")\n    cursor.execute(" AND ".join(parts))', ['cursor.execute() name']],
  ['session.execute(text(f"SELECT {name}"))', ['text() name']],
  ['connection.cursor().execute("SELECT {}".format(name))', ['cursor.execute() name']],
  ['cursor.execute("SELECT %s", [name])', []],
  ['cursor.execute(f"SELECT {pk} {self.id} {len(name)} {self.TABLE}")', []],
  ['cursor.execute(f"SELECT {FIELDS[name]}")', []],
  ['cursor.execute(sql.SQL("SELECT {}").format(sql.Identifier(name)))', []],
  ['for c in ["a", "b"]:\n        cursor.execute(f"SELECT {c}")', []],
  ['if name not in FIELDS:\n        return\n    cursor.execute(f"SELECT {name}")', []],
  ['cursor.execute(f"SELECT {self.column_of(name)}")', []],
  ['print(f"SELECT {name}")', []],
])('%s', (line, expected) => {
  expect(found(`${HEAD}${line}\n`)).toEqual(expected);
});

test('what the callers hand in counts', () => {
  const helper = 'from django.db import connection\n\n\ndef drop(cursor, table):\n    cursor.execute(f"DROP TABLE {table}")\n\n\n';
  expect(found(`${helper}def run(cursor):\n    drop(cursor, "a")\n`)).toEqual([]);
  expect(found(`${helper}def run(request, cursor):\n    drop(cursor, request.POST["a"])\n`)).toEqual(['cursor.execute() table']);
});

test('commands, migrations and tests are not looked at', () => {
  for (const path of ['shop/management/commands/a.py', 'shop/migrations/0001_a.py', 'shop/tests/test_a.py']) expect(found(`${HEAD}cursor.execute(f"SELECT {name}")\n`, path)).toEqual([]);
});
