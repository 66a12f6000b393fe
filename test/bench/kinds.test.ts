/** What kinds of changes the bench makes of given texts. */
import { describe, expect, test } from '@jest/globals';
import { fewerRequirements, furtherRoutes, KINDS, moreFields, otherVersions, type Splice } from '../../bench/kinds.js';

/** The text after each splice alone. */
function after(text: string, splices: readonly Splice[]): string[] {
  return splices.map(({ start, end, text: own }) => text.slice(0, start) + own + text.slice(end));
}

/** The lines of each text that the one before has not. */
function added(text: string, splices: readonly Splice[]): string[] {
  return after(text, splices).map((one) => one.split('\n').filter((line) => !text.split('\n').includes(line)).join('\n'));
}

describe('a field more', () => {
  const text = `class Plain(Base):
    size = models.IntegerField()

class Order(
    Dated,
    models.Model,
):
    """Of a person."""

    owner = models.ForeignKey('auth.User',
        on_delete=models.CASCADE)
    note = models.CharField(
        max_length=_('20 (or less'),

        blank=True,
    )
    total = models.IntegerField()

class Line(models.Model):
    place = models.IntegerField(default=0)  # Why.
    count = models.IntegerField(default=max(1, 2))

class Empty(models.Model):
    class Meta:
        abstract = True

total = models.IntegerField()
`;
  test('stands after the first field whose end is certain, in each class that derives from models.Model', () => {
    expect(after(text, moreFields(text))).toEqual([
      text.replace('    total = models.IntegerField()\n\nclass', '    bench_of_order = models.IntegerField(null=True)\n    total = models.IntegerField()\n\nclass'),
      text.replace('(1, 2))\n', '(1, 2))\n    bench_of_line = models.IntegerField(null=True)\n'),
    ]);
  });
});

describe('a further route', () => {
  const text = `urlpatterns = [
    path('', views.home, name='home'),
    path('shop/', include('shop.urls')),
    re_path(r'^old/(\\d+)$', views.Old.as_view()),
    path(
        'new/',
        views.new,
        name="new",
    ),
    path(prefix, views.any, name='any'),
    path('last/',
         views.last),
]
`;
  test('names the view of each one before it, by a path and a name of its own', () => {
    expect(added(text, furtherRoutes(text))).toEqual([
      "    path('bench/', views.home, name='bench-home'),",
      "    re_path(r'^bench/old/(\\d+)$', views.Old.as_view()),",
      `        'bench/new/',\n        name="bench-new",`,
    ]);
    expect(after(text, furtherRoutes(text))[0]).toContain("    path('', views.home, name='home'),\n    path('bench/', views.home, name='bench-home'),\n    path('shop/'");
  });
  test('is in no other module', () => {
    expect(furtherRoutes("routes = [\n    path('', views.home),\n]\n")).toEqual([]);
  });
});

describe('a requirement', () => {
  const cases: readonly [string, string, string[], string[]][] = [
    ['requirements-dev.txt', '# a==1.0\ndjango ~= 5.2.9  # why\nany\n-r base.txt\ncelery[redis]==5.6; python_version > "3"\nhashed==1.0 \\\n    --hash=sha256:1\n', ['django ~= 5.2.10  # why', 'celery[redis]==5.7; python_version > "3"'], ['django ~= 5.2.9  # why\n', 'celery[redis]==5.6; python_version > "3"\n']],
    ['api/pyproject.toml', 'version = "1.0"\nrequires-python = ">=3.12"\ndependencies = [\n    "django[bcrypt]>=5.2,<6",\n    "any",\n]\n', ['    "django[bcrypt]>=5.3,<6",'], ['    "django[bcrypt]>=5.2,<6",\n']],
    ['package.json', '{\n  "version": "1.0.0",\n  "dependencies": {\n    "react": "^19.0.0",\n    "last": "1.0.0"\n  },\n  "peer": {\n    "react": "18.0.0",\n    "x": 1\n  }\n}\n', ['    "react": "^19.0.1",'], ['    "react": "^19.0.0",\n']],
    ['notes.txt', 'django==1.0\n', [], []],
  ];
  test.each(cases)('of %s has the next version, or is left out', (path, text, versions, lines) => {
    expect(added(text, otherVersions(text, path))).toEqual(versions);
    expect(after(text, fewerRequirements(text, path))).toEqual(lines.map((line) => text.replace(line, '')));
  });
});

describe('changes of a kind', () => {
  const file = (path: string, text = ''): { path: string; read: () => string } => ({ path, read: () => text });
  const places = (kind: string, files: readonly ReturnType<typeof file>[], most: number): string[] => (KINDS[kind]?.(files, most) ?? []).map((change) => [...change.keys()].join(' to '));
  const models = (names: readonly string[]): string => names.map((name) => `class ${name}(models.Model):\n    size = models.IntegerField()\n\n`).join('');

  test('are spread over files, and where these are too few come in turns', () => {
    const files = ['a', 'b', 'c', 'd'].map((name) => file(`${name}/models.py`, models(['One', 'Two'])));
    const fields = (some: typeof files, most: number): string[] => (KINDS['a field more in a model']?.(some, most) ?? []).flatMap((change) => [...change].map(([path, text]) => `${path} ${/bench_of_\w+/.exec(text ?? '')?.[0]}`));
    expect(fields(files, 2)).toEqual(['b/models.py bench_of_one', 'd/models.py bench_of_one']);
    expect(fields(files.slice(0, 2), 3)).toEqual(['a/models.py bench_of_one', 'b/models.py bench_of_one', 'a/models.py bench_of_two']);
    expect(fields(files.slice(0, 1), 9)).toHaveLength(2);
  });

  test('of modules: each new one in a folder of its own, no test and no migration is taken away', () => {
    const files = [file('a/x.py'), file('a/y.py'), file('a/migrations/0001_initial.py'), file('web/b.tsx'), file('a/tests.py'), file('a/test_x.py'), file('web/tests/c.tsx'), file('web/c.test.tsx'), file('README.md')];
    expect(places('a new module', files, 9)).toEqual(['a/bench_added_0.py', 'web/bench_added_1.tsx']);
    expect(places('a deleted module', files, 9)).toEqual(['a/x.py', 'a/y.py', 'web/b.tsx']);
    expect(places('a renamed module', files, 2)).toEqual(['a/x.py to a/x_renamed.py', 'web/b.tsx to web/b_renamed.tsx']);
  });
});
