/** Reads Kubernetes manifests: probes, environment and users of containers. Pure. */
import type { Node } from 'yaml';
import type { DeploymentFacts } from '../types.js';
import { detailsOf, environmentOf } from './details.js';
import { platformCheck } from './health.js';
import { createPositions } from './positions.js';
import type { EnvironmentEntry, HealthCheck } from './types.js';
import { readYamlDocuments, type YamlReader } from './yaml.js';

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];

/** Details of the manifests in a file. Templates that are no YAML yet tell nothing. Never throws. */
export function readKubernetes(source: string): DeploymentFacts {
  const empty = { format: 'kubernetes', claims: [], builds: [] } as const;
  if (!/^\s*apiVersion:/m.test(source) || source.includes('{{')) return empty;
  const positions = createPositions(source);
  const environment: EnvironmentEntry[] = [];
  const healthChecks: HealthCheck[] = [];
  for (const yaml of readYamlDocuments(source)) {
    for (const container of containersOf(yaml.root, yaml)) {
      const name = yaml.text(yaml.get(container, 'name')) ?? 'container';
      environment.push(...environmentOf(yaml.get(container, 'env'), `container ${name}, env`, yaml, positions));
      for (const key of PROBES) {
        const request = yaml.get(yaml.get(container, key), 'httpGet');
        const node = yaml.get(request, 'path');
        const path = yaml.text(node);
        if (node === undefined || path === undefined) continue;
        const port = Number(yaml.text(yaml.get(request, 'port')));
        healthChecks.push(platformCheck(path, Number.isInteger(port) ? port : null, { ...yaml.range(node), where: `container ${name}, ${key}`, service: name }, positions));
      }
    }
  }
  return { ...empty, ...detailsOf({ environment, healthChecks, setsUser: /^\s*runAs(User|NonRoot):/m.test(source) ? true : undefined }) };
}

/** Every `containers` list, however deep it stands. */
function containersOf(node: Node | null | undefined, yaml: YamlReader, depth = 0): readonly Node[] {
  if (depth > 12) return [];
  const own = [...yaml.items(yaml.get(node, 'containers'))];
  const below = [...yaml.entries(node).filter(([key]) => key !== 'containers').map(([, value]) => value), ...yaml.items(node)];
  return [...own, ...below.flatMap((child) => containersOf(child, yaml, depth + 1))];
}
