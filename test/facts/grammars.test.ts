import { expect, test } from '@jest/globals';
import { testGrammars } from '../support/grammars.js';

test('each grammar parses its own language', async () => {
  const grammars = await testGrammars();
  const shapes = [
    grammars.python.parse('import a.b\n'),
    grammars.typescript.parse('const a = <string>b;'),
    grammars.tsx.parse('const a = <b>c</b>;'),
  ].map((tree) => {
    const shape = { error: tree?.rootNode.hasError, type: tree?.rootNode.type };
    tree?.delete();
    return shape;
  });
  expect(shapes).toEqual([
    { error: false, type: 'module' },
    { error: false, type: 'program' },
    { error: false, type: 'program' },
  ]);
});
