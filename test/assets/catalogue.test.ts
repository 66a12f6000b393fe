import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { loadCatalogue } from '../../src/assets/catalogue.js';
import { isTelling } from '../../src/assets/telling-names.js';

const { python, npm } = loadCatalogue();

const NORMALISED = /^[a-z0-9]+(-[a-z0-9]+)*$/;

describe('distributions of Python imports', () => {
  test.each([
    ['yaml', 'pyyaml'], ['bs4', 'beautifulsoup4'], ['jwt', 'pyjwt'], ['cv2', 'opencv-python'], ['Crypto', 'pycryptodome'], ['PIL', 'pillow'],
    ['psycopg2', 'psycopg2-binary'], ['MySQLdb', 'mysqlclient'], ['pkg_resources', 'setuptools'], ['google.cloud.storage', 'google-cloud-storage'],
    ['google.cloud.pubsub_v1', 'google-cloud-pubsub'], ['google.generativeai', 'google-generativeai'], ['google.genai', 'google-genai'],
    ['google.oauth2', 'google-auth'], ['google.protobuf', 'protobuf'], ['googleapiclient', 'google-api-python-client'],
    ['azure.storage.blob', 'azure-storage-blob'], ['azure.identity', 'azure-identity'], ['mysql.connector', 'mysql-connector-python'],
    ['opentelemetry.sdk', 'opentelemetry-sdk'], ['opentelemetry.instrumentation.django', 'opentelemetry-instrumentation-django'],
    ['snowflake.connector', 'snowflake-connector-python'], ['sklearn', 'scikit-learn'], ['skimage', 'scikit-image'], ['docx', 'python-docx'],
    ['pptx', 'python-pptx'], ['fitz', 'pymupdf'], ['magic', 'python-magic'], ['slugify', 'python-slugify'], ['dateutil', 'python-dateutil'],
    ['dotenv', 'python-dotenv'], ['jose', 'python-jose'], ['argon2', 'argon2-cffi'], ['nacl', 'pynacl'], ['OpenSSL', 'pyopenssl'],
    ['ldap', 'python-ldap'], ['telegram', 'python-telegram-bot'], ['discord', 'discord-py'], ['factory', 'factory-boy'], ['vcr', 'vcrpy'],
    ['snappy', 'python-snappy'], ['grpc', 'grpcio'], ['kafka', 'kafka-python'], ['paho', 'paho-mqtt'], ['serial', 'pyserial'], ['git', 'gitpython'],
    ['github', 'pygithub'], ['whisper', 'openai-whisper'], ['faiss', 'faiss-cpu'], ['weaviate', 'weaviate-client'], ['airflow', 'apache-airflow'],
    ['opensearchpy', 'opensearch-py'], ['cassandra', 'cassandra-driver'], ['socketio', 'python-socketio'], ['websocket', 'websocket-client'],
    ['rest_framework', 'djangorestframework'], ['django_filters', 'django-filter'], ['corsheaders', 'django-cors-headers'],
    ['oauth2_provider', 'django-oauth-toolkit'], ['environ', 'django-environ'], ['decouple', 'python-decouple'], ['tortoise', 'tortoise-orm'],
    ['flask_jwt_extended', 'flask-jwt-extended'], ['pythonjsonlogger', 'python-json-logger'], ['dns', 'dnspython'], ['zmq', 'pyzmq'],
  ])('%s comes from %s', (name, distribution) => {
    expect(python.distributionsByImport.get(name)?.[0]).toBe(distribution);
    expect(python.knownDistributions.has(distribution)).toBe(true);
  });

  test('more than 4,000 imports are known', () => {
    expect(python.distributionsByImport.size).toBeGreaterThan(4000);
  });

  test.each(['config', 'utils', 'models', 'agent', 'agents', 'server', 'common', 'em', 'box', 'heat', 'colors', 'community', 'galaxy', 'notifications', 'test'])('%s is anybody’s module', (name) => {
    expect(python.distributionsByImport.has(name)).toBe(false);
  });
});

describe('the curated table', () => {
  const imports = readImports('python-imports-curated.json');

  test('is sorted and has 600 names', () => {
    const names = imports.map(([name]) => name);
    expect(names).toEqual([...new Set(names)].sort());
    expect(names.length).toBeGreaterThan(600);
  });

  test('names importable modules and normalised distributions, none twice', () => {
    const faulty = imports.filter(([name, values]) => {
      const distributions = values.split(' ');
      return !/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(name) || !distributions.every((one) => NORMALISED.test(one)) || new Set(distributions).size < distributions.length;
    });
    expect(faulty).toEqual([]);
  });

  test('names nothing of the standard library', () => {
    expect(imports.map(([name]) => name).filter((name) => python.standardLibrary.has(name))).toEqual([]);
  });
});

describe('the table of Debian’s archive', () => {
  test('claims no name that could be anybody’s module', () => {
    const faulty = readImports('python-imports.json').filter(([name, values]) => !values.split(' ').every((distribution) => isTelling(name, distribution)));
    expect(faulty).toEqual([]);
  });
});

describe('isTelling', () => {
  test.each([
    ['requests', 'requests', true], ['dateutil', 'python-dateutil', true], ['telegram', 'python-telegram-bot', false], ['curator', 'elasticsearch-curator', false],
    ['stomp', 'stomp-py', true], ['pagination', 'django-pagination', false], ['guardian', 'django-guardian', true], ['ansiblelint', 'ansible-lint', true],
    ['em', 'empy', false], ['utils', 'utils', false], ['_private', 'private', false], ['foo_tests', 'foo', false], ['google.auth', 'google-auth', true],
    ['charset_normalizer', 'charset-normalizer', true],
  ])('%s of %s: %s', (name, distribution, expected) => {
    expect(isTelling(name, distribution)).toBe(expected);
  });
});

describe('the standard libraries', () => {
  test.each(['os', 'asyncio', 'tomllib', 'zoneinfo', 'distutils', 'imp', 'asyncore', 'asynchat', 'smtpd', 'telnetlib', 'cgi', 'nis', 'crypt', 'annotationlib', 'compression', 'idlelib', '__main__', '_typeshed'])('Python has %s', (name) => {
    expect(python.standardLibrary.has(name)).toBe(true);
  });

  test.each(['test', 'parser', 'formatter', 'symbol', 'requests', 'yaml', 'setuptools', 'attr', 'typing_extensions'])('Python has no %s', (name) => {
    expect(python.standardLibrary.has(name)).toBe(false);
  });

  test('Node’s modules go without their prefix', () => {
    expect(['fs', 'fs/promises', 'path', 'crypto', 'worker_threads', 'stream', 'stream/web'].filter((name) => !npm.builtins.has(name))).toEqual([]);
    expect([...npm.builtins].filter((name) => name.startsWith('node:'))).toEqual([]);
  });
});

describe('npm packages', () => {
  test.each(['react', 'next', 'vite', 'vitest', '@testing-library/react', '@tanstack/react-query', 'express', 'zod', '@prisma/client', 'lodash', 'uuid', '@ai-sdk/openai'])('%s is known', (name) => {
    expect(npm.knownPackages.has(name)).toBe(true);
  });

  test('an invented one is not', () => {
    expect(npm.knownPackages.has('react-super-hooks-pro')).toBe(false);
  });
});

function readImports(file: string): [string, string][] {
  const table = JSON.parse(readFileSync(new URL(`../../src/assets/data/${file}`, import.meta.url), 'utf8')) as { imports: Record<string, string> };
  return Object.entries(table.imports);
}
