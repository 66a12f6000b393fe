import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../../src/facts/grammars.js';
import { extractJavaScript } from '../../../../src/facts/javascript/extract.js';
import type { JavaScriptUses } from '../../../../src/facts/javascript/uses/types.js';
import { testGrammars } from '../../../support/grammars.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

function usesOf(source: string): JavaScriptUses {
  const { uses } = extractJavaScript(source, 'tsx', grammars).javascript;
  if (uses === undefined) throw new Error('nothing was read');
  return uses;
}

test.each([
  ["axios.defaults.baseURL = '/api';", { bases: [expect.objectContaining({})] }],
  ["export const change = (config) => { config.url = '/v2' + config.url; };", { rewritesAddresses: true }],
])('a file is kept that says nothing but %s', (source, expected) => {
  expect(usesOf(source)).toMatchObject(expected);
});

test.each(['export const add = (a, b) => a + b;', ''])('nothing is kept of %j', (source) => {
  expect(extractJavaScript(source, 'tsx', grammars).javascript.uses).toBeUndefined();
});

describe('calls', () => {
  test.each([
    ['async function f() { await fetch("/a"); }', { fate: 'awaited' }],
    ['async function f() { try { await fetch("/a"); } catch (e) { g(e); } }', { fate: 'awaited', tried: true }],
    ['function f() { try { g(() => fetch("/a")); } catch (e) { g(e); } }', { fate: 'returned' }],
    ['fetch("/a");', { fate: 'alone' }],
    ['void fetch("/a");', { fate: 'void' }],
    ['fetch("/a").then(f).catch(g);', { fate: 'alone', chain: ['then', 'catch'], handled: true }],
    ['fetch("/a").then(f, g);', { fate: 'alone', chain: ['then'], handled: true }],
    ['const p = fetch("/a");', { fate: 'bound', bound: 'p' }],
    ['const f = () => fetch("/a");', { fate: 'returned' }],
  ])('%s', (source, expected) => {
    const { span, within, args, callee, address, ...rest } = usesOf(source).calls[0] ?? {};
    expect({ callee, args, rest }).toEqual({ callee: 'fetch', args: [{ kind: 'string', text: '/a' }], rest: expected });
    expect([span?.length, address?.length, typeof within]).toEqual([4, 4, 'number']);
  });

  test('are not read in comments, strings and type places', () => {
    expect(extractJavaScript('// fetch("/a")\nlet s = "fetch(\'/a\')";', 'tsx', grammars).javascript.uses).toEqual(
      expect.objectContaining({ calls: [] }),
    );
  });

  test('the call that makes a promise stands for its chain', () => {
    expect(usesOf('getUsers(1).then(show);').calls).toMatchObject([{ callee: 'getUsers', chain: ['then'], fate: 'alone' }]);
  });

  test('calls of functions that pass a rejection on', () => {
    const source = 'async function load() { await fetch("/a"); }\nuseEffect(() => { load(); return () => stop(); }, []);';
    const { calls, functions } = usesOf(source);
    const load = calls.find(({ callee }) => callee === 'load');
    expect(load).toMatchObject({ fate: 'alone', span: [2, 19, 2, 23] });
    expect(functions[load?.within ?? -1]).toMatchObject({ held: 'argument', name: 'useEffect', index: 0, returns: true, params: [] });
  });

  test('routes with their handlers and chains', () => {
    const { calls } = usesOf('const app = express(); app.use("/x", helmet(), router); app.route("/a").get(one).post(two);');
    expect(calls.map(({ callee }) => callee)).toEqual(['express', 'app.use', 'app.route', 'app.route().get', 'app.route().get().post']);
    expect(calls[1]?.args).toEqual([{ kind: 'string', text: '/x' }, { kind: 'call', callee: 'helmet', args: [] }, { kind: 'name', name: 'router' }]);
    expect(calls[3]?.on).toEqual({ kind: 'call', callee: 'app.route', args: [{ kind: 'string', text: '/a' }] });
  });
});

describe('values', () => {
  test('base URLs', () => {
    expect(usesOf('const BASE = import.meta.env.VITE_URL || "/api";\nconst api = axios.create({ baseURL: `${BASE}/v1`, ...rest });').values).toEqual([
      { name: 'BASE', value: { kind: 'either', options: [{ kind: 'name', name: 'import.meta.env.VITE_URL' }, { kind: 'string', text: '/api' }] } },
      {
        name: 'api',
        value: {
          kind: 'call',
          callee: 'axios.create',
          args: [{ kind: 'object', entries: [{ key: 'baseURL', value: { kind: 'template', parts: [{ kind: 'name', name: 'BASE' }, '/v1'] } }], open: true }],
        },
      },
    ]);
  });

  test('names that exports have inside', () => {
    expect(usesOf('const router = Router(); export { router as routes }; export default router;').exportedAs).toEqual({ routes: 'router', default: 'router' });
    expect(usesOf('const router = express.Router(); module.exports = router;').exportedAs).toEqual({ default: 'router' });
  });
});

test('what functions do to collections of the module', () => {
  const { containers, functions } = usesOf('const seen = new Map();\nconst all = {};\nseen.set(1, 2);\nexport function f(id) { seen.set(id, 1); all[id] = 2; delete all[id]; }');
  expect(containers.map(({ name, form, changes }) => [name, form, changes.map(({ method }) => method)])).toEqual([
    ['seen', 'Map', ['set']],
    ['all', 'object', ['[]=', 'delete']],
  ]);
  expect(functions[containers[0]?.changes[0]?.within ?? -1]?.symbol).toBe('f');
});

