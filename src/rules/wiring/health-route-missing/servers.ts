/** Whether what a health check calls is a server whose routes the model knows. Pure. */
import type { HealthCheck } from '../../../facts/deployment/types.js';
import { isShippedPath } from '../../../project/path-uses.js';
import { joinPath, folderOf } from '../../../project/tree.js';
import type { ProjectModel } from '../../../project/types.js';
import { importerOf } from '../../shared/service-code.js';
import type { Subject } from '../../types.js';

/** `unknown`: why another server may answer. */
export type ServerAnswer = { readonly known: true } | { readonly unknown: string };

const KNOWN: ServerAnswer = { known: true };
/** Commands of servers of Python applications. */
const PYTHON_SERVER = /\b(gunicorn|uvicorn|daphne|hypercorn|granian|uwsgi|waitress-serve|flask|fastapi|manage\.py["',\s]+runserver|python[\d.]*["',\s]+(-m["',\s]+)?[\w./-]+)\b/;
/** Commands of servers in JavaScript. */
const NODE_SERVER = /\b(node|nodemon|tsx|ts-node|pm2-runtime|bun)["',\s]+(-[\w-]+["',\s]+)*[\w./-]+|\b(npm|yarn|pnpm)["',\s]+(run["',\s]+)?start\b/;
const WORKER = /\b(celery|rq|dramatiq|huey|arq|taskiq|flower|streamlit|jupyter|chainlit|prefect|airflow|dagster|mlflow|bentoml|gradio)\b/;
/** Servers that run what they are handed: only an application can answer. */
const APPLICATION_SERVER = /\b(gunicorn|uvicorn|daphne|hypercorn|granian|uwsgi|waitress-serve|flask|fastapi|manage\.py["',\s]+runserver)\b/;
/** Python frameworks whose applications such a server can run, and whose routes are not read. */
const OTHER_FRAMEWORKS = /^(aiohttp\.web|sanic|falcon|bottle|litestar|quart|pyramid|robyn|blacksheep|strawberry|connexion|web|dash)(\.|$)/;
/** Python modules that listen by themselves. */
const OWN_SERVERS = /^(tornado|cherrypy|http\.server|wsgiref|prometheus_client|twisted|grpc|streamlit|gradio|nicegui|werkzeug\.serving|socketserver)(\.|$)/;

/** Of Dockerfiles: its own final stage; of compose services: the Dockerfile it builds; of platforms and manifests: the repository's only server. */
export function serverBehind(check: HealthCheck, subject: Subject, model: ProjectModel): ServerAnswer {
  const other = importerOf(model, OTHER_FRAMEWORKS);
  if (other !== undefined) return { unknown: `${other} brings routes that are not read` };
  const format = subject.facts.deployment?.format;
  if (format === 'dockerfile') return ofDockerfile(check, subject.path, '', model);
  if (format === 'compose') return ofService(check, subject, model);
  if (format === 'render' || format === 'railway') return ofCommands(check, subject, model);
  return { unknown: 'what runs behind it can\'t be told' };
}

function ofDockerfile(check: HealthCheck, path: string, command: string, model: ProjectModel): ServerAnswer {
  const { finalStage, ports = [] } = model.facts(path)?.deployment ?? {};
  if (finalStage === undefined) return { unknown: 'its image is not of this repository' };
  if (finalStage.hasFrontServer) return { unknown: 'a server in front of the application may answer' };
  const run = command === '' ? finalStage.command : command;
  return ofCommand(run, check, ports, model);
}

function ofCommand(run: string, check: HealthCheck, ports: readonly number[], model: ProjectModel): ServerAnswer {
  if (WORKER.test(run)) return { unknown: 'what it starts is no web server' };
  if (NODE_SERVER.test(run)) return ofNode(check, ports, model);
  if (!PYTHON_SERVER.test(run)) return { unknown: 'what it starts is not told' };
  const own = APPLICATION_SERVER.test(run) ? undefined : importerOf(model, OWN_SERVERS);
  if (own !== undefined) return { unknown: `${own} brings a server of its own` };
  if (check.port !== null && ports.length > 0 && !ports.includes(check.port)) return { unknown: 'the application listens on another port' };
  return KNOWN;
}

/** Applications of Express and the like; Next has pages besides, and at the root static files may stand. */
function ofNode(check: HealthCheck, ports: readonly number[], { node }: ProjectModel): ServerAnswer {
  const apps = node.apps.filter(({ path, isParameter }) => !isParameter && isShippedPath(path));
  if (apps.length === 0 || node.routes.some(({ framework }) => framework === 'next')) return { unknown: 'what it starts is not told' };
  if (check.path === '/' || /\.\w+$/.test(check.path)) return { unknown: 'a static file may answer' };
  if (check.port !== null && ports.length > 0 && !ports.includes(check.port)) return { unknown: 'the application listens on another port' };
  return KNOWN;
}

function ofService(check: HealthCheck, { path, facts }: Subject, model: ProjectModel): ServerAnswer {
  const where = `compose service ${check.service}, `;
  const built = facts.deployment?.images?.some((image) => image.where === `${where}image` && image.undecidable !== 'it is built here');
  if (built === true) return { unknown: 'its image is not of this repository' };
  const build = (facts.deployment?.builds ?? []).find(({ service }) => service === check.service);
  if (build === undefined) return { unknown: 'its image is not of this repository' };
  const context = joinPath(folderOf(path), build.context);
  const dockerfile = context === undefined ? undefined : joinPath(context, build.dockerfile ?? 'Dockerfile');
  if (dockerfile === undefined || !model.hasFile(dockerfile)) return { unknown: 'its Dockerfile is not of this repository' };
  return ofDockerfile(check, dockerfile, build.command ?? '', model);
}

/** Platforms start what their own file names. */
function ofCommands(check: HealthCheck, { facts }: Subject, model: ProjectModel): ServerAnswer {
  const servers = facts.deployment?.claims.filter(({ kind }) => kind === 'python-attribute' || kind === 'python-script') ?? [];
  const mine = servers.filter(({ where }) => check.service === null || where.includes(`service ${check.service},`));
  if (mine.length === 0 || model.http.routes.length === 0) return { unknown: 'what it starts is not told' };
  return KNOWN;
}
