import { z } from 'zod';
import type { Message } from '../../findings/types.js';
import type { ProjectModel } from '../../project/types.js';
import { judging } from '../shared/judgement.js';
import { perModel } from '../shared/per-model.js';
import { mainManifest } from '../shared/whole-repository.js';
import { isTestPath } from '../../project/path-uses.js';
import type { Judgement, Rule, RuleContext, Subject } from '../types.js';

/** Where services that build and test keep their configuration. Source: each service's documentation. */
const CI = /^(\.github\/workflows\/[^/]+\.ya?ml|\.gitea\/workflows\/.+|\.forgejo\/workflows\/.+|\.gitlab-ci\.yml|\.gitlab\/.+\.ya?ml|\.circleci\/.+|\.travis\.yml|Jenkinsfile[^/]*|azure-pipelines[^/]*\.ya?ml|\.azure(-pipelines)?\/.+|bitbucket-pipelines\.yml|\.drone\.(yml|star|jsonnet)|\.buildkite\/.+|\.?appveyor\.yml|\.woodpecker(\.ya?ml|\/.+)|cloudbuild[^/]*\.ya?ml|buildspec[^/]*\.ya?ml|\.semaphore\/.+|\.teamcity\/.+|\.cirrus\.(yml|star)|\.builds\/.+|\.build\.yml|\.zuul\.(ya?ml|d\/.+)|zuul\.d\/.+|\.ci\/.+|ci\/.+|codemagic\.yaml|wercker\.yml|\.taskcluster\.yml|\.tekton\/.+|\.harness\/.+|\.gocd\.ya?ml|dagger\.json)$/;
/** Fewer tests than these are tried by hand. */
const FEWEST_SOURCES = 5;

export const noCi: Rule<unknown, unknown> = {
  meta: {
    id: 'delivery/no-ci',
    area: 'delivery',
    severity: 'info',
    confidence: 'high',
    status: 'preview',
    languages: ['any'],
    fix: 'none',
    summary: 'Nothing runs the tests of a repository when it changes.',
    options: z.strictObject({}),
  },
  applies: ({ facts }) => facts.manifest !== undefined,
  detect,
  message,
};

const hasCi = perModel((model: ProjectModel): boolean => model.paths.some((path) => CI.test(path)));
const isProject = perModel((model: ProjectModel): boolean => {
  const sources = model.paths.filter((path) => /\.(py|[cm]?[jt]sx?)$/.test(path));
  return sources.length >= FEWEST_SOURCES && sources.some(isTestPath);
});

function detect({ path }: Subject, { model }: RuleContext<unknown>): Judgement<unknown> {
  const judgement = judging<unknown>();
  if (mainManifest(model) !== path || !isProject(model)) return judgement.done();
  if (hasCi(model)) judgement.pass();
  else judgement.match({ span: [1, 1, 2, 1], symbol: '', subject: 'ci', causes: [{ path: '.github/workflows/ci.yml' }, { path: '*', text: 'runs-on' }, { path }], related: [], data: null });
  return judgement.done();
}

function message(): Message {
  return {
    what: 'The repository has tests, and no configuration of a service that runs them when it changes.',
    why: 'A change that breaks a test is merged unless somebody thinks of running them, and nobody sees on which commit it broke.',
    todo: 'Add a workflow that installs the project and runs its tests and linters on each pull request (`.github/workflows/ci.yml`).',
  };
}
