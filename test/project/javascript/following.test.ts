import { beforeAll, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { isServerFile } from '../../../src/rules/shared/javascript/server-code.js';
import { expectToFollow, type Questions } from '../../support/following.js';
import { testGrammars } from '../../support/grammars.js';
import type { Files } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const FILES: Files = {
  'package.json': '{"dependencies": {"express": "4", "axios": "1"}}\n',
  'server/app.js': `import express from 'express';
import { orders } from './orders.js';
const app = express();
app.use('/orders', orders);
app.get('/health', (req, res) => res.send('ok'));
export default app;
`,
  'server/orders.js': `import express from 'express';
import { list } from './list.js';
export const orders = express.Router();
orders.get('/', list);
`,
  'server/list.js': 'export function list(req, res) {\n  res.json([]);\n}\n',
  'web/client.js': `import axios from 'axios';
const client = axios.create({ baseURL: '/api' });
export function getJson(path) {
  return client.get(path);
}
`,
  'web/page.js': `import { getJson } from './client.js';
export function load() {
  return getJson('/orders');
}
`,
  'web/status.js': "export const status = () => fetch('/health');\n",
};

/** What is asked, and how often it was made; each reads its answer whole. */
const QUESTIONS: Questions = {
  routes: ({ node }) => node.routes.map(({ pattern }) => pattern),
  'routes of the app': ({ node }) => node.at('server/app.js').map(({ pattern }) => pattern),
  'routes of orders': ({ node }) => node.at('server/orders.js').map(({ pattern, declared: { handler } }) => `${pattern} ${handler?.symbol}`),
  'is there a server': ({ node }) => node.present,
  routers: ({ node }) => node.routers.map(({ name }) => name),
  calls: ({ httpCalls }) => httpCalls.all.map(({ shown }) => shown).sort(),
  'calls of the page': ({ httpCalls }) => httpCalls.at('web/page.js').map(({ method, shown }) => `${method} ${shown}`),
  'calls of the status': ({ httpCalls }) => httpCalls.at('web/status.js').map(({ method, shown }) => `${method} ${shown}`),
  'what list is': ({ bindings }) => bindings.resolve('server/orders.js', 'list').kind,
  'is list of the server': (model) => isServerFile(model, 'server/list.js'),
  'is the page of the server': (model) => isServerFile(model, 'web/page.js'),
};

const INITIAL = {
  routes: ['/orders', '/health'],
  'routes of the app': ['/health'],
  'routes of orders': ['/orders list'],
  'is there a server': true,
  routers: ['orders'],
  calls: ['/api/orders', '/health'],
  'calls of the page': ['GET /api/orders'],
  'calls of the status': ['GET /health'],
  'what list is': 'local',
  'is list of the server': true,
  'is the page of the server': false,
};

const added = (path: string, text: string): Files => ({ [path]: `${FILES[path]}${text}` });
const ONE_MORE = '\nexport function more() {\n  return {};\n}\n';

test.each<[what: string, change: Files, answers: Partial<typeof INITIAL>, askedAgain: readonly string[]]>([
  ['a function more in every file', Object.fromEntries(Object.keys(FILES).filter((path) => path.endsWith('.js')).flatMap((path) => Object.entries(added(path, ONE_MORE)))), {}, []],
  ['a route more', added('server/orders.js', "orders.get('/:id', list);\n"), { routes: ['/orders', '/orders/{id}', '/health'], 'routes of orders': ['/orders list', '/orders/{id} list'] }, ['routes', 'routes of orders']],
  ['a router lower in its file', { 'server/orders.js': (FILES['server/orders.js'] as string).replace('export const', '\nexport const') }, {}, ['routes', 'routes of orders', 'routers']],
  ['a handler called otherwise', { 'server/list.js': (FILES['server/list.js'] as string).replace('list', 'every'), 'server/orders.js': (FILES['server/orders.js'] as string).replaceAll('list }', 'every as list }') }, { 'routes of orders': ['/orders every'] }, ['routes', 'routes of orders', 'what list is']],
  ['another base', { 'web/client.js': (FILES['web/client.js'] as string).replace('/api', '/v2') }, { calls: ['/health', '/v2/orders'], 'calls of the page': ['GET /v2/orders'] }, ['calls', 'calls of the page']],
  ['another request', { 'web/status.js': "export const status = () => fetch('/ready');\n" }, { calls: ['/api/orders', '/ready'], 'calls of the status': ['GET /ready'] }, ['calls', 'calls of the status']],
  ['a page imports the list', added('web/page.js', "import 'react-dom';\nimport '../server/list.js';\n"), { 'is list of the server': false }, ['is list of the server']],
  ['the server imports the page', added('server/list.js', "import '../web/page.js';\n"), { 'is the page of the server': true }, ['is the page of the server']],
])('%s: who asked for what it leaves alone is not asked again, and all answers are those of a fresh model', (_what, change, answers, askedAgain) => {
  expectToFollow({ files: FILES, change, questions: QUESTIONS, initial: INITIAL, answers, askedAgain }, grammars);
});
