/** All that the doctor looks at, in order. I/O. */
import { join } from 'node:path';
import { checkCredentials, type Credentials } from './credentials.js';
import { checkDatabase, checkFolder } from './data.js';
import { checkMachine } from './machine.js';
import { skipped, type Check } from './types.js';

export interface Section {
  readonly title: string;
  readonly checks: readonly Check[];
}

export interface Examined {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Where the command line keeps facts; a server has its own folder. */
  readonly dataDir: string;
  /** Do not ask GitHub. */
  readonly offline: boolean;
}

/** Looks at the machine, at what is kept, at the settings, and asks GitHub. Changes nothing anywhere. */
export async function examine({ variables, dataDir, offline }: Examined): Promise<Section[]> {
  const { checks, environment, app, isServer } = checkCredentials(variables);
  const folder = isServer ? environment.dataDir : dataDir;
  const place = environment.databaseUrl === null ? { kind: 'file' as const, path: join(folder, 'app.db') } : { kind: 'server' as const, url: environment.databaseUrl };
  const kept = [...(await checkFolder(folder)), ...(isServer || environment.databaseUrl !== null ? [await checkDatabase(place)] : [])];
  return [
    { title: 'This machine', checks: await checkMachine() },
    { title: 'What is kept', checks: kept },
    { title: 'Settings', checks },
    ...(isServer ? [{ title: 'GitHub', checks: await gitHubChecks({ environment, app }, offline) }] : []),
  ];
}

async function gitHubChecks({ environment, app }: Pick<Credentials, 'environment' | 'app'>, offline: boolean): Promise<Check[]> {
  if (offline) return [skipped('GitHub App', 'not asked: --offline')];
  if (app === null) return [skipped('GitHub App', 'not asked: without APP_ID and key GitHub does not answer')];
  const { checkGitHub } = await import('./github.js');
  return checkGitHub(environment, app);
}
