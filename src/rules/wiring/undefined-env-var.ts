import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import type { Fix, Message } from '../../findings/types.js';
import type { ProjectModel } from '../../project/types.js';
import { ancestorsOf, folderOf } from '../../project/tree.js';
import { isShippedPath } from '../../project/path-uses.js';
import { judging } from '../shared/judgement.js';
import { perModel, perModelScan } from '../shared/per-model.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { readInJavaScript, requiredInJavaScript, toleratedInJavaScript } from './undefined-env-var/javascript.js';
import { requiredReads, settingsNames, filesTolerating } from './undefined-env-var/reads.js';

interface Data {
  readonly name: string;
  readonly form: string;
  readonly example: string;
  /** The name that is set and looks most like it; null where none does. */
  readonly nearest: string | null;
}

export const undefinedEnvVar: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/undefined-env-var',
    area: 'wiring',
    severity: 'warning',
    confidence: 'high',
    status: 'preview',
    languages: ['python', 'javascript'],
    fix: 'safe',
    summary: 'Code needs an environment variable that no example or deployment file names.',
    options: z.strictObject({}),
  },
  applies: ({ path, facts }) => (facts.python !== undefined || (facts.skip === undefined && facts.javascript?.uses?.environment !== undefined)) && isShippedPath(path),
  detect,
  message,
  suggest,
};

/**
 * Set by operating systems, shells, runners and platforms. Sources: POSIX; GitHub Actions "Variables"; and the pages on
 * environment variables of Vercel, Netlify, Render, Railway, Fly, Heroku, Cloud Run, App Engine, Lambda, Azure and torchrun.
 */
const GIVEN =
  /^(PATH|HOME|USER|USERNAME|LOGNAME|SHELL|PWD|OLDPWD|LANG|LANGUAGE|LC_\w+|TZ|TERM|TMPDIR|TMP|TEMP|DISPLAY|EDITOR|VISUAL|PAGER|HOSTNAME|HOST|PORT|CI|NODE_ENV|DYNO|APPDATA|LOCALAPPDATA|USERPROFILE|PROGRAMFILES\w*|PROGRAMDATA|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMPUTERNAME|COMSPEC|VIRTUAL_ENV|PYTHONPATH|PYTHONHOME|DJANGO_SETTINGS_MODULE|RUN_MAIN|INVOCATION_ID|RANK|LOCAL_RANK|WORLD_SIZE|MASTER_(ADDR|PORT)|K_(SERVICE|REVISION|CONFIGURATION)|GOOGLE_(CLOUD_PROJECT|APPLICATION_CREDENTIALS)|GCP_PROJECT|_HANDLER|SUDO_\w+|SSH_\w+|XDG_\w+|DBUS_\w+|WAYLAND_DISPLAY|CONDA_\w+|PYTEST_\w+|GITHUB_\w+|RUNNER_\w+|GITLAB_\w+|CI_\w+|CIRCLE\w*|TRAVIS\w*|BUILDKITE\w*|JENKINS_\w+|TF_BUILD|VERCEL\w*|NETLIFY\w*|RENDER\w*|RAILWAY_\w+|FLY_\w+|HEROKU_\w+|GAE_\w+|AWS_\w+|LAMBDA_\w+|ECS_\w+|KUBERNETES_\w+|WEBSITE_\w+|FUNCTIONS_\w+|AZURE_\w+|CODESPACES|GITPOD_\w+|SLURM_\w+|SNAP\w*|READTHEDOCS\w*)$/;

const EXAMPLE = /example|sample|template|dist|default|(^|\/)\.env$/i;

interface Known {
  /** Of the Python code. */
  readonly examples: readonly string[];
  /** Of the JavaScript code. */
  readonly scripts: readonly string[];
  readonly names: ReadonlySet<string>;
}

