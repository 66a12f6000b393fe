/** Reads the files of hosting platforms: Procfile, render.yaml, railway, app.yaml, vercel.json, netlify.toml. */
import { parseTree, findNodeAtLocation, type Node as JsonNode } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import type { Node } from 'yaml';
import type { DeploymentClaim, DeploymentFacts } from '../types.js';
import { shellClaims, type CommandPlace } from './claims.js';
import { writingText } from './creations.js';
import { detailsOf, environmentOf } from './details.js';
import { platformCheck } from './health.js';
import { createPositions, type Positions } from './positions.js';
import { normalise } from './shell.js';
import type { DeploymentDetails, EnvironmentEntry, HealthCheck } from './types.js';
import { readYaml, type YamlReader } from './yaml.js';

/** `name: command` lines. */
export function readProcfile(source: string): DeploymentFacts {
  const positions = createPositions(source);
  const claims: DeploymentClaim[] = [];
  let offset = 0;
  for (const line of source.split('\n')) {
    const match = /^([A-Za-z0-9_-]+):\s*(\S.*)$/.exec(line.trimEnd());
    if (match?.[1] && match[2]) {
      const start = offset + line.indexOf(match[2], match[1].length + 1);
      claims.push(...shellClaims(match[2], place(`Procfile, ${match[1]}`, start, start + match[2].length, './'), positions));
    }
    offset += line.length + 1;
  }
  return { format: 'procfile', claims, builds: [] };
}

function place(where: string, start: number, end: number, workingDirectory: string | null, earlier = ''): CommandPlace {
  return { where, start, end, workingDirectory, earlier };
}

/** Services of a Render blueprint: rootDir, buildCommand, startCommand, dockerfilePath. */
export function readRender(source: string): DeploymentFacts {
  const yaml = readYaml(source);
  const positions = createPositions(source);
  const claims = yaml.items(yaml.get(yaml.root, 'services')).flatMap((service) => renderService(service, yaml, positions));
  return { format: 'render', claims, builds: [], ...detailsOf(renderDetails(yaml, positions)), ...(yaml.error === undefined ? {} : { error: yaml.error }) };
}

function renderDetails(yaml: YamlReader, positions: Positions): DeploymentDetails {
  const healthChecks: HealthCheck[] = [];
  const environment: EnvironmentEntry[] = [];
  for (const service of yaml.items(yaml.get(yaml.root, 'services'))) {
    const name = yaml.text(yaml.get(service, 'name')) ?? 'service';
    const node = yaml.get(service, 'healthCheckPath');
    const path = yaml.text(node);
    if (node !== undefined && path !== undefined) healthChecks.push(platformCheck(path, null, { ...yaml.range(node), where: `render service ${name}, healthCheckPath`, service: name }, positions));
    environment.push(...environmentOf(yaml.get(service, 'envVars'), `render service ${name}, envVars`, yaml, positions));
  }
  return { healthChecks, environment };
}

function renderService(service: Node, yaml: YamlReader, positions: Positions): readonly DeploymentClaim[] {
  if (yaml.get(service, 'repo')) return [];
  const name = yaml.text(yaml.get(service, 'name')) ?? 'service';
  const root = yaml.text(yaml.get(service, 'rootDir')) ?? '';
  const build = yaml.text(yaml.get(service, 'buildCommand')) ?? '';
  const claims: DeploymentClaim[] = [];
  for (const key of ['buildCommand', 'preDeployCommand', 'startCommand']) {
    const node = yaml.get(service, key);
    const text = yaml.text(node);
    if (!node || text === undefined) continue;
    const { start, end } = yaml.range(node);
    const earlier = key === 'buildCommand' ? '' : writingText(build);
    claims.push(...shellClaims(text, place(`render service ${name}, ${key}`, start, end, `./${normalise(root)}`, earlier), positions));
  }
  const dockerfile = yaml.get(service, 'dockerfilePath');
  const path = yaml.text(dockerfile);
  if (dockerfile && path && !path.includes('$')) {
    const { start, end } = yaml.range(dockerfile);
    claims.push({ kind: 'file', value: path, workingDirectory: './', span: positions.find(path, start, end), where: `render service ${name}, dockerfilePath` });
  }
  return claims;
}

