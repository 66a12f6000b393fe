import { z } from 'zod';
import type { FinalStage } from '../../facts/deployment/types.js';
import type { Message } from '../../findings/types.js';
import type { ProjectModel } from '../../project/types.js';
import { folderOf } from '../../project/tree.js';
import { isDevelopmentDeployment } from '../shared/deployment-paths.js';
import { judging } from '../shared/judgement.js';
import { perModelScan } from '../shared/per-model.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  /** The user that the file names: root; null where it names none. */
  readonly user: string | null;
  readonly base: string;
}

/** Images whose own files set no user. Source: the Dockerfiles of Docker's official images and of the publishers named. */
const RUN_AS_ROOT = /^(docker\.io\/)?(library\/)?(python|node|alpine|debian|ubuntu|fedora|centos|rockylinux|almalinux|amazonlinux|archlinux|buildpack-deps|golang|ruby|rust|pypy|perl|openjdk|eclipse-temurin|tiangolo\/[\w.-]+|nvidia\/cuda|nikolaik\/python-nodejs|oven\/bun|ghcr\.io\/astral-sh\/uv|(public\.ecr\.aws\/docker\/library|mcr\.microsoft\.com\/devcontainers)\/(python|node))([:@]|$)/;

export const imageRunsAsRoot: Rule<Data, unknown> = {
  meta: {
    id: 'delivery/image-runs-as-root',
    area: 'delivery',
    severity: 'warning',
    confidence: 'high',
    status: 'preview',
    languages: ['deployment'],
    fix: 'none',
    summary: 'The container of an image runs as root.',
    options: z.strictObject({}),
  },
  applies: ({ path, facts }) => facts.deployment?.finalStage !== undefined && !isDevelopmentDeployment(path),
  detect,
  message,
};

/** A file of the repository sets the user of containers from outside. */
const settingUsers = perModelScan(({ deployment }, path) => deployment?.setsUser === true && !isDevelopmentDeployment(path));

function detect({ path, facts }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  const stage = facts.deployment?.finalStage;
  // Without a command it is a base for others, or holds files for them.
  if (stage === undefined || !stage.starts) return judgement.done();
  const asRoot = stage.user !== null && /^["']?(root|0)(:|["']?$)/i.test(stage.user);
  const outside = settingUsers(model)[0]?.path;
  if (stage.user !== null && !asRoot) judgement.pass();
  else if (outside !== undefined) judgement.unknown(stage.span[0], `${outside} sets the user of containers`);
  else {
    const reason = unclear(stage, path, model);
    if (reason !== null) judgement.unknown(stage.span[0], reason);
    else judgement.match({ span: stage.span, symbol: '', subject: 'user', causes: [{ path, text: 'USER' }, { path }], related: [], data: { user: asRoot ? stage.user : null, base: stage.base ?? '' } });
  }
  return judgement.done();
}

/** Why the container may run as another user though no USER says so; null when it can't. */
function unclear(stage: FinalStage, path: string, model: ProjectModel): string | null {
  if (stage.base === null) return 'its base image holds a variable';
  if (stage.changesUser || (stage.makesUser && mayStepDown(stage.command, model))) return 'what it starts may change to another user';
  if (stage.hasFrontServer) return 'its server changes to another user for what it serves';
  if (isAction(path, model)) return 'GitHub runs the images of actions as root';
  if (stage.user !== null) return /\.sh\b|entrypoint|\/init\b/.test(stage.command) ? 'what it starts may change to another user' : null;
  return RUN_AS_ROOT.test(stage.base) ? null : `the image ${stage.base} may set a user`;
}

/** Servers that stay who they are, unless an option or a configuration says otherwise. */
const STAYS = /^(\[\s*"|exec )?(python3?[" ,]+-m[" ,]+)?(daphne|uvicorn|hypercorn|gunicorn|fastapi[" ,]+run|node)(?=[\s"])(?!.*(\.sh\b|entrypoint|[\s"](-u|-g|--user|--group|--uid|--gid|-c|--config)\b|;|\|))/s;
/** What is done before a server starts, in the same line. */
const PREPARES = /^(python3? manage\.py (collectstatic|migrate|check|compilemessages)|alembic upgrade|flask db upgrade)\b/;

/** The command is none that is known to go on as the user it was started as. */
function mayStepDown(command: string, model: ProjectModel): boolean {
  const steps = command.replace(/^\[\s*"(\/bin\/)?(ba)?sh",\s*"-c",\s*"/, '').split('&&').map((step) => step.trim());
  if (!STAYS.test(steps.at(-1) ?? '') || !steps.slice(0, -1).every((step) => PREPARES.test(step))) return true;
  return /\bgunicorn\b/.test(command) && model.paths.some((path) => /(^|\/)gunicorn[^/]*\.py$/.test(path));
}

function isAction(path: string, model: ProjectModel): boolean {
  const folder = folderOf(path);
  return ['action.yml', 'action.yaml'].some((name) => model.hasFile(folder === '' ? name : `${folder}/${name}`));
}

function message({ data: { user, base } }: Match<Data>): Message {
  return {
    what: user === null ? `No USER stands in the final stage, and \`${base}\` sets none: the container runs as root.` : `The final stage ends with \`USER ${user}\`: the container runs as root.`,
    why: 'Whoever breaks into the process owns all that is in the container, and is one kernel or mount mistake away from the host.',
    todo: 'Create a user (`RUN useradd --system --create-home app`), give it what must be written, and put `USER app` before CMD.',
  };
}
