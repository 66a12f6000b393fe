import { resolveRevision } from '../git/run.js';
import { invalidRequest, Refusal, validationFailed } from '../http/refusal.js';
import { isObject, type JsonObject, type JsonValue } from '../openapi/json-schema.js';
import { newId, timestamp, type CheckRun, type CheckSuite, type Repository, type World } from '../state.js';
import type { Annotation } from '../types.js';

/** GitHub: "Maximum length: 65535 characters"; the store behind it counts bytes ("exceeds a maximum bytesize of 65535"). */
const LONGEST_OUTPUT = 65_535;
/** GitHub: "The Checks API limits the number of annotations to a maximum of 50 per API request". */
const MOST_ANNOTATIONS = 50;
const MOST_ACTIONS = 3;
const LONGEST_ANNOTATION_MESSAGE_BYTES = 65_536;

/** The App's suite for a commit, made when the first run needs it or a push brings it. */
export function suiteFor(world: World, repository: Repository, headSha: string, headBranch: string | null): CheckSuite {
  const known = repository.checkSuites.find((suite) => suite.headSha === headSha);
  if (known) return known;
  const suite: CheckSuite = { id: newId(world), headSha, headBranch, createdAt: timestamp(world) };
  repository.checkSuites.push(suite);
  return suite;
}

export async function createCheckRun(world: World, repository: Repository, body: JsonObject): Promise<CheckRun> {
  checkLimits(body);
  const headSha = string(body['head_sha']) ?? '';
  const found = /^[0-9a-f]{40}$/.test(headSha) ? await resolveRevision(repository.gitDir, `${headSha}^{commit}`) : null;
  if (found === null) throw new Refusal(422, `No commit found for SHA: ${headSha}`);
  const branch = [...repository.pulls.values()].find((pull) => pull.headSha === headSha && pull.headRepository === repository)?.headRef ?? null;
  const run: CheckRun = {
    id: newId(world), suite: suiteFor(world, repository, headSha, branch), headSha, name: '', status: 'queued', conclusion: null,
    externalId: null, detailsUrl: null, startedAt: timestamp(world), completedAt: null, title: null, summary: null, text: null,
    annotations: [], actions: [], writes: 0,
  };
  applyFields(world, run, body);
  repository.checkRuns.push(run);
  return run;
}

export function updateCheckRun(world: World, run: CheckRun, body: JsonObject): void {
  checkLimits(body);
  applyFields(world, run, body);
}

/** A conclusion completes the run. Annotations are added to those of earlier requests. */
function applyFields(world: World, run: CheckRun, body: JsonObject): void {
  const conclusion = string(body['conclusion']);
  const status = conclusion === null ? string(body['status']) : 'completed';
  if (status === 'completed' && conclusion === null && run.conclusion === null) throw invalidRequest('Missing required key "conclusion"');
  run.name = string(body['name']) ?? run.name;
  run.externalId = string(body['external_id']) ?? run.externalId;
  run.detailsUrl = string(body['details_url']) ?? run.detailsUrl;
  run.startedAt = string(body['started_at']) ?? run.startedAt;
  if (status !== null) run.status = status;
  if (status === 'completed') {
    run.conclusion = conclusion ?? run.conclusion;
    run.completedAt = string(body['completed_at']) ?? run.completedAt ?? timestamp(world);
  } else if (status !== null) {
    run.conclusion = null;
    run.completedAt = null;
  }
  applyOutput(run, body['output']);
  if (Array.isArray(body['actions'])) run.actions = body['actions'].filter(isObject).map((action) => ({ label: String(action['label']), description: String(action['description']), identifier: String(action['identifier']) }));
  run.writes += 1;
}

function applyOutput(run: CheckRun, output: JsonValue | undefined): void {
  if (!isObject(output)) return;
  run.title = string(output['title']) ?? run.title;
  run.summary = string(output['summary']) ?? run.summary;
  run.text = string(output['text']) ?? run.text;
  run.annotations.push(...annotationsOf(output));
}

function annotationsOf(output: JsonObject): Annotation[] {
  return (Array.isArray(output['annotations']) ? output['annotations'] : []).filter(isObject).map((item) => item as unknown as Annotation);
}

/** Throws 422 for what is over GitHub's sizes or contradicts itself. */
function checkLimits(body: JsonObject): void {
  const output = isObject(body['output']) ? body['output'] : {};
  for (const field of ['summary', 'text'] as const) checkLength(field, string(output[field]) ?? '');
  const annotations = annotationsOf(output);
  if (annotations.length > MOST_ANNOTATIONS) throw tooMany(MOST_ANNOTATIONS, annotations.length);
  const actions = Array.isArray(body['actions']) ? body['actions'] : [];
  if (actions.length > MOST_ACTIONS) throw tooMany(MOST_ACTIONS, actions.length);
  annotations.forEach(checkAnnotation);
}

function tooMany(most: number, given: number): Refusal {
  return invalidRequest(`No more than ${most} items are allowed; ${given} were supplied.`);
}

function checkLength(field: string, value: string): void {
  const characters = [...value].length;
  if (characters > LONGEST_OUTPUT) throw invalidRequest(`Only ${LONGEST_OUTPUT} characters are allowed; ${characters} were supplied.`);
  if (Buffer.byteLength(value) > LONGEST_OUTPUT) throw checkRunError(field, `${field} exceeds a maximum bytesize of ${LONGEST_OUTPUT}`);
}

function checkAnnotation(annotation: Annotation): void {
  const { start_line: start, end_line: end, start_column: from, end_column: to } = annotation;
  if (annotation.message.trim() === '') throw checkRunError('annotations', "annotation message can't be blank");
  if (Buffer.byteLength(annotation.message) > LONGEST_ANNOTATION_MESSAGE_BYTES) throw checkRunError('annotations', 'annotation message exceeds 64 KB');
  if (start < 1 || end < start) throw checkRunError('annotations', 'annotation end_line must not precede start_line');
  if ((from !== undefined || to !== undefined) && start !== end) {
    throw checkRunError('annotations', 'annotation start_column and end_column are only allowed if start_line and end_line are the same');
  }
  if (from !== undefined && to !== undefined && to < from) throw checkRunError('annotations', 'annotation end_column must not precede start_column');
}

function checkRunError(field: string, message: string): Refusal {
  return validationFailed({ resource: 'CheckRun', code: 'custom', field, message });
}

function string(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
