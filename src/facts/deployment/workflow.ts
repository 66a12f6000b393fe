/** Reads a GitHub Actions workflow: local actions and what its run steps need. */
import type { Node } from 'yaml';
import type { DeploymentClaim, DeploymentFacts } from '../types.js';
import { shellClaims } from './claims.js';
import { writingText } from './creations.js';
import { detailsOf, environmentOf } from './details.js';
import { createPositions, type Positions } from './positions.js';
import { normalise } from './shell.js';
import type { EnvironmentEntry } from './types.js';
import { readYaml, type YamlReader } from './yaml.js';

const NO_CHECKOUT = 'the job does not check the repository out';
const OTHER_CHECKOUT = 'another checkout may hold it';

interface Job {
  readonly yaml: YamlReader;
  readonly positions: Positions;
  readonly name: string;
  /** Repository-relative; null when it can't be told. */
  readonly directory: string | null;
  earlier: string;
  /** Why nothing about the checked-out files can be told, once known. */
  opaque: string | undefined;
}

/** Claims of a workflow; their working directories are relative to the repository's top. Never throws. */
export function readWorkflow(source: string): DeploymentFacts {
  const yaml = readYaml(source);
  const positions = createPositions(source);
  const fallback = yaml.get(yaml.get(yaml.get(yaml.root, 'defaults'), 'run'), 'working-directory');
  const claims = yaml.entries(yaml.get(yaml.root, 'jobs')).flatMap(([name, job]) => {
    const reusable = localUse(yaml.get(job, 'uses'), `workflow job ${name}, uses`, undefined, yaml, positions);
    const own = yaml.get(yaml.get(yaml.get(job, 'defaults'), 'run'), 'working-directory') ?? fallback;
    const state: Job = { yaml, positions, name, directory: folder(own, yaml), earlier: '', opaque: NO_CHECKOUT };
    return [...reusable, ...yaml.items(yaml.get(job, 'steps')).flatMap((step) => readStep(step, state))];
  });
  return { format: 'workflow', claims, builds: [], ...detailsOf({ environment: environmentsOf(yaml, positions) }), ...(yaml.error === undefined ? {} : { error: yaml.error }) };
}

/** `env` of the workflow, its jobs, their services and steps. */
function environmentsOf(yaml: YamlReader, positions: Positions): readonly EnvironmentEntry[] {
  const read = (node: Node | null | undefined, where: string): readonly EnvironmentEntry[] => environmentOf(yaml.get(node, 'env'), where, yaml, positions);
  const jobs = yaml.entries(yaml.get(yaml.root, 'jobs')).flatMap(([name, job]) => [
    ...read(job, `workflow job ${name}, env`),
    ...yaml.items(yaml.get(job, 'steps')).flatMap((step) => read(step, `workflow job ${name}, step env`)),
  ]);
  return [...read(yaml.root, 'workflow env'), ...jobs];
}

function folder(node: Node | undefined, yaml: YamlReader): string | null {
  if (!node) return '';
  const text = yaml.text(node);
  if (text === undefined || /[$~]|^\//.test(text)) return null;
  const path = normalise(text);
  return path.startsWith('..') ? null : path;
}

function readStep(step: Node, job: Job): readonly DeploymentClaim[] {
  const { yaml } = job;
  const uses = yaml.text(yaml.get(step, 'uses'));
  if (uses !== undefined) {
    const claims = localUse(yaml.get(step, 'uses'), `workflow job ${job.name}, uses`, job.opaque, yaml, job.positions);
    noteAction(uses, step, job);
    return claims;
  }
  const run = yaml.get(step, 'run');
  const script = yaml.text(run);
  if (!run || script === undefined) return [];
  const shell = yaml.text(yaml.get(step, 'shell'));
  const own = yaml.get(step, 'working-directory');
  const directory = own ? folder(own, yaml) : job.directory;
  const undecidable = job.opaque ?? (directory === null ? 'its working directory is not known' : undefined) ?? (yaml.get(step, 'if') ? 'the step runs only under a condition' : undefined);
  const known = shell === undefined || /^(bash|sh)\b/.test(shell);
  const place = { ...yaml.range(run), where: `workflow job ${job.name}, run`, workingDirectory: directory, earlier: job.earlier, undecidable };
  const claims = known ? shellClaims(script, place, job.positions) : [];
  job.earlier += `\n${writingText(script)}`;
  return claims.filter((claim) => !claim.value.startsWith('/'));
}

/** What an action does to the checked-out tree. */
function noteAction(uses: string, step: Node, job: Job): void {
  const { yaml } = job;
  const options = yaml.get(step, 'with');
  if (uses.startsWith('actions/checkout@')) {
    const foreign = ['repository', 'path', 'ref', 'sparse-checkout'].some((key) => yaml.get(options, key));
    if (foreign) job.opaque = OTHER_CHECKOUT;
    else if (job.opaque === NO_CHECKOUT) job.opaque = undefined;
  } else if (/download-artifact|\/cache|checkout/.test(uses) && !/setup-/.test(uses)) {
    job.opaque ??= 'an earlier step brings in files';
  }
}

function localUse(node: Node | undefined, where: string, opaque: string | undefined, yaml: YamlReader, positions: Positions): readonly DeploymentClaim[] {
  const text = yaml.text(node);
  if (!node || !text?.startsWith('./') || /[$@]/.test(text)) return [];
  const { start, end } = yaml.range(node);
  const isWorkflow = /\.ya?ml$/.test(text);
  const base = { kind: isWorkflow ? 'file' : 'folder', value: text, span: positions.find(text, start, end), where } as const;
  return [opaque === undefined ? { ...base, workingDirectory: '' } : { ...base, workingDirectory: null, undecidable: opaque }];
}
