/** Health routes of Express, Fastify, Koa and Hono. Pure. */
import type { ProjectModel } from '../../../project/types.js';
import { packageOf, shippedWord } from '../../shared/node/servers.js';
import type { NodeService } from '../../shared/node/services.js';
import { HEALTH, isAsked, MIDDLEWARE, WORDS } from './words.js';

/** Packages that answer such routes. */
const PACKAGES = ['@godaddy/terminus', '@nestjs/terminus', '@fastify/under-pressure', 'under-pressure', 'lightship', 'express-healthcheck', 'express-actuator', 'fastify-healthcheck', 'fastify-custom-healthcheck', 'koa-ping', 'koa-simple-healthcheck', '@cloudnative/health', '@cloudnative/health-connect', 'health-checkup', 'express-status-monitor'];

const speaking = shippedWord([...WORDS, 'healthCheck', 'HealthCheck', 'HEALTH', 'isAlive', 'isHealthy']);

/** Whether the service has one; in words why that can't be told. */
export function healthOf({ app, routes }: NodeService, model: ProjectModel): 'yes' | 'no' | { readonly unknown: string } {
  const scope = model.dependencies.scopeFor(app.path, 'npm');
  if (routes.some(({ pattern }) => HEALTH.test(pattern)) || PACKAGES.some((name) => scope.find(name).length > 0) || isAsked(model)) return 'yes';
  if (model.node.middlewareOf(app).some((one) => MIDDLEWARE.test(one.name) || MIDDLEWARE.test(packageOf(one)))) return 'yes';
  const open = model.node.open.find(({ server }) => server === app.path);
  if (open !== undefined) return { unknown: open.reason };
  const unsure = model.node.routes.find(({ unknown }) => unknown !== null);
  if (unsure !== undefined) return { unknown: `${unsure.declared.place.path}:${unsure.declared.place.span[0]}: ${unsure.unknown}` };
  const file = speaking(model);
  return file === undefined ? 'no' : { unknown: `${file} speaks of health` };
}
