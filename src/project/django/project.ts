/** The Django side of the project model: each part is made when first asked for. Pure. */
import type { FileFacts } from '../../facts/types.js';
import { perFacts } from '../per-facts.js';
import { lazily } from '../tracked.js';
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
  const present = lazily(() => importing().length > 0);
  const settings = lazily(() => createSettingsIndex(whole));
  const apps = lazily(() => createAppIndex(whole), sameApps);
  const models = lazily(() => createModelIndex(whole));
  const migrations = lazily(() => createMigrationIndex(whole));
  const routes = lazily(() => createRouteGraph(whole));
  const views = lazily(() => createViewIndex(whole));
  const templates = lazily(() => createTemplateIndex(whole));
  const tasks = lazily(() => createTaskIndex(whole));
  const channels = lazily(() => createChannelIndex(whole));
  const commands = lazily(() => createCommandIndex(whole));
  const orm = lazily(() => createOrmIndex(whole));
  const calls = lazily(() => createCallGraph(whole));
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