/** `entrypoint` of an App Engine or DigitalOcean app.yaml. */
export function readAppYaml(source: string): DeploymentFacts {
  const yaml = readYaml(source);
  const positions = createPositions(source);
  const entry = yaml.get(yaml.root, 'entrypoint');
  const text = yaml.text(entry);
  const claims = entry && text !== undefined && yaml.get(yaml.root, 'runtime') ? shellClaims(text, { ...place('app.yaml entrypoint', 0, 0, './'), ...yaml.range(entry) }, positions) : [];
  return { format: 'app-yaml', claims, builds: [], ...(yaml.error === undefined ? {} : { error: yaml.error }) };
}

interface Field {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Reads one string of a JSON or TOML file by its key path. */
function field(source: string, path: readonly string[]): Field | undefined {
  if (source.trimStart().startsWith('{')) {
    const root = parseTree(source);
    const node = root ? findNodeAtLocation(root, [...path]) : undefined;
    return node && isString(node) ? { value: node.value, start: node.offset, end: node.offset + node.length } : undefined;
  }
  let value: unknown = parseToml(source);
  for (const key of path) value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  if (typeof value !== 'string') return undefined;
  const line = new RegExp(`^[ \\t]*${path.at(-1) ?? ''}[ \\t]*=.*$`, 'm').exec(source);
  return { value, start: line?.index ?? 0, end: line ? line.index + line[0].length : 0 };
}

function isString(node: JsonNode): node is JsonNode & { value: string } {
  return typeof node.value === 'string';
}

/** Start and build commands of railway.json / railway.toml. */
export function readRailway(source: string): DeploymentFacts {
  return { ...railwayClaims(source), ...detailsOf({ healthChecks: fieldCheck(source, ['deploy', 'healthcheckPath'], 'railway') }) };
}

/** The check of a fly.toml: `[[http_service.checks]]`, `[[services.http_checks]]`. */
export function readFly(source: string): DeploymentFacts {
  const positions = createPositions(source);
  const healthChecks = [...source.matchAll(/^[ \t]*path[ \t]*=[ \t]*["']([^"'\n]+)["']/gm)].flatMap((match) => {
    const header = source.slice(0, match.index).match(/^[ \t]*\[\[?[^\]\n]+\]\]?/gm)?.at(-1) ?? '';
    const at = { start: match.index, end: match.index + match[0].length, where: 'fly.toml check', service: null };
    return /checks/.test(header) ? [platformCheck(match[1] as string, null, at, positions)] : [];
  });
  return { format: 'fly', claims: [], builds: [], ...detailsOf({ healthChecks }) };
}

function fieldCheck(source: string, path: readonly string[], where: string): readonly HealthCheck[] {
  try {
    const found = field(source, path);
    return found === undefined ? [] : [platformCheck(found.value, null, { start: found.start, end: found.end, where: `${where} ${path.join('.')}`, service: null }, createPositions(source))];
  } catch {
    // The reader of its claims says that it can't be parsed.
    return [];
  }
}

function railwayClaims(source: string): DeploymentFacts {
  return fields('railway', source, [
    [['build', 'buildCommand'], 'command'],
    [['deploy', 'startCommand'], 'command'],
    [['build', 'dockerfilePath'], 'file'],
  ]);
}

/** buildCommand of vercel.json. Its functions and builds are globs and are not claimed. */
export function readVercel(source: string): DeploymentFacts {
  return fields('vercel', source, [[['buildCommand'], 'command']]);
}

/** Build command and functions folder of netlify.toml. */
export function readNetlify(source: string): DeploymentFacts {
  return fields('netlify', source, [[['build', 'command'], 'command']], ['build', 'base']);
}

function fields(format: DeploymentFacts['format'], source: string, wanted: readonly (readonly [readonly string[], 'command' | 'file'])[], base?: readonly string[]): DeploymentFacts {
  const positions = createPositions(source);
  try {
    const root = base ? field(source, base)?.value : '';
    const claims = wanted.flatMap(([path, kind]): readonly DeploymentClaim[] => {
      const found = field(source, path);
      if (!found) return [];
      const where = `${format} ${path.join('.')}`;
      if (kind === 'command') return shellClaims(found.value, place(where, found.start, found.end, `./${normalise(root ?? '')}`), positions);
      if (found.value.includes('$')) return [];
      return [{ kind: 'file', value: found.value, workingDirectory: './', span: positions.find(found.value, found.start, found.end), where }];
    });
    return { format, claims, builds: [] };
  } catch (error) {
    return { format, claims: [], builds: [], error: `The file can't be parsed: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown reason'}` };
  }
}
