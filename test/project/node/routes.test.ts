import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import type { ProjectModel } from '../../../src/project/types.js';
import { testGrammars } from '../../support/grammars.js';
import { modelOf, type Files } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

function model(files: Files): ProjectModel {
  return modelOf({ 'package.json': '{"dependencies": {"express": "4", "fastify": "5", "koa": "2", "next": "14"}}\n', ...files }, grammars);
}

/** `METHODS pattern -> handler [middleware] (unknown)` of each route. */
function lines({ node }: ProjectModel): string[] {
  return node.routes.map(({ pattern, declared: { methods, handler }, middleware, unknown, conditional }) => {
    const names = middleware.map(({ name }) => (name === '' ? 'fn' : name)).join(', ');
    return [methods === 'any' ? 'any' : methods.join('|'), pattern, '->', handler === undefined ? '?' : `${handler.path}:${handler.symbol}`, ...(names === '' ? [] : [`[${names}]`]), ...(conditional ? ['if'] : []), ...(unknown === null ? [] : [`(${unknown})`])].join(' ');
  });
}

describe('Express', () => {
  test('routers of CommonJS modules below their mounts, with what runs before', () => {
    const project = model({
      'app.js': `const express = require('express');
const helmet = require('helmet');
const users = require('./routes/users');
const { limit } = require('./limit');
const app = express();
app.use(helmet());
app.use(express.json({ limit: '10kb' }));
app.get('/health', (req, res) => res.send('ok'));
app.use('/api/v1/users', limit, users);
app.use((err, req, res, next) => res.status(500).end());
module.exports = app;
`,
      'limit.js': `exports.limit = (req, res, next) => next();\n`,
      'routes/users.js': `const router = require('express').Router();
const auth = require('../auth');
const controller = require('../controllers/users');
router.use(auth('users'));
router.route('/').get(controller.list).post(controller.create);
router.delete('/:id(\\\\d+)', controller.remove);
module.exports = router;
`,
      'controllers/users.js': `const list = (req, res) => res.json([]);
const create = (req, res) => res.json({});
const remove = (req, res) => res.end();
module.exports = { list, create, remove };
`,
      'auth.js': `module.exports = (right) => (req, res, next) => next();\n`,
    });
    expect(lines(project)).toEqual([
      'GET /health -> app.js: [helmet, express.json]',
      'GET /api/v1/users -> controllers/users.js:list [helmet, express.json, limit, auth]',
      'POST /api/v1/users -> controllers/users.js:create [helmet, express.json, limit, auth]',
      'DELETE /api/v1/users/{id:narrowed} -> controllers/users.js:remove [helmet, express.json, limit, auth]',
    ]);
    expect(project.node.open).toEqual([]);
    expect(project.http.match('POST', '/api/v1/users/').kind).toBe('found');
    expect(project.http.match('PUT', '/api/v1/users').kind).toBe('method');
    expect(project.http.match('GET', '/api/v1/user').kind).toBe('none');
  });

  test('ES modules, index files and lists of routers', () => {
    const project = model({
      'src/app.ts': `import express from 'express';
import { routes } from './routes';
export class App {
  public app: express.Application;
  constructor() {
    this.app = express();
    this.app.use('/api', routes);
  }
}
`,
      'src/routes/index.ts': `import { Router } from 'express';
import users from './users';
import { orders } from './orders';
const router = Router();
const all = [{ path: '/users', route: users }, { path: '/orders', route: orders }];
all.forEach((one) => router.use(one.path, one.route));
export { router as routes };
`,
      'src/routes/users.ts': `import { Router } from 'express';
const router = Router();
router.get('/:id?', (req, res) => res.end());
export default router;
`,
      'src/routes/orders.ts': `import * as express from 'express';
export const orders = express.Router();
if (process.env.ORDERS) orders.post('/', (req, res) => res.end());
`,
    });
    expect(lines(project)).toEqual(['GET /api/users -> src/routes/users.ts:', 'GET /api/users/{id} -> src/routes/users.ts:', 'POST /api/orders -> src/routes/orders.ts: if']);
  });

  test('functions that are handed the application', () => {
    const project = model({
      'server.js': `import express from 'express';
import { setup } from './setup.js';
const app = express();
setup(app);
`,
      'setup.js': `import { list } from './list.js';
export function setup(app) {
  app.get('/items', list);
}
`,
      'list.js': 'export function list(req, res) {}\n',
    });
    expect(lines(project)).toEqual(['GET /items -> list.js:list']);
  });

  test('what can’t be told is open', () => {
    const project = model({
      'app.js': `import express from 'express';
import { graphqlHTTP } from 'express-graphql';
import { makeRoutes } from './elsewhere.js';
const app = express();
app.use('/graphql', graphqlHTTP({}));
app.use('/made', makeRoutes());
for (const [method, path, handler] of table) app[method](path, handler);
app.get(process.env.PATH_OF_IT, (req, res) => res.end());
`,
      'elsewhere.js': 'export const makeRoutes = () => load();\n',
    });
    expect(project.node.open.map(({ pattern, reason }) => `${pattern} ${reason}`)).toEqual([
      '/graphql `graphqlHTTP` may answer below it',
      '/made `makeRoutes` may answer below it',
      '/ routes are added by computed methods',
    ]);
    expect(lines(project)).toEqual(['GET /{*} -> app.js: (its path can\'t be told)']);
  });

  test('a router that nothing mounts', () => {
    const files = {
      'app.js': `const express = require('express');
const left = require('./left');
const app = express();
app.get('/', (req, res) => res.end());
`,
      'left.js': `const router = require('express').Router();
router.get('/x', (req, res) => res.end());
module.exports = router;
`,
    };
    const registration = (more: Files): unknown => {
      const { node } = model({ ...files, ...more });
      return node.routers.map((one) => node.registration(one).kind);
    };
    expect(registration({})).toEqual(['no']);
    expect(registration({ 'other.js': `const left = require('./left');\nexport const all = [left];\n` })).toEqual(['unknown']);
    expect(registration({ 'load.js': `for (const name of names) require(name);\n` })).toEqual(['unknown']);
    expect(registration({ 'app.js': `${files['app.js']}app.use('/left', left);\n` })).toEqual(['yes']);
  });
});

