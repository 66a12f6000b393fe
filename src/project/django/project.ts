/** The Django side of the project model: each part is made when first asked for. Pure. */
import type { FileFacts } from '../../facts/types.js';
import { perFacts } from '../per-facts.js';
import { early } from '../tracked.js';
import { createAppIndex, sameApps } from './apps/index.js';
import { createCallGraph } from './calls/index.js';
import { createChannelIndex } from './channels/index.js';
import { createCommandIndex } from './commands/index.js';
import { createMigrationIndex } from './migrations/index.js';
import { createModelIndex } from './models/index.js';
import { createOrmIndex } from './orm/index.js';
import { createRouteGraph } from './routes/index.js';
import { createSettingsIndex } from './settings/index.js';
import { createTaskIndex } from './tasks/index.js';
import { createTemplateIndex } from './templates/index.js';
import { createViewIndex } from './views/index.js';
import type { DjangoInput } from './input.js';
import type { DjangoProject } from './types.js';

/** Builds the Django project of one tree. */
export function createDjangoProject(input: Omit<DjangoInput, 'django'>): DjangoProject {
  const importing = input.scan((facts, path) => path.endsWith('.py') && speaksOfDjango(facts));
  const present = early(() => importing().length > 0);
  const settings = early(() => createSettingsIndex(whole));
  const apps = early(() => createAppIndex(whole), sameApps);
  const models = early(() => createModelIndex(whole));
  const migrations = early(() => createMigrationIndex(whole));
  const routes = early(() => createRouteGraph(whole));
  const views = early(() => createViewIndex(whole));
  const templates = early(() => createTemplateIndex(whole));
  const tasks = early(() => createTaskIndex(whole));
  const channels = early(() => createChannelIndex(whole));
  const commands = early(() => createCommandIndex(whole));
  const orm = early(() => createOrmIndex(whole));
  const calls = early(() => createCallGraph(whole));
  const project: DjangoProject = {
    get present() {
      return present();
    },
    get settings() {
      return settings();
    },
    get apps() {
      return apps();
    },
    get models() {
      return models();
    },
    get migrations() {
      return migrations();
    },
    get routes() {
      return routes();
    },
    get views() {
      return views();
    },
    get templates() {
      return templates();
    },
    get tasks() {
      return tasks();
    },
    get channels() {
      return channels();
    },
    get commands() {
      return commands();
    },
    get orm() {
      return orm();
    },
    get calls() {
      return calls();
    },
  };
  const whole: DjangoInput = { ...input, django: project };
  return project;
}

const speaksOfDjango = perFacts((facts: FileFacts) => facts.python?.imports.some((statement) => statement.level === 0 && /^(django|rest_framework)(\.|$)/.test(statement.module)) ?? false);
