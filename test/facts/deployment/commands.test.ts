import { describe, expect, test } from '@jest/globals';
import { readCommand } from '../../../src/facts/deployment/commands.js';
import { readShell } from '../../../src/facts/deployment/shell.js';

/** Each claim as "kind value [@directory]", "?" after one that is undecidable. */
function claims(script: string): string[] {
  return readShell(script).flatMap((command) =>
    readCommand(command.words).map((claim) => {
      const folder = claim.directory ?? (command.directory === '' ? undefined : (command.directory ?? '?'));
      return `${claim.kind} ${claim.value}${folder === undefined ? '' : ` @${folder}`}${claim.undecidable || command.conditional ? ' ?' : ''}`;
    }),
  );
}

describe('claims of a command line', () => {
  test.each([
    ['python app.py', ['python-script app.py']],
    ['python3.12 -u scripts/run.py --fast', ['python-script scripts/run.py']],
    ['python -m app.main', ['python-module app.main']],
    ['python -m uvicorn app.main:app --reload', ['python-attribute app.main:app']],
    ['python -c "import app"', []],
    ['gunicorn -w 4 -b 0.0.0.0:$PORT shop.wsgi', ['python-attribute shop.wsgi']],
    ['gunicorn --config gunicorn.py --preload shop.wsgi:application', ['python-attribute shop.wsgi:application']],
    ["gunicorn 'shop:create_app(\"prod\")'", ['python-attribute shop:create_app']],
    ['gunicorn --chdir backend shop.wsgi:application', ['python-attribute shop.wsgi:application @backend']],
    ['gunicorn -k uvicorn.workers.UvicornWorker app.main:app', ['python-attribute app.main:app']],
    ['uvicorn --factory --host 0.0.0.0 app:make --port=$PORT', ['python-attribute app:make']],
    ['uvicorn $APP', []],
    ['daphne -p 8000 academy.asgi:application', ['python-attribute academy.asgi:application']],
    ['celery -A shop worker -l info', ['python-attribute shop']],
    ['celery --app=shop.tasks:app beat', ['python-attribute shop.tasks:app']],
    ['flask --app shop run', ['python-attribute shop']],
    ['poetry run python manage.py migrate', ['python-script manage.py']],
    ['uv run --frozen worker.py', ['python-script worker.py']],
    ['FOO=$BAR exec dumb-init -- python app.py', ['python-script app.py']],
    ['sh -c "cd backend && python manage.py migrate && gunicorn shop.wsgi"', ['python-script manage.py @backend', 'python-attribute shop.wsgi @backend']],
    ['cd web && node server.js', ['node-script server.js @web']],
    ['(cd web && npm run build); python app.py', ['npm-script build @web', 'python-script app.py']],
    ['cd $HOME && python app.py', ['python-script app.py @?']],
    ['node -r dotenv/config src/index.js', ['node-script src/index.js']],
    ['node -e "1"', []],
    ['npx tsx watch src/server.ts', ['node-script src/server.ts']],
    ['npm run build --prefix web', ['npm-script build @web']],
    ['npm run build -w web', []],
    ['npm run lint --if-present', []],
    ['yarn build', []],
    ['pip install -r requirements/dev.txt', ['file requirements/dev.txt']],
    ['bash -x scripts/start.sh', ['shell-script scripts/start.sh']],
    ['./wait-for-it.sh db:5432 -- python app.py', ['shell-script ./wait-for-it.sh', 'python-script app.py']],
    ['/app/start.sh', ['shell-script /app/start.sh ?']],
    ['[ -f x.py ] && python x.py', ['python-script x.py ?']],
    ['! test -f x.py && python x.py', ['python-script x.py ?']],
    ['npm test', ['npm-script test']],
    ['cd core && python manage.py test', ['python-script manage.py @core']],
    ['python x.py || true', ['python-script x.py ?']],
    ['if true; then\n  python x.py\nfi', ['python-script x.py ?']],
    ['cat <<EOF\npython x.py\nEOF', []],
    ['# python x.py', []],
    ['echo $(node -p "require(\'./package.json\').version")', []],
    ['python $SCRIPT', []],
    ['python *.py', []],
    ['python scripts/a.py \\\n  --b', ['python-script scripts/a.py']],
  ])('%s', (script, expected) => {
    expect(claims(script)).toEqual(expected);
  });
});
