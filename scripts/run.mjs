/**
 * Runs a module of src as a program, compiled as it is now: `node scripts/run.mjs src/cli.ts ARGS…`.
 * The module finds itself in `process.argv[1]`, as if node had been started with it.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compiledCopy } from './compile.mjs';

const [node, , entry, ...args] = process.argv;
const copy = await compiledCopy().catch((error) => {
  process.stderr.write(`shipworthy: the source can't be compiled into build/compiled (${error.code ?? error.message.split('\n')[0]}); \`npm run build\` makes dist/src/cli.js, which needs no writing.\n`);
  process.exit(2);
});
const compiled = join(copy, entry.replace(/\.ts$/, '.js'));
process.argv = [node, compiled, ...args];
await import(pathToFileURL(compiled).href);
