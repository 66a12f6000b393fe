import { nearest } from '../../nearest.js';
import { early, sameItems } from '../../tracked.js';
import type { DjangoInput } from '../input.js';
import type { CommandIndex } from '../types.js';
import { APP_COMMANDS, DJANGO_COMMANDS } from './known.js';

const COMMAND = /^((?:.*\/)?)management\/commands\/([A-Za-z]\w*)\.py$/;

/** The management commands of a repository, of Django and of the apps that it installs. */
export function createCommandIndex(input: DjangoInput): CommandIndex {
  const commands = early(() => commandsOf(input.tree.paths), (before, after) => sameItems([...before.keys()], [...after.keys()]) && sameItems([...before.values()], [...after.values()]));
  const scripts = early(() => input.tree.paths.filter((path) => /(^|\/)manage\.py$/.test(path)), sameItems);
  const unseen = early(() => unseenCommands(input));
  return {
    get commands() {
      return commands();
    },
    find(name) {
      const own = commands().get(name);
      if (own !== undefined) return ofRepository(own, input);
      if (DJANGO_COMMANDS.has(name)) return { kind: 'yes' };
      const provider = Object.keys(APP_COMMANDS).find((app) => APP_COMMANDS[app]?.includes(name));
      if (provider !== undefined && isInstalled(provider, input)) return { kind: 'yes' };
      // An app that is at hand may be installed by settings of somebody's own machine.
      if (provider !== undefined && isDeclared(provider, scripts()[0], input)) return { kind: 'unknown', reason: `\`${provider}\` has a command of that name` };
      const custom = scripts().find((path) => answersItself(name, path, input));
      if (custom !== undefined) return { kind: 'unknown', reason: `${custom} may answer it` };
      if (scripts().length === 0) return { kind: 'unknown', reason: 'the repository has no manage.py' };
      const reason = unseen();
      return reason === null ? { kind: 'no', nearest: nearest(name, [...commands().keys(), ...DJANGO_COMMANDS]) } : { kind: 'unknown', reason };
    },
  };
}

/** The first path of each name. */
function commandsOf(paths: readonly string[]): ReadonlyMap<string, string> {
  const commands = new Map<string, string>();
  for (const path of paths) {
    const name = COMMAND.exec(path)?.[2];
    if (name !== undefined && !commands.has(name)) commands.set(name, path);
  }
  return commands;
}

function ofRepository(path: string, { django }: DjangoInput): ReturnType<CommandIndex['find']> {
  const app = django.apps.of(path);
  return app?.installed === 'no' ? { kind: 'unknown', reason: `its app \`${app.dotted}\` is not in INSTALLED_APPS` } : { kind: 'yes' };
}

/** A manage.py that is not Django's, or that looks at the name itself. */
function answersItself(name: string, path: string, { facts }: DjangoInput): boolean {
  const known = facts(path);
  const isDjango = known?.python?.imports.some(({ module }) => /^(django|configurations)(\.|$)/.test(module)) === true;
  return !isDjango || known?.code?.includes(name) === true;
}

/** Why commands may exist that can't be seen. */
function unseenCommands({ django }: DjangoInput): string | null {
  const { names, open } = django.apps.external;
  if (open) return 'INSTALLED_APPS may name other apps';
  const other = names.find((name) => !isListed(name));
  return other === undefined ? null : `the app \`${other}\` may have it`;
}

function isListed(app: string): boolean {
  return app.startsWith('django.') || tableName(app) !== undefined;
}

/** An app may be named by its AppConfig: `rest_framework.apps.RestFrameworkConfig`. */
function tableName(app: string): string | undefined {
  return [app, app.replace(/\.apps\.\w+$/, '')].find((name) => Object.hasOwn(APP_COMMANDS, name));
}

function isDeclared(provider: string, script: string | undefined, { dependencies }: DjangoInput): boolean {
  return script !== undefined && dependencies.declaration(script, 'python', provider).kind === 'declared';
}

function isInstalled(provider: string, { django }: DjangoInput): boolean {
  return django.apps.external.names.some((app) => tableName(app) === provider);
}