describe('Fastify, Koa and Hono', () => {
  test('plug-ins with prefixes, route objects and hooks', () => {
    const project = model({
      'app.js': `import Fastify from 'fastify';
import cors from '@fastify/cors';
import orders from './orders.js';
const app = Fastify({ logger: true });
app.register(cors);
app.register(orders, { prefix: '/orders' });
`,
      'orders.js': `export default async function (fastify, options) {
  fastify.get('/', async () => []);
  fastify.route({ method: ['PUT', 'PATCH'], url: '/:id', preHandler: [fastify.authenticate], handler: async () => ({}) });
}
`,
    });
    expect(lines(project)).toEqual(['GET /orders -> orders.js: [cors]', 'PATCH|PUT /orders/{id} -> orders.js: [cors, fastify.authenticate]']);
  });

  test('routers of Koa with prefixes and names', () => {
    const project = model({
      'app.ts': `import Koa from 'koa';
import mount from 'koa-mount';
import api from './api';
const app = new Koa();
app.use(mount('/api', api));
`,
      'api.ts': `import Koa from 'koa';
import Router from 'koa-router';
const api = new Koa();
const router = new Router({ prefix: '/v2' });
router.post('documents.list', auth(), async (ctx) => {});
router.get('one', '/one/:id', async (ctx) => {});
api.use(router.routes());
export default api;
`,
    });
    expect(lines(project)).toEqual(['POST /api/v2/documents.list -> api.ts: [auth]', 'GET /api/v2/one/{id} -> api.ts:']);
  });

  test('sub-applications of Hono', () => {
    const project = model({
      'index.ts': `import { Hono } from 'hono';
import { books } from './books';
const app = new Hono();
app.route('/books', books);
export default app;
`,
      'books.ts': `import { Hono } from 'hono';
export const books = new Hono();
books.get('/:id', (c) => c.json({}));
`,
    });
    expect(lines(project)).toEqual(['GET /books/{id} -> books.ts:']);
  });
});

test('file routes of Next', () => {
  const project = model({
    'pages/api/users/[id].ts': 'export default function handler(req, res) {}\n',
    'pages/api/index.ts': 'export default function handler(req, res) {}\n',
    'app/api/(admin)/teams/[...path]/route.ts': 'export async function GET() {}\nexport const POST = async () => {};\n',
    'next.config.js': `module.exports = { basePath: '/base' };\n`,
  });
  expect(lines(project)).toEqual([
    'GET|POST /base/api/teams/{*} -> app/api/(admin)/teams/[...path]/route.ts:GET',
    'any /base/api -> pages/api/index.ts:default',
    'any /base/api/users/{id} -> pages/api/users/[id].ts:default',
  ]);
});

test('folders of Next are parts of the path, whatever they are called', () => {
  const project = model({
    'app/api/templates/[id]/test/route.ts': 'export const POST = async () => {};\n',
    'pages/api/tests/index.ts': 'export default function handler(req, res) {}\n',
    'pages/api/users.test.ts': 'export default function handler(req, res) {}\n',
    'app/api/__tests__/route.ts': 'export const POST = async () => {};\n',
  });
  expect(lines(project)).toEqual(['POST /api/templates/{id}/test -> app/api/templates/[id]/test/route.ts:POST', 'any /api/tests -> pages/api/tests/index.ts:default']);
});

test('clients, tests and front ends make no routes', () => {
  const project = model({
    'package.json': '{"dependencies": {"vue": "3"}}\n',
    'main.js': `import { createApp } from 'vue';\nconst app = createApp();\napp.use(router);\n`,
    'client.js': `import axios from 'axios';\naxios.get('/x', (one) => one);\nexport function load(api) { api.get('/y', options); }\n`,
    'app.test.js': `import express from 'express';\nconst app = express();\napp.get('/x', (req, res) => {});\n`,
  });
  expect(project.node.present).toBe(false);
  expect(project.node.open).toEqual([]);
});
