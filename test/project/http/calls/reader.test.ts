import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../../src/facts/grammars.js';
import { testGrammars } from '../../../support/grammars.js';
import { modelOf, type Files } from '../../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

/** `METHOD path; path` of each call, `?` behind those whose beginning can't be told. */
function lines(files: Files | string): string[] {
  const { all } = modelOf(typeof files === 'string' ? { 'a.ts': files } : files, grammars).httpCalls;
  return all.map(({ method, paths, unknown, protocol }) => `${protocol === 'websocket' ? 'WS' : method} ${paths.join('; ')}${unknown === null ? '' : ' ?'}`);
}

describe('addresses', () => {
  test.each([
    ["fetch('/api/x?a=1#b')", 'GET /api/x'],
    ["fetch(`/api/x/${id}/y`, { method: 'PUT' })", 'PUT /api/x/{x}/y'],
    ["fetch('/api/x/' + encodeURIComponent(name) + '/y')", 'GET /api/x/{x}/y'],
    ['fetch(`/api/x${query}`)', 'GET /api/x; /api/x{x}; /api/x/{*} ?'],
    ['fetch(`/api/${anything}/y`)', 'GET /api/{*}/y'],
    ["fetch('http://localhost:8000/api/x')", 'GET /api/x'],
    ["fetch(window.location.origin + '/api/x')", 'GET /api/x'],
    ["fetch(new URL('/api/x', location.origin))", 'GET /api/x'],
    ["fetch('api/x')", 'GET /{*}/api/x ?'],
    ['fetch(`${HOST}/api/x`)', 'GET /{*}/api/x ?'],
    ["fetch('/api/x', options)", 'any /api/x'],
    ["fetch('/api/x', { ...options })", 'any /api/x'],
    ["fetch('/api/x', { method: wanted ? 'POST' : 'PUT' })", 'any /api/x'],
    ["function f() { const url = `/api/x/${id}`; return fetch(url, { method: 'delete' }); }", 'DELETE /api/x/{x}'],
    ["new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws/feed`)", 'WS /ws/feed'],
    ["new EventSource('/api/stream')", 'GET /api/stream'],
    ["navigator.sendBeacon('/api/vitals', data)", 'POST /api/vitals'],
  ])('%s', (code, expected) => {
    expect(lines(`${code};\n`)).toEqual([expected].map((line) => line.replace('/api/x{x}; /api/x/{*} ?', '/api/x{x}; /api/x/{*}')));
  });

  test.each(["fetch('https://example.com/api/x')", "map.get('/api/x')", "import { fetch } from './own';\nfetch('/api/x')", "http.get('/api/x', resolver)", "function f(fetch) { fetch('/api/x'); }"])('no call of this repository: %s', (code) => {
    expect(lines(`${code};\n`)).toEqual([]);
  });
});

describe('clients', () => {
  test('axios, its instances in other modules, and their bases', () => {
    expect(
      lines({
        'client.ts': `import axios from 'axios';
import { API } from './config';
export const client = axios.create({ baseURL: API + '/v1/' });
axios({ url: '/plain', method: 'post' });
axios.request({ url: '/asked', baseURL: other });
`,
        'config.ts': "export const API = process.env.API_URL || '/api';\n",
        'use.ts': "import { client } from './client';\nclient.patch('/things/1');\n",
      }),
    ).toEqual(['POST /plain', 'GET /{*}/asked ?', 'PATCH /api/v1/things/1']);
  });

  test('a base that is set later, and for all of axios', () => {
    expect(lines("import axios from 'axios';\naxios.defaults.baseURL = '/api';\naxios.get('/x');\nconst one = axios.create();\none.defaults.baseURL = '/one';\none.get('/y');\n")).toEqual(['GET /api/x', 'GET /one/y']);
  });

  test('a base that a file sets and that sets nothing else', () => {
    expect(lines({ 'setup.ts': "import axios from 'axios';\naxios.defaults.baseURL = '/api';\n", 'a.ts': "import axios from 'axios';\naxios.get('/x');\n" })).toEqual(['GET /api/x']);
  });

  test('committed values of variables', () => {
    const code = "fetch(`${import.meta.env.VITE_API}/orders`);\n";
    expect(lines({ 'web/.env.example': 'VITE_API=http://localhost:8000/api/v2\n', 'web/src/a.ts': code })).toEqual(['GET /api/v2/orders']);
    expect(lines({ 'web/.env.example': 'VITE_API=https://api.example.com\n', 'web/src/a.ts': code })).toEqual([]);
    expect(lines({ 'web/src/a.ts': code })).toEqual(['GET /{*}/orders ?']);
  });
});

describe('wrappers', () => {
  test('functions, with their options', () => {
    expect(
      lines({
        'http.ts': 'export async function request(path: string, options = {}) { return fetch(`/api${path}`, options); }\n',
        'use.ts': "import { request } from './http';\nrequest('/a');\nrequest(`/b/${id}`, { method: 'PUT' });\nrequest(path);\n",
      }),
    ).toEqual(['GET /api/a', 'PUT /api/b/{x}', 'GET /api{x}; /api/{*}'].map((line) => line.replace('/api{x}', '/api; /api{x}')));
  });

  test('objects and classes, through each other', () => {
    expect(
      lines({
        'api.ts': `class Client {
  async request(method: string, url: string) { return fetch('/api' + url, { method }); }
  get(url: string) { return this.request('GET', url); }
  remove(url: string) { return this.request('DELETE', url); }
}
export const client = new Client();
export const api = { load: (path: string) => fetch(\`/v2/\${path}\`) };
`,
        'use.ts': "import { api, client } from './api';\nclient.get('/a');\nclient.remove('/b/1');\napi.load('c');\n",
      }),
    ).toEqual(['GET /api/a', 'DELETE /api/b/1', 'GET /v2/c']);
  });
});
