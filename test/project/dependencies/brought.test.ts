import { describe, expect, test } from '@jest/globals';
import { broughtBy } from '../../../src/project/dependencies/brought.js';
import { createDependencyIndex } from '../../../src/project/dependencies/index.js';
import { extractFacts } from '../../../src/facts/extract.js';
import { classify } from '../../../src/facts/classify.js';
import { readGrammarBytes } from '../../../src/assets/grammar-files.js';
import { loadGrammars } from '../../../src/facts/grammars.js';
import { plainScan } from '../../../src/project/live-tree.js';
import { createTree } from '../../support/tree.js';
import { catalogue, snapshotOf } from '../../support/memory-project.js';
import type { DeclarationAnswer } from '../../../src/project/types.js';

const grammars = await loadGrammars(await readGrammarBytes());

/** The answer for an import in app/main.py beside this requirements.txt. */
function declaration(requirements: string, name: string): DeclarationAnswer {
  const files: Record<string, string> = { 'requirements.txt': requirements, 'app/main.py': '' };
  const tree = createTree(snapshotOf(files));
  const facts = (path: string) => extractFacts(classify(path), Buffer.from(files[path] ?? ''), grammars);
  return createDependencyIndex({ ...tree, facts, scan: plainScan(tree.paths, facts), catalogue: catalogue() }).declaration('app/main.py', 'python', name);
}

describe('broughtBy', () => {
  test.each([
    ['docker', ['requests', 'urllib3']],
    ['opencv-python', ['numpy']],
    ['opencv-contrib-python-headless', ['numpy']],
    ['google-cloud-core', ['google-api-core', 'google-auth']],
    ['django-environ', []],
    ['django-cors-headers', ['django']],
    ['requests', []],
    ['__proto__', []],
    ['constructor', []],
  ])('an install of %s brings %j', (name, expected) => {
    expect(broughtBy([name])).toEqual(expect.arrayContaining(expected));
    if (expected.length === 0) expect(broughtBy([name])).toEqual([]);
  });

  test('leaves out the given and names each once', () => {
    const names = broughtBy(['langchain-openai', 'langchain']);
    expect(names).not.toContain('langchain');
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('an import that a declared distribution brings along', () => {
  test.each([
    ['docker==7.1.0\n', 'requests', 'docker'],
    ['dramatiq[redis]==1.17\n', 'redis', 'dramatiq'],
    ['openapi-core\n', 'yaml', 'openapi-core'],
    ['stripe\n', 'requests', 'stripe'],
    ['kubernetes\n', 'yaml', 'kubernetes'],
    ['boto3\n', 'dateutil', 'boto3'],
    ['motor\n', 'bson.objectid', 'motor'],
    ['opencv-python\n', 'numpy', 'opencv-python'],
    ['grpcio-tools\n', 'grpc', 'grpcio-tools'],
    ['azure-identity\n', 'azure.core.credentials', 'azure-identity'],
    ['azure-storage-blob\n', 'azure.core.exceptions', 'azure-storage-blob'],
    ['google-genai\n', 'google.auth', 'google-genai'],
    ['google-cloud-firestore\n', 'google.api_core', 'google-cloud-firestore'],
    ['google-cloud-storage\n', 'google.protobuf', 'google-cloud-storage'],
    ['langchain-openai\n', 'pydantic', 'langchain-openai'],
    ['tf-nightly\n', 'tensorflow', 'tf-nightly'],
    ['py-cord\n', 'discord', 'py-cord'],
    ['pillow-simd\n', 'PIL', 'pillow-simd'],
    ['pymysql\n', 'MySQLdb', 'pymysql'],
  ])('%j has %s: by %s', (requirements, name, by) => {
    expect(declaration(requirements, name)).toEqual({ kind: 'declared', group: 'locked', manifest: 'requirements.txt', name: by });
  });

  test.each([
    ['Django==4.2\ndjangorestframework\ncelery\nchannels-redis\ngunicorn\nwhitenoise\n', 'psutil'],
    ['Django==4.2\ndjangorestframework\ncelery\nchannels-redis\ngunicorn\nwhitenoise\n', 'requests'],
    ['Flask\nflask-sqlalchemy\n', 'redis'],
    ['fastapi\nuvicorn\n', 'sqlalchemy'],
  ])('%j does not bring %s', (requirements, name) => {
    expect(declaration(requirements, name)).toEqual({ kind: 'undeclared', distributions: [name] });
  });
});
