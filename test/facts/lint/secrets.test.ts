import { describe, expect, test } from '@jest/globals';
import { createSecretFinder } from '../../../src/facts/lint/secrets.js';

/** Put together here, so that no scanner takes this file for what it tests. */
const TOKEN = ['ghp', 'k7Q2mXz9Lw4Rt8Vb3Ny6Hc1Jd5Fg0Ps2Ua7W'].join('_');

const findSecrets = createSecretFinder();

describe('what is a secret', () => {
  test('says what it is and where, and never the value', async () => {
    const found = await findSecrets('python:py', `import os\nclient = "${TOKEN}"\n`);
    expect(found.map(({ what, code, span }) => [what, code, span[0]])).toEqual([['GitHub Token', 'GITHUB_TOKEN', 2]]);
    expect(JSON.stringify(found)).not.toContain(TOKEN);
  });

  test('a login to a server that others can reach', async () => {
    const found = await findSecrets('text', `url: postgres://shop:${'Kq7vTz2mRp'}@db.shop-prod.net/shop\n`);
    expect(found.map(({ span }) => span[0])).toEqual([1]);
    expect(JSON.stringify(found)).not.toContain('Kq7vTz2mRp');
  });

  test.each([
    ['postgres://shop:Kq7vTz2mRp@localhost/shop'],
    ['postgres://shop:Kq7vTz2mRp@db:5432/shop'],
    ['postgres://shop:changeme@db.shop-prod.net/shop'],
    ['postgres://shop:${PASSWORD}@db.shop-prod.net/shop'],
    ['https://user:Kq7vTz2mRp@example.com/'],
    ['token = ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
  ])('%s is none', async (text) => {
    expect(await findSecrets('text', text)).toEqual([]);
  });

  test('lock files are not read', async () => {
    expect(await findSecrets('manifest:npm-lock:-:package-lock.json', TOKEN)).toEqual([]);
  });
});
