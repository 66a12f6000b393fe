import { expect, test } from '@jest/globals';
import { findManagementCommands } from '../../../src/facts/common/management-commands.js';
import { indexLines } from '../../../src/facts/common/spans.js';
import { findUnfinished } from '../../../src/facts/common/unfinished.js';

const namesIn = (text: string): string[] => findManagementCommands(text, indexLines(text)).map(({ name }) => name);

test.each([
  ['python manage.py migrate --noinput', 'migrate'],
  ['docker compose run --rm web python manage.py clear_cache', 'clear_cache'],
  ['docker compose run --rm web ./manage.py clear_cache', 'clear_cache'],
  ['*/15 * * * * cd /srv && python3.12 -u app/manage.py sync', 'sync'],
  ['CMD ["python", "manage.py", "runserver", "0.0.0.0:8000"]', 'runserver'],
  ['    command: ./manage.py import_feed', 'import_feed'],
  ['worker: python manage.py qcluster', 'qcluster'],
  ['\t@$(PYTHON) manage.py check', 'check'],
  ['$ ./manage.py shell', 'shell'],
  ['python -m django compilemessages', 'compilemessages'],
  ['django-admin makemessages', 'makemessages'],
  ['uv run manage.py migrate', 'migrate'],
  ['    "start": "python manage.py runserver"', 'runserver'],
])('%s runs %s', (line, name) => {
  expect(namesIn(line)).toEqual([name]);
});

test.each([
  'COPY manage.py app ./',
  'flake8 manage.py shop',
  'chmod +x manage.py && echo done',
  '# python manage.py migrate',
  'true  # then python manage.py migrate',
  'python manage.py $COMMAND',
  'python manage.py --help',
  'pip install django celery',
  'COPY ./manage.py app /srv',
])('%s runs no command', (line) => {
  expect(namesIn(line)).toEqual([]);
});

test('gives the span of the name', () => {
  const text = 'set -e\npython manage.py migrate\n';
  expect(findManagementCommands(text, indexLines(text))).toEqual([{ name: 'migrate', span: [2, 18, 2, 25] }]);
});

test('finds comments that say that something is missing', () => {
  const text = 'x = 1  # fine\ny = 2  # TODO: read it\n# Implementation needed\n';
  expect(findUnfinished(text, indexLines(text))).toEqual([2, 3]);
});
