import { APP_ROUTES } from './app.js';
import { CHECK_ROUTES } from './checks.js';
import { ISSUE_ROUTES } from './issues.js';
import { PULL_ROUTES } from './pulls.js';
import { REPOSITORY_ROUTES } from './repositories.js';
import type { Routes } from './route.js';

/** All REST operations that the double serves. */
export const ROUTES: Routes = { ...APP_ROUTES, ...REPOSITORY_ROUTES, ...PULL_ROUTES, ...CHECK_ROUTES, ...ISSUE_ROUTES };
