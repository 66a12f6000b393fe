import { expect, test } from '@jest/globals';
import { openDatabase } from '../../src/store/database.js';
import { createPostgresDatabase, describeOnPostgres } from '../support/postgres/index.js';

describeOnPostgres('PostgreSQL', () => {
  test('x', async () => {
    console.time('create');
    const { url } = await createPostgresDatabase();
    console.timeEnd('create');
    console.time('create');
    await createPostgresDatabase();
    console.timeEnd('create');
    console.time('open');
    const [a, b] = await Promise.all([openDatabase({ kind: 'server', url }), openDatabase({ kind: 'server', url })]);
    console.timeEnd('open');
    await a.close(); await b.close();
    expect(1).toBe(1);
  });
});
