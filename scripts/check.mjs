/** `npm run check`: lint first, then types beside the tests. The compiler of types has one thread, so that a processor would stand idle. */
import { spawn } from 'node:child_process';

/**
 * @param {string[]} args of npm
 * @param {Record<string, string>} environment what is added to this process's
 * @returns {Promise<boolean>} whether it went well
 */
function npm(args, environment = {}) {
  const child = spawn('npm', args, { stdio: 'inherit', env: { ...process.env, ...environment } });
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

if (!(await npm(['run', '-s', 'lint']))) process.exit(1);
const outcomes = await Promise.all([
  npm(['run', '-s', 'types']).then((isWell) => isWell || (console.error('The types are wrong: see above.'), false)),
  npm(['test', '--silent'], { TEST_GROUPS: '1' }),
]);
process.exit(outcomes.every(Boolean) ? 0 : 1);
