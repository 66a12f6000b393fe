/** What a deployment file is for, told from its path. Pure. */
import { isFixturePath, isTestPath } from '../../project/path-uses.js';

const DEVELOPMENT = /(^|[/._-])(dev|devel|development|developer|devcontainer|local|test|tests|testing|tester|e2e|ci|override|example|examples|sample|demo|debug|lint|build|builder|base|bench|benchmark|docs?|playground|tools?|scripts?|hack|contrib|gitpod|playwright|cypress|integration|packages)([/._-]|$)/i;

/** Files of development, tests and builds: nothing of them reaches users. */
export function isDevelopmentDeployment(path: string): boolean {
  return DEVELOPMENT.test(path) || isTestPath(path) || isFixturePath(path);
}