/** Files that show which variables are to be set, and every name that any deployment file writes. */
const known = perModel((model: ProjectModel): Known => {
  const names = new Set<string>();
  const examples: string[] = [];
  const scripts: string[] = [];
  for (const { path, told: { variables, isExample } } of deployed(model)) {
    for (const name of variables) names.add(name);
    if (!isExample) continue;
    // One that names nothing the code of a language speaks of belongs to another part of the repository.
    if (variables.some((name) => settingsNames(model).has(name) || model.symbols.mentions(name).length > 0)) examples.push(path);
    if (variables.some((name) => readInJavaScript(model).has(name))) scripts.push(path);
  }
  return { examples, scripts, names };
});

const deployed = perModelScan(({ deployment, skip }, path) => {
  if (deployment?.variables === undefined) return false;
  return { variables: deployment.variables, isExample: deployment.format === 'env-file' && EXAMPLE.test(path) && skip === undefined };
});

function detect({ path, facts }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  const { examples, scripts, names } = known(model);
  const example = exampleFor(path, facts.javascript === undefined ? examples : scripts);
  if (example === undefined) return judgement.done();
  const isTolerated = (name: string): boolean => (facts.javascript === undefined ? filesTolerating(model, name) > 0 : toleratedInJavaScript(model).has(name));
  const seen = new Set<string>();
  for (const { name, span, symbol, form } of facts.javascript === undefined ? requiredReads(path, model) : requiredInJavaScript(path, model)) {
    if (GIVEN.test(name) || seen.has(name)) continue;
    seen.add(name);
    if (names.has(name)) judgement.pass();
    else if (isTolerated(name)) judgement.unknown(span[0], `\`${name}\` is read with a default or set elsewhere`);
    else judgement.match({ span, symbol, subject: name, causes: [{ path: example, text: name }, { path }], related: [], data: { name, form, example, nearest: nearestTo(name, names) } });
  }
  return judgement.done();
}

/** The example in the nearest folder above. */
function exampleFor(path: string, examples: readonly string[]): string | undefined {
  for (const folder of ancestorsOf(folderOf(path))) {
    const here = examples.filter((example) => folderOf(example) === folder);
    const best = here.find((example) => /example|sample|template|dist/i.test(example)) ?? here[0];
    if (best !== undefined) return best;
  }
  return undefined;
}

/** `JWT_SECRET` for `JWT_SECRET_KEY`: few edits apart, or one is the other with a word more. */
function nearestTo(name: string, names: ReadonlySet<string>): string | null {
  const words = name.split('_');
  const near = [...names].filter((one) => {
    if (distance(one, name) <= Math.max(1, Math.floor(name.length / 8))) return true;
    const other = one.split('_');
    const [long, short] = words.length > other.length ? [words, other] : [other, words];
    return short.length > 1 && long.length - short.length === 1 && (long.slice(0, -1).join('_') === short.join('_') || long.slice(1).join('_') === short.join('_'));
  });
  return near.toSorted((a, b) => distance(a, name) - distance(b, name) || (a < b ? -1 : 1))[0] ?? null;
}

function message({ data: { name, form, example, nearest } }: Match<Data>): Message {
  return {
    what: `\`${form}\` needs \`${name}\`, but neither \`${example}\` nor any deployment file names it${nearest === null ? '' : `; \`${nearest}\` is set`}.`,
    why: 'Whoever sets the service up by these files gets one that fails when it reads the variable.',
    todo: nearest === null ? `Name \`${name}\` in \`${example}\`, and where the service is deployed.` : `Read \`${nearest}\` if that is meant, else name \`${name}\` in \`${example}\`.`,
  };
}

function suggest({ data: { name, example } }: Match<Data>, _subject: Subject, { model }: RuleContext<unknown>): Fix | null {
  const end = model.facts(example)?.deployment?.end;
  if (end === undefined) return null;
  const [line, column] = end.at;
  const newline = end.crlf === true ? '\r\n' : '\n';
  return { title: `Name \`${name}\` in ${example}`, safety: 'safe', edits: [{ kind: 'replace', path: example, range: { start: { line, column }, end: { line, column } }, text: `${column > 1 ? newline : ''}${name}=${newline}` }] };
}
