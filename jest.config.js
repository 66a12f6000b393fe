import { BUNDLED } from './test/support/bundled-packages.mjs';
import { GROUPS, membersOf } from './test/support/groups.mjs';

const grouped = process.env.TEST_GROUPS === '1';

/** Jest runs the sources as native ES modules; swc strips the types. */
export default {
  testEnvironment: '<rootDir>/test/support/starter/environment.mjs',
  roots: ['<rootDir>/test'],
  testMatch: grouped ? ['**/*.test.ts', '**/*.group.mjs'] : ['**/*.test.ts'],
  testPathIgnorePatterns: ['/test/systems/', '/fixtures/', ...(grouped ? Object.keys(GROUPS).flatMap(membersOf).map((path) => `/test/${path.replaceAll('.', '\\.')}$`) : [])],
  // In the order in which what is imported is found.
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1', ...BUNDLED },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' }, sourceMaps: true },
    ],
  },
  // The program for those who start it, PostgreSQL for those who ask for it.
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/postgres/global-teardown.mjs',
  testSequencer: '<rootDir>/test/support/sequencer.mjs',
  maxWorkers: '100%',
  // A worker is begun anew when it holds more: module registries of hundreds of test files add up, and starting git from a process of two gigabytes takes four times as long.
  workerIdleMemoryLimit: '500MB',
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/test/systems/'],
  // Tests that start git, servers and parsers take their time on a machine that does other work as well.
  testTimeout: 30_000,
};
