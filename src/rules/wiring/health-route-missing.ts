import { z } from 'zod';
import type { Expression } from '../../facts/python/code/nodes.js';
import { expressionsOf, walkExpressions, walkStatements } from '../../facts/python/code/walk.js';
import type { Message } from '../../findings/types.js';
import type { HealthCheck } from '../../facts/deployment/types.js';
import type { FileFacts } from '../../facts/types.js';
import type { ProjectModel } from '../../project/types.js';
import { isFixturePath, isTestPath } from '../../project/path-uses.js';
import { folderOf } from '../../project/tree.js';
import { judging } from '../shared/judgement.js';
import { perModel, perModelScan } from '../shared/per-model.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { callsTo } from './health-route-missing/monitoring.js';
import { serverBehind } from './health-route-missing/servers.js';

interface Data {
  readonly path: string;
  readonly where: string;
  readonly nearest: readonly string[];
  /** Where the routes are declared. */
  readonly server: string;
}

export const healthRouteMissing: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/health-route-missing',
    area: 'wiring',
    severity: 'error',
    confidence: 'high',
    status: 'preview',
    languages: ['deployment', 'python'],
    fix: 'none',
    summary: 'A health check calls a path that no route serves.',
    options: z.strictObject({}),
  },
  applies: ({ path, facts }) => !isTestPath(path) && !isFixturePath(path) && (facts.deployment?.healthChecks !== undefined || facts.python !== undefined),
  detect,
  message,
};

type Answer = { readonly kind: 'pass' } | { readonly kind: 'unknown'; readonly reason: string } | { readonly kind: 'missing'; readonly nearest: readonly string[]; readonly server: string };

function detect(subject: Subject, context: RuleContext<unknown>): Judgement<Data> {
  const { model } = context;
  const judgement = judging<Data>();
  const checks = subject.facts.deployment?.healthChecks ?? [];
  const add = (path: string, where: string, span: Match<Data>['span'], symbol: string, answer: Extract<Answer, { kind: 'missing' }>): void => {
    judgement.match({ span, symbol, subject: `${where}: ${path}`, causes: [{ path: '*', text: path.replaceAll(/^\/|\/$/g, '') }, { path: answer.server }], related: [], data: { path, where, nearest: answer.nearest, server: answer.server } });
  };
  for (const check of checks) {
    const answer = judge(check, subject, model);
    if (answer.kind === 'pass') judgement.pass();
    else if (answer.kind === 'unknown') judgement.unknown(check.span[0], `${check.where}: \`${check.path}\`: ${answer.reason}`);
    else add(check.path, check.where, check.span, '', answer);
  }
  // Monitoring code may call any service: it is judged where a check of the repository's own service calls the same path.
  const known = subject.facts.python === undefined ? undefined : missingPaths(model);
  if (known === undefined || known.size === 0) return judgement.done();
  for (const call of callsTo(subject.path, model, known)) add(call.path, 'A request', call.span, call.symbol, known.get(call.path) as Extract<Answer, { kind: 'missing' }>);
  return judgement.done();
}

const missingPaths = perModel((model: ProjectModel): ReadonlyMap<string, Extract<Answer, { kind: 'missing' }>> => {
  const found = new Map<string, Extract<Answer, { kind: 'missing' }>>();
  for (const { path } of checking(model)) {
    const facts = model.facts(path);
    for (const check of facts?.deployment?.healthChecks ?? []) {
      const answer = judge(check, { path, facts: facts as FileFacts }, model);
      if (answer.kind === 'missing') found.set(check.path, answer);
    }
  }
  return found;
});

const checking = perModelScan(({ deployment }, path) => deployment?.healthChecks !== undefined && !isTestPath(path) && !isFixturePath(path));