test('empty catches say whether they are explained, and what was tried', () => {
  const { emptyCatches } = usesOf('try { save(1); } catch (e) {}\ntry { a.close(); } catch { /* gone already */ }\ntry { x(); } catch (e) { y(e); }');
  expect(emptyCatches.map(({ isExplained, tried }) => ({ isExplained, tried }))).toEqual([
    { isExplained: false, tried: ['save'] },
    { isExplained: true, tried: ['a.close'] },
  ]);
});

test('markup that is set as it is', () => {
  const { html } = usesOf('const a = <div dangerouslySetInnerHTML={{ __html: clean(text) }} />;\nel.innerHTML = text;');
  expect(html.map(({ sink, value }) => [sink, value.kind])).toEqual([
    ['dangerouslySetInnerHTML', 'call'],
    ['innerHTML', 'name'],
  ]);
});

test('what a file with sockets listens to', () => {
  expect(usesOf('const s = new WebSocket(url); s.addEventListener("message", f);').sockets).toEqual({ close: false, error: false, reconnect: false });
  expect(usesOf('const s = new WebSocket(url); s.onclose = () => setTimeout(reconnect, 100);').sockets).toEqual({ close: true, error: false, reconnect: true });
});

describe('failures that are forgotten', () => {
  test.each([
    ['try { a.go(); } catch {}', { form: 'clause', isExplained: false, tried: ['a.go'] }],
    ['function f() { try { return a(); } catch (e) {} return 1; }', { form: 'clause', isExplained: false, tried: ['a'], leaves: true }],
    ['function f() { try { return a(); } catch (e) {} }', { form: 'clause', isExplained: false, tried: ['a'] }],
    ['try { a(); } catch { /* known */ }', { form: 'clause', isExplained: true, tried: ['a'] }],
    ['try { a(); } catch {} // known', { form: 'clause', isExplained: true, tried: ['a'] }],
    ['a.go().catch(() => {});', { form: 'rejection', isExplained: false, tried: ['a.go'] }],
    ['a.go().catch(function (e) {});', { form: 'rejection', isExplained: false, tried: ['a.go'] }],
    ['// known\na.go().catch((e) => {});', { form: 'rejection', isExplained: true, tried: ['a.go'] }],
  ])('%s', (source, expected) => {
    const { span, within, ...rest } = usesOf(source).emptyCatches[0] ?? {};
    expect(rest).toEqual(expected);
    expect([span?.length, typeof within]).toEqual([4, 'number']);
  });

  test.each(['a().catch(() => null);', 'a().catch((e) => { log(e); });', 'try { a(); } catch (e) { log(e); }'])('none in %s', (source) => {
    expect(extractJavaScript(source, 'tsx', grammars).javascript.uses?.emptyCatches ?? []).toEqual([]);
  });
});

describe('variables of functions', () => {
  test.each([
    ['function f(name: string) { db.query(`a ${name}`); }', [{ name: 'name', within: 0, values: [], parameter: 'string' }]],
    ['const f = (name) => db.query(`a ${name}`);', [{ name: 'name', within: 0, values: [], parameter: '' }]],
    ['function f({ id }: { id: number }) { db.query(`a ${id}`); }', [{ name: 'id', within: 0, values: [], parameter: 'number' }]],
    ['function f(req) { const { id: own } = req.body; db.query("a" + own); }', [{ name: 'own', within: 0, values: [{ kind: 'name', name: 'req.body.id' }] }, { name: 'req', within: 0, values: [], parameter: '' }]],
    ['function f() { let sql = "a"; sql += b; return () => db.query(sql); }', [{ name: 'sql', within: 0, values: [{ kind: 'string', text: 'a' }, { kind: 'name', name: 'b' }] }]],
    ['function f() { const claims = {}; claims.exp = 1; jwt.sign(claims, KEY); }', [{ name: 'claims', within: 0, values: [{ kind: 'object', entries: [], open: false }, { kind: 'object', entries: [], open: true }] }]],
    ['const NAME = "a"; function f() { db.query(NAME); }', undefined],
  ])('%s', (source, expected) => {
    expect(usesOf(source).locals).toEqual(expected);
  });
});

describe('the environment', () => {
  test.each([
    ['const a = `${process.env.URL}/x`;', 'needed'],
    ['const a = process.env.URL!;', 'needed'],
    ['start(process.env.URL);', 'given'],
    ['start({ url: import.meta.env["URL"] });', 'given'],
    ['const a = process.env.URL;', 'kept'],
    ['const { URL } = process.env;', 'kept'],
    ['const { URL = "x" } = process.env;', 'tolerated'],
    ['const a = process.env.URL ?? "x";', 'tolerated'],
    ['if (process.env.URL) start();', 'tolerated'],
    ['const a = on ? `${process.env.URL}/x` : "";', 'tolerated'],
    ['process.env.URL = "x";', 'tolerated'],
  ])('%s', (source, use) => {
    expect(usesOf(source).environment).toMatchObject([{ name: 'URL', use }]);
  });

  test.each(['// process.env.URL', 'const a = "process.env.URL";', 'const a = process.env.lower;'])('nothing in %s', (source) => {
    expect(extractJavaScript(source, 'tsx', grammars).javascript.uses?.environment).toBeUndefined();
  });
});

test('a print under a condition on the environment says so', () => {
  expect(usesOf('function f() { if (process.env.NODE_ENV !== "production") console.log(1); }').calls).toMatchObject([{ callee: 'console.log', condition: '(process.env.NODE_ENV !== "production")' }]);
  expect(usesOf('function f() { if (a) console.log(1); }').calls[0]).not.toHaveProperty('condition');
});

test('a collection that is asked for its size', () => {
  expect(usesOf('const a = new Map(); function f(k) { a.set(k, 1); return a.size; }').containers).toMatchObject([{ name: 'a', measured: true }]);
});
