/** By what a script makes names global. */
import { expect, test } from '@jest/globals';
import { globalNames } from '../../../src/facts/lint/global-names.js';

test.each([
  ['on the global object', 'window.shop = 1; globalThis.cart ??= 2; global["rate"] = 3; self.tax = 4;', ['shop', 'cart', 'rate', 'tax']],
  ['on it by another type', '(window as any).shop = 1; (globalThis as unknown as { cart: number }).cart = 2; window!.rate = 3;', ['shop', 'cart', 'rate']],
  ['handed to it', "Object.assign(window, { shop, cart: 1 }); Object.defineProperty(globalThis, 'rate', {});", ['shop', 'cart', 'rate']],
  ['by a test runner', "vi.stubGlobal('shop', 1);", ['shop']],
  ['declared', 'export {};\ndeclare global {\n  var shop: number;\n  interface Window { cart: 1 }\n}\nconst own = 1;', ['shop']],
  ['told to a bundler', "export default defineConfig({ define: { BUILD: '1', 'window.RATE': x(2) }, server: { port: 1 } });", ['BUILD', 'window', 'RATE']],
  ['provided', "new webpack.ProvidePlugin({ $: 'jquery', shop: ['./shop', 'default'] });", ['$', 'shop']],
  ['told to a linter', 'module.exports = { globals: { shop: true, cart: "readonly" } };', ['shop', 'cart']],
])('%s', (_, text, expected) => {
  const told = globalNames(text, false);
  expect(expected.filter((name) => told?.names.includes(name) !== true)).toEqual([]);
  expect(told?.unlisted).toBeUndefined();
});

test('a declaration file without imports declares all of its names', () => {
  expect(globalNames('declare const shop: number;\ndeclare namespace cart { function total(): number }\n', true)?.names).toEqual(['shop', 'cart', 'total']);
  expect(globalNames("import x from 'x';\nexport declare const shop: number;\n", true)).toBeUndefined();
});

test('what is outside of the block is not declared', () => {
  expect(globalNames('declare global {\n  var shop: number;\n}\nconst own = 1;', false)?.names).toEqual(['shop']);
});

test.each(['global[name] = value;', 'Object.assign(globalThis, helpers);', "export default defineConfig({ esbuild: { inject: ['./shim.js'] } });"])('%s: names that are not listed', (text) => {
  expect(globalNames(text, false)?.unlisted).toBe(true);
});

test.each(['window.shop === 1;', 'if (window.shop) run(window.cart);', 'const parent = {}; parent[key] = 1;', "history.replace({ pathname: '/x' });", 'const x = 1;'])('%s: nothing', (text) => {
  expect(globalNames(text, false)).toBeUndefined();
});
