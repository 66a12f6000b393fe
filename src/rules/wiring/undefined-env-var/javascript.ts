/** Environment variables that JavaScript code can't do without. Pure. */
import type { ProjectModel } from '../../../project/types.js';
import { isTestPath } from '../../../project/path-uses.js';
import { symbolAround } from '../../shared/javascript/requests.js';
import { perModel, perModelScan } from '../../shared/per-model.js';
import type { RequiredRead } from './reads.js';

/** Given by the bundler: https://vite.dev/guide/env-and-mode */
const OF_BUNDLER = /^(MODE|BASE_URL|PROD|DEV|SSR|NODE_ENV|NODE_OPTIONS|TZ|PUBLIC_URL|NEXT_RUNTIME|NEXT_PHASE|npm_\w+|ANALYZE|INIT_CWD|JEST_WORKER_ID|VITEST\w*|STORYBOOK\w*|TAURI_\w+|ELECTRON_\w+|EXPO_\w+|WEBPACK_\w+)$/;

/** Reads whose value goes into a text, is said to be there, or is handed on as it is. */
export function requiredInJavaScript(path: string, model: ProjectModel): readonly RequiredRead[] {
  const uses = model.facts(path)?.javascript?.uses;
  if (uses === undefined) return [];
  return (uses.environment ?? []).filter((one) => one.use === 'needed' && !OF_BUNDLER.test(one.name)).map((one) => ({ name: one.name, span: one.span, symbol: symbolAround(uses, one), form: one.form }));
}

/** Variables that some file compares, tests, sets or reads with a default. */
export const toleratedInJavaScript = perModel((model: ProjectModel): ReadonlySet<string> => new Set(reading(model).flatMap(({ told }) => told.filter(({ use }) => use === 'tolerated').map(({ name }) => name))));

/** Every variable that JavaScript code reads. */
export const readInJavaScript = perModel((model: ProjectModel): ReadonlySet<string> => new Set(reading(model).flatMap(({ told }) => told.map(({ name }) => name))));

const reading = perModelScan(({ javascript }, path) => !isTestPath(path) && javascript?.uses?.environment);
