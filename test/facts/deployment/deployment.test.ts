import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deploymentFormat, extractDeployment } from '../../../src/facts/deployment/index.js';
import type { DeploymentFacts } from '../../../src/facts/types.js';

/** Each claim as "kind value (paths or folder)"; an undecidable one as "kind value: reason". */
function claims(format: DeploymentFacts['format'], source: string): string[] {
  return extractDeployment(format, source).claims.map((claim) =>
    claim.undecidable === undefined ? `${claim.kind} ${claim.value} (${claim.candidates?.join(' ') ?? claim.workingDirectory})` : `${claim.kind} ${claim.value}: ${claim.undecidable}`,
  );
}

describe('deploymentFormat', () => {
  test.each([
    ['Dockerfile', 'dockerfile'],
    ['docker/Dockerfile.dev', 'dockerfile'],
    ['web.dockerfile', 'dockerfile'],
    ['Dockerfile.dockerignore', null],
    ['Dockerfile.j2', null],
    ['docker-compose.override.yml', 'compose'],
    ['compose.yaml', 'compose'],
    ['Procfile', 'procfile'],
    ['render.yaml', 'render'],
    ['railway.toml', 'railway'],
    ['app.yaml', 'app-yaml'],
    ['.github/workflows/ci.yml', 'workflow'],
    ['docs/.github/workflows/ci.yml', null],
    ['web/package.json', 'package-scripts'],
    ['nginx/default.conf', 'nginx'],
    ['Makefile', 'makefile'],
    ['vercel.json', 'vercel'],
    ['netlify.toml', 'netlify'],
    ['src/compose.py', null],
  ])('%s is %s', (path, format) => {
    expect(deploymentFormat(path)).toBe(format);
  });
});

describe('Dockerfile', () => {
  test.each<[string, string, string[]]>([
    ['follows WORKDIR and COPY', 'FROM x\nWORKDIR /app\nCOPY backend/ .\nCMD python main.py', ['folder backend/ (backend)', 'python-script main.py (backend/main.py)']],
    ['takes an absolute entry point', 'FROM x\nCOPY docker/start.sh /start.sh\nENTRYPOINT ["/start.sh"]', ['file docker/start.sh (docker/start.sh)', 'shell-script /start.sh (docker/start.sh)']],
    ['leaves the base image alone', 'FROM nginx\nENTRYPOINT ["/docker-entrypoint.sh"]', []],
    ['knows nothing of an uncopied folder', 'FROM x\nWORKDIR /app\nCMD python a.py', ['python-script a.py: nothing of the repository is copied there']],
    ['follows an earlier stage', 'FROM x AS b\nWORKDIR /src\nCOPY api .\nFROM x\nCOPY --chown=a:b --from=b /src /app\nWORKDIR /app\nCMD python a.py', ['file api (api)', 'python-script a.py (api/a.py)']],
    ['stops at an unknown image', 'FROM x\nWORKDIR /app\nCOPY --from=other/image /app /app\nCMD python a.py', ['python-script a.py: it comes from a source that the Dockerfile does not show']],
    ['fills in known variables', 'FROM x\nARG DIR=api\nENV HOME_DIR=/srv\nCOPY ${DIR}/a.py $HOME_DIR/\nCOPY $OTHER /o/', ['file api/a.py (api/a.py)', 'file $OTHER: it holds a variable whose value is not known']],
    ['keeps the spaces of a list', 'FROM x\nCOPY --chown=a:b ["docs/A b.md", "c.md", "./"]', ['file docs/A b.md (docs/A b.md)', 'file c.md (c.md)']],
    ['skips globs and URLs', 'FROM x\nCOPY package*.json ./\nADD https://example.org/a.tgz /a', []],
    ['skips here-documents', 'FROM x\nCOPY <<EOF /a.txt\nhello\nEOF', []],
    ['sees what RUN writes', 'FROM x\nWORKDIR /app\nCOPY . .\nRUN python gen.py > main.py\nCMD python main.py', ['python-script main.py: an earlier step may write it']],
    ['does not take chmod for a writer', 'FROM x\nCOPY a.sh /a.sh\nRUN chmod +x /a.sh\nCMD /a.sh', ['file a.sh (a.sh)', 'shell-script /a.sh (a.sh)']],
    ['leaves build output alone', 'FROM x\nWORKDIR /app\nCOPY . .\nCMD node dist/main.js', ['node-script dist/main.js: it lies in a folder that a build writes']],
    ['reads modules', 'FROM x\nWORKDIR /code\nCOPY ./app /code/app\nCMD ["uvicorn", "app.main:app"]', ['file ./app (app)', 'python-attribute app.main:app (app/main)']],
    ['reads health checks', 'FROM x\nWORKDIR /app\nCOPY . .\nHEALTHCHECK --interval=5s CMD python check.py || exit 1', ['python-script check.py (check.py)']],
    ['reads the script of a listed shell', 'FROM x\nCOPY . .\nCMD ["sh", "-c", "python manage.py check && exec gunicorn shop.wsgi"]', ['python-script manage.py (manage.py)', 'python-attribute shop.wsgi (shop/wsgi)']],
    ['inherits from a stage', 'FROM x AS base\nWORKDIR /app\nCOPY . .\nFROM base\nCMD python a.py', ['python-script a.py (a.py)']],
  ])('%s', (_name, source, expected) => {
    expect(claims('dockerfile', source)).toEqual(expected);
  });

  test('spans cover the word as written', () => {
    const [copy, command] = extractDeployment('dockerfile', 'FROM x\nCOPY a.py /\nCMD ["python", "/a.py"]').claims;
    expect(copy?.span).toEqual([2, 6, 2, 10]);
    expect(command?.span).toEqual([3, 17, 3, 22]);
  });
});

