import { z } from 'zod';
import type { Message } from '../../findings/types.js';
import type { ProjectModel } from '../../project/types.js';
import { isFixturePath, isTestPath } from '../../project/path-uses.js';
import { judging } from '../shared/judgement.js';
import { perModel, perModelScan } from '../shared/per-model.js';
import { mainManifest } from '../shared/whole-repository.js';
import type { Judgement, Rule, RuleContext, Subject } from '../types.js';

/** Files that say how a service is built and started, beside the formats that deployment facts know. */
const HOSTED = /(^|\/)(Containerfile|Chart\.yaml|kustomization\.ya?ml|serverless\.ya?ml|samconfig\.toml|template\.ya?ml|cdk\.json|nixpacks\.toml|flake\.nix|default\.nix|devbox\.json|Vagrantfile|wsgi_configuration|zappa_settings\.json|ansible\.cfg|snapcraft\.yaml|[^/]*\.(service|nomad|tf|bicep)|skaffold\.yaml|heroku\.yml|app\.json|apprunner\.yaml|Dockerrun\.aws\.json|\.ebextensions\/.+|\.platform(\.app\.yaml|\/.+)|cloudbuild\.yaml|wrangler\.(toml|jsonc?)|debian\/control|passenger_wsgi\.py|fabfile\.py|deploy[^/]*\.(sh|ya?ml))$/i;
const FORMATS: ReadonlySet<string> = new Set(['dockerfile', 'compose', 'procfile', 'render', 'railway', 'app-yaml', 'fly', 'vercel', 'netlify', 'kubernetes', 'nginx']);

export const noContainer: Rule<unknown, unknown> = {
  meta: {
    id: 'delivery/no-container',
    area: 'delivery',
    severity: 'info',
    confidence: 'medium',
    status: 'preview',
    languages: ['any'],
    fix: 'none',
    summary: 'Nothing says how a service is built and started.',
    options: z.strictObject({}),
  },
  applies: ({ facts }) => facts.manifest !== undefined,
  detect,
  message,
};

const hosting = perModelScan(({ deployment }, path) => HOSTED.test(path) || FORMATS.has(deployment?.format ?? ''));

function isHosted(model: ProjectModel): boolean {
  return hosting(model).length > 0;
}

/** It serves: settings of Django with their `manage.py`, or a web server among its dependencies. */
const isService = perModel((model: ProjectModel): boolean => {
  const own = model.paths.filter((path) => !isTestPath(path) && !isFixturePath(path));
  if (model.django.present && own.some((path) => /(^|\/)manage\.py$/.test(path)) && own.some((path) => /(^|\/)(wsgi|asgi)\.py$/.test(path))) return true;
  const main = mainManifest(model);
  return main !== undefined && model.facts(main)?.manifest?.dependencies.some(({ name, group }) => group === 'main' && /^(gunicorn|daphne|hypercorn|waitress|uwsgi)$/.test(name)) === true;
});

function detect({ path }: Subject, { model }: RuleContext<unknown>): Judgement<unknown> {
  const judgement = judging<unknown>();
  if (mainManifest(model) !== path || !isService(model)) return judgement.done();
  if (isHosted(model)) judgement.pass();
  else judgement.match({ span: [1, 1, 2, 1], symbol: '', subject: 'container', causes: [{ path: 'Dockerfile' }, { path: '*', text: 'FROM ' }, { path }], related: [], data: null });
  return judgement.done();
}

function message(): Message {
  return {
    what: 'The repository holds a service, and no file that says how it is built and started (Dockerfile, compose file, Procfile or the like).',
    why: 'Each machine is set up by hand: what runs in production can\'t be built again, and differs from what was tested.',
    todo: 'Add a Dockerfile with pinned base image, installed requirements, a user of its own and the server\'s command.',
  };
}
