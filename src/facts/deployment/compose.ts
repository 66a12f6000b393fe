/** Reads a compose file: builds, env files, bind-mounted files and commands. */
import type { Node } from 'yaml';
import type { DeploymentClaim, DeploymentFacts } from '../types.js';
import { shellClaims, wordsClaims, type CommandPlace } from './claims.js';
import { isBuildOutput } from './creations.js';
import { detailsOf, environmentOf } from './details.js';
import { checksIn } from './health.js';
import { createPositions, type Positions } from './positions.js';
import { normalise } from './shell.js';
import type { DeploymentDetails, HealthCheck, ImageUse } from './types.js';
import { readYaml, type YamlReader } from './yaml.js';

interface Reading {
  readonly yaml: YamlReader;
  readonly positions: Positions;
  readonly builds: DeploymentFacts['builds'][number][];
}

/** Files that are configuration by their extension: a bind mount of one is a mount of a file. */
const MOUNTED_FILE = /\.(conf|cfg|ini|ya?ml|toml|json|sql|sh|py|js|template|properties|xml|txt)$/;

/** Claims of a compose file. Never throws. */
export function readCompose(source: string): DeploymentFacts {
  const yaml = readYaml(source);
  const reading: Reading = { yaml, positions: createPositions(source), builds: [] };
  const services = yaml.entries(yaml.get(yaml.root, 'services'));
  const claims = services.flatMap(([name, service]) => readService(name, service, reading));
  const names = services.length === 0 ? {} : { names: services.map(([name]) => name) };
  const more = yaml.get(yaml.root, 'include') === undefined ? {} : { moreNames: true as const };
  return { format: 'compose', claims, builds: reading.builds, ...names, ...more, ...detailsOf(serviceDetails(services, reading)), ...(yaml.error === undefined ? {} : { error: yaml.error }) };
}

function serviceDetails(services: readonly (readonly [string, Node])[], { yaml, positions }: Reading): DeploymentDetails {
  const images: ImageUse[] = [];
  const healthChecks: HealthCheck[] = [];
  for (const [name, service] of services) {
    const node = yaml.get(service, 'image');
    const image = yaml.text(node);
    const built = yaml.get(service, 'build') === undefined ? undefined : 'it is built here';
    const undecidable = image?.includes('$') === true ? 'its name holds a variable' : built;
    if (node !== undefined && image !== undefined) {
      const { start, end } = yaml.range(node);
      images.push({ image, where: `compose service ${name}, image`, span: positions.find(image, start, end), ...(undecidable === undefined ? {} : { undecidable }) });
    }
    const test = yaml.get(yaml.get(service, 'healthcheck'), 'test');
    if (test === undefined) continue;
    const text = yaml.text(test) ?? yaml.items(test).map((item) => yaml.text(item) ?? '').join(' ');
    healthChecks.push(...checksIn(text, { ...yaml.range(test), where: `compose service ${name}, healthcheck`, service: name }, positions));
  }
  const environment = services.flatMap(([name, service]) => environmentOf(yaml.get(service, 'environment'), `compose service ${name}, environment`, yaml, positions));
  const setsUser = services.some(([, service]) => yaml.get(service, 'user') !== undefined && yaml.get(service, 'build') !== undefined);
  return { images, healthChecks, environment, ...(setsUser ? { setsUser } : {}) };
}

function readService(name: string, service: Node, reading: Reading): readonly DeploymentClaim[] {
  const { yaml } = reading;
  const own = yaml.get(service, 'build');
  const build = readBuild(name, service, reading);
  const context = own === undefined ? mergedContext(service, yaml) : build.context;
  return [...build.claims, ...envFiles(name, service, reading), ...mounts(name, service, reading), ...commands(name, service, context, reading)];
}

/** A value that a service takes over with `<<: *other`. */
function merged(service: Node, key: string, yaml: YamlReader): Node | undefined {
  const sources = yaml.get(service, '<<');
  return [sources, ...yaml.items(sources)].map((source) => yaml.get(source, key)).find((value) => value !== undefined);
}

/** The build context of the service that is taken over; what else its build says is claimed where it stands. */
function mergedContext(service: Node, yaml: YamlReader): string | null {
  const build = merged(service, 'build', yaml);
  if (build === undefined) return null;
  const context = yaml.text(build) ?? yaml.text(yaml.get(build, 'context')) ?? '.';
  return /[$]|:\/\/|^git@|^[~/]/.test(context) ? null : context;
}

function readBuild(name: string, service: Node, reading: Reading): { claims: readonly DeploymentClaim[]; context: string | null } {
  const { yaml } = reading;
  const build = yaml.get(service, 'build');
  if (!build) return { claims: [], context: null };
  const contextNode = yaml.text(build) === undefined ? yaml.get(build, 'context') : build;
  const context = yaml.text(contextNode) ?? '.';
  if (/[$]|:\/\/|^git@|^[~/]/.test(context)) return { claims: [], context: null };
  const dockerfileNode = yaml.get(build, 'dockerfile');
  const dockerfile = yaml.text(dockerfileNode) ?? null;
  const claims: DeploymentClaim[] = [];
  if (contextNode && normalise(context) !== '') claims.push(pathClaim('folder', context, contextNode, `compose service ${name}, build context`, reading));
  if (dockerfile?.includes('$') || dockerfile?.startsWith('/')) return { claims, context };
  if (!yaml.get(build, 'dockerfile_inline')) reading.builds.push({ context, dockerfile, service: name, ...commandOf(service, yaml) });
  if (dockerfile !== null && dockerfileNode) {
    claims.push({ ...pathClaim('file', dockerfile, dockerfileNode, `compose service ${name}, dockerfile`, reading), workingDirectory: relative(context) });
  }
  return { claims, context };
}