function judge(check: HealthCheck, subject: Subject, model: ProjectModel): Answer {
  if (check.undecidable !== undefined) return { kind: 'unknown', reason: check.undecidable };
  const server = serverBehind(check, subject, model);
  if ('unknown' in server) return { kind: 'unknown', reason: server.unknown };
  const answer = model.http.match('any', check.path);
  if (answer.kind === 'unknown') return { kind: 'unknown', reason: answer.reason };
  if (answer.kind !== 'none') return { kind: 'pass' };
  const [first] = model.http.routes;
  if (first === undefined) return { kind: 'unknown', reason: 'no route could be read' };
  const below = answersBelow(check.path, model);
  if (below !== undefined) return { kind: 'unknown', reason: `${below} may answer it` };
  return { kind: 'missing', nearest: nearestTo(check.path, model), server: answer.nearest[0]?.place.path ?? first.place.path };
}

/** A file whose code speaks of the path: a middleware or a server that answers before any route is looked at. */
function answersBelow(path: string, model: ProjectModel): string | undefined {
  const words = path.split('/').filter((word) => word !== '');
  const written = model.paths.find((one) => !isTestPath(one) && model.facts(one)?.javascript !== undefined && model.facts(one)?.references.some(({ text }) => text === path) === true && !model.node.at(one).some(({ pattern }) => pattern.endsWith(path)));
  if (written !== undefined) return written;
  const word = words.at(-1);
  if (word === undefined) return model.http.routes[0]?.place.path;
  return model.symbols.mentions(word).find((one) => !isTestPath(one) && (/middleware|(^|\/)(asgi|wsgi|server|gunicorn[^/]*|entrypoint)(\.py$|\/)/.test(one) || isMiddlewareHome(one, model)) && !onlyExempts(one, word, model));
}

/** It speaks of the word in `SECURE_REDIRECT_EXEMPT` alone: Django's list of paths that are not led to HTTPS, which answers none of them. */
function onlyExempts(path: string, word: string, model: ProjectModel): boolean {
  let [exempt, others] = [0, 0];
  walkStatements(model.symbols.code(path)?.body ?? [], (statement) => {
    const isExempt = statement.kind === 'assign' && statement.targets.some((target) => target.kind === 'name' && target.id === 'SECURE_REDIRECT_EXEMPT');
    for (const root of expressionsOf(statement)) {
      walkExpressions(root, (expression) => {
        if (!speaksOf(expression, word)) return;
        if (isExempt) exempt += 1;
        else others += 1;
      });
    }
  });
  return exempt > 0 && others === 0;
}

function speaksOf(expression: Expression, word: string): boolean {
  if (expression.kind === 'string') return expression.value.includes(word);
  if (expression.kind === 'formatted') return expression.parts.some((part) => typeof part === 'string' && part.includes(word));
  return (expression.kind === 'name' && expression.id === word) || (expression.kind === 'attribute' && expression.attribute === word);
}

function isMiddlewareHome(path: string, model: ProjectModel): boolean {
  return model.facts(path)?.python?.definitions.some(({ kind, name }) => kind !== 'import' && /middleware/i.test(name)) === true;
}

const HEALTH = /health|ready|live|ping|heartbeat|status|alive|(^|\/)up\b/i;

function nearestTo(path: string, model: ProjectModel): readonly string[] {
  const folder = folderOf(path.replace(/\/$/, ''));
  const patterns = [...new Set(model.http.routes.filter(({ unknown, protocol }) => unknown === null && protocol === 'http').map(({ pattern }) => pattern))];
  const alike = patterns.filter((pattern) => HEALTH.test(pattern));
  return [...alike, ...patterns.filter((pattern) => folder !== '' && folder !== '/' && pattern.startsWith(folder) && !alike.includes(pattern))].slice(0, 2);
}

function message({ data: { path, where, nearest, server } }: Match<Data>): Message {
  const hint = nearest.length === 0 ? '' : ` The nearest ${nearest.length === 1 ? 'route is' : 'routes are'} ${nearest.map((one) => `\`${one}\``).join(' and ')}.`;
  return {
    what: `${where} calls \`${path}\`, but no route of \`${server}\` or any other serves it.${hint}`,
    why: 'The answer is 404: the container counts as ill, is restarted or gets no traffic, though nothing is wrong with it; or the alarm rings for ever.',
    todo: nearest.length === 0 ? `Route \`${path}\` to a view that tells whether the service is well, or call a path that exists.` : 'Call the route that exists, or add this one.',
  };
}