describe('other formats', () => {
  test.each<[DeploymentFacts['format'], string, string[]]>([
    ['procfile', 'web: cd api && gunicorn shop.wsgi\n# worker: python a.py\n', ['python-attribute shop.wsgi (./api)']],
    ['compose', 'services:\n  web:\n    build: { context: ./api, dockerfile: Dockerfile.dev }\n    command: python manage.py runserver\n', ['folder ./api (./)', 'file Dockerfile.dev (./api)', 'python-script manage.py (./api)']],
    ['compose', 'services:\n  web:\n    image: x\n    command: python a.py\n    env_file:\n      - a.env\n      - path: b.env\n        required: false\n', ['file a.env (./)']],
    ['compose', 'services:\n  web:\n    build: .\n    volumes:\n      - ./server:/app\n    command: python a.py\n', ['python-script a.py: another folder is mounted where its command may run']],
    ['compose', 'services:\n  web:\n    build: .\n    volumes:\n      - .:/app\n      - ./static:/app/static\n      - ./data:/data\n      - ./start.sh:/start.sh\n    command: python a.py\n', ['file ./start.sh (./)', 'python-script a.py (./)']],
    ['compose', 'services:\n  web: &web\n    build: ./api\n  worker:\n    <<: *web\n    command: celery -A shop worker\n', ['folder ./api (./)', 'python-attribute shop (./api)']],
    ['compose', 'services:\n  db:\n    image: x\n    volumes:\n      - ./init.sql:/init.sql\n      - data:/data\n      - ${DIR}/a.sql:/a.sql\n', ['file ./init.sql (./)']],
    ['render', 'services:\n  - name: api\n    rootDir: api\n    startCommand: uvicorn main:app\n', ['python-attribute main:app (./api)']],
    ['railway', '[deploy]\nstartCommand = "python run.py"\n', ['python-script run.py (./)']],
    ['railway', '{"deploy": {"startCommand": "python run.py"}}', ['python-script run.py (./)']],
    ['app-yaml', 'runtime: python312\nentrypoint: gunicorn -b :$PORT main:app\n', ['python-attribute main:app (./)']],
    ['netlify', '[build]\nbase = "web"\ncommand = "npm run build"\n', ['npm-script build (./web)']],
    ['vercel', '{"buildCommand": "npm run build"}', ['npm-script build (./)']],
    ['package-scripts', '{"scripts": {"a": "npm run b && node x.js", "b": "tsc"}}', ['npm-script b (./)', 'node-script x.js (./)']],
    ['makefile', 'run:\n\tpython manage.py\n\tpython $(FILE)\n', ['python-script manage.py (./)']],
    ['nginx', 'server {\n  root /srv/www;\n}\n', ['folder /srv/www: it is a path of the server']],
    ['workflow', 'jobs:\n  a:\n    steps:\n      - run: python a.py\n', ['python-script a.py: the job does not check the repository out']],
    ['workflow', 'defaults:\n  run:\n    working-directory: api\njobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n      - run: |\n          cd sub\n          python a.py\n      - uses: ./.github/actions/x\n', ['python-script a.py (api/sub)', 'folder ./.github/actions/x ()']],
    ['workflow', 'jobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n      - run: curl -o a.py https://example.org\n      - run: python a.py\n', ['python-script a.py: an earlier step may write it']],
    ['workflow', 'jobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n        with: { repository: o/r }\n      - run: python a.py\n', ['python-script a.py: another checkout may hold it']],
  ])('%s: %s', (format, source, expected) => {
    expect(claims(format, source)).toEqual(expected);
  });

  test('compose gives build contexts', () => {
    expect(extractDeployment('compose', 'services:\n  a:\n    build: .\n  b:\n    build:\n      context: x\n      dockerfile: D\n').builds).toEqual([
      { context: '.', dockerfile: null, service: 'a' },
      { context: 'x', dockerfile: 'D', service: 'b' },
    ]);
  });

  test('says why a file can not be read', () => {
    expect(extractDeployment('compose', 'a: [\n').error).toMatch(/^The YAML can't be parsed: /);
    expect(extractDeployment('railway', 'a = \n').error).toMatch(/^The file can't be parsed: /);
  });
});

const SEEDS: readonly (readonly [DeploymentFacts['format'], string])[] = [
  ['dockerfile', 'FROM x AS y\nARG A=1\nWORKDIR /app\nCOPY --from=y ["a b", "./"]\nRUN <<EOF\nx\nEOF\nENTRYPOINT python \\\n x.py\nHEALTHCHECK CMD ["a"]\n'],
  ['compose', 'services:\n  a: &a\n    build: {context: ., dockerfile: x}\n    command: ["python", "a.py"]\n  b:\n    <<: *a\n'],
  ['workflow', 'jobs:\n  a:\n    steps:\n      - uses: ./x\n      - run: |\n          cd "a$(b)" && python `c`\n'],
  ['package-scripts', '{"scripts": {"a": "npm run b && \\"c"}}'],
  ['makefile', 'a: b\n\t@python ${x} $(y)\n'],
  ['railway', '[deploy]\nstartCommand = "sh -c \'a\'"\n'],
  ['render', 'services:\n - startCommand: ${a\n'],
  ['procfile', 'web: bash -c "gunicorn ${X:-1}"\n'],
  ['nginx', 'root x;'],
];

test('never throws on damaged input', () => {
  fc.assert(
    fc.property(fc.constantFrom(...SEEDS), fc.nat(), fc.nat({ max: 20 }), fc.string({ maxLength: 8 }), ([format, text], at, cut, insert) => {
      const start = at % (text.length + 1);
      const facts = extractDeployment(format, text.slice(0, start) + insert + text.slice(start + cut));
      for (const { span } of facts.claims) expect(span[0] < span[2] || (span[0] === span[2] && span[1] <= span[3])).toBe(true);
    }),
    { numRuns: 500 },
  );
});