function commandOf(service: Node, yaml: YamlReader): { command?: string } {
  const words = ['entrypoint', 'command'].flatMap((key) => {
    const node = yaml.get(service, key);
    return node === undefined ? [] : [yaml.text(node) ?? yaml.items(node).map((item) => yaml.text(item) ?? '').join(' ')];
  });
  return words.length === 0 ? {} : { command: words.join(' ').slice(0, 500) };
}

function pathClaim(kind: 'file' | 'folder', value: string, node: Node, where: string, reading: Reading): DeploymentClaim {
  const { start, end } = reading.yaml.range(node);
  const undecidable = isBuildOutput(value) ? 'it lies in a folder that a build writes' : undefined;
  const base = { kind, value, span: reading.positions.find(value, start, end), where } as const;
  return undecidable === undefined ? { ...base, workingDirectory: './' } : { ...base, workingDirectory: null, undecidable };
}

function relative(path: string): string {
  const joined = normalise(path);
  return `./${joined}`;
}

function envFiles(name: string, service: Node, reading: Reading): readonly DeploymentClaim[] {
  const { yaml } = reading;
  const value = yaml.get(service, 'env_file');
  if (!value) return [];
  const nodes = yaml.text(value) === undefined ? yaml.items(value) : [value];
  return nodes.flatMap((node) => {
    const pathNode = yaml.text(node) === undefined ? yaml.get(node, 'path') : node;
    const required = yaml.get(node, 'required');
    const path = yaml.text(pathNode);
    const optional = required !== undefined && 'value' in required && required.value === false;
    if (!pathNode || !path || optional || /[$]|^[~/]/.test(path)) return [];
    return [pathClaim('file', path, pathNode, `compose service ${name}, env_file`, reading)];
  });
}

function mounts(name: string, service: Node, reading: Reading): readonly DeploymentClaim[] {
  const { yaml } = reading;
  return yaml.items(yaml.get(service, 'volumes')).flatMap((node) => {
    const short = yaml.text(node);
    const long = yaml.text(yaml.get(node, 'type')) === 'bind' ? yaml.get(node, 'source') : undefined;
    const source = short === undefined ? yaml.text(long) : short.split(':')[0];
    const at = short === undefined ? long : node;
    if (!source || !at || (short !== undefined && !short.includes(':'))) return [];
    if (!/^\.{1,2}\//.test(source) || source.includes('$') || !MOUNTED_FILE.test(source)) return [];
    return [pathClaim('file', source, at, `compose service ${name}, volume`, reading)];
  });
}

function commands(name: string, service: Node, context: string | null, reading: Reading): readonly DeploymentClaim[] {
  if (context === null) return [];
  const { yaml, positions } = reading;
  const workingDirectory = (yaml.get(service, 'working_dir') ?? merged(service, 'working_dir', yaml)) ? null : relative(context);
  return ['entrypoint', 'command'].flatMap((key) => {
    const node = yaml.get(service, key);
    if (!node) return [];
    const hidden = isHidden(service, context, yaml) ? 'another folder is mounted where its command may run' : undefined;
    const undecidable = workingDirectory === null ? 'its working directory lies in the container' : hidden;
    const place: CommandPlace = { ...yaml.range(node), where: `compose service ${name}, ${key}`, workingDirectory, earlier: '', undecidable };
    const text = yaml.text(node);
    if (text !== undefined) return shellClaims(text, place, positions).filter(isRelative);
    const words = yaml.items(node).map((item) => yaml.text(item) ?? '$');
    return wordsClaims(words, place, positions).filter(isRelative);
  });
}

/** Folders of a container in which an image's program may stand, unlike those of data and configuration. */
const MAY_HOLD_PROGRAM = /^\/(?:(?!(?:etc|var|data|tmp|root|mnt|media|run|logs?|backups?|config|usr)(?:\/|$))[^/]+|(?:usr\/src|opt|srv|home|var\/www)\/[^/]+)\/?$/;

/** A folder other than the build context is mounted over what the image may run, and none of the context's own around it. */
function isHidden(service: Node, context: string, yaml: YamlReader): boolean {
  const mounted = yaml.items(yaml.get(service, 'volumes')).flatMap((node) => {
    const [source = '', target = ''] = yaml.text(node)?.split(':') ?? [yaml.text(yaml.get(node, 'source')), yaml.text(yaml.get(node, 'target'))];
    return /^\.{1,2}(?:\/|$)/.test(source) && !MOUNTED_FILE.test(source) ? [{ isContext: normalise(source) === normalise(context), target: target.replace(/\/+$/, '') }] : [];
  });
  return mounted.some(({ isContext, target }) => !isContext && MAY_HOLD_PROGRAM.test(target) && !mounted.some((other) => other.isContext && `${target}/`.startsWith(`${other.target}/`)));
}

/** An absolute path is one of the container: no claim about the repository. */
function isRelative(claim: DeploymentClaim): boolean {
  return !claim.value.startsWith('/');
}
