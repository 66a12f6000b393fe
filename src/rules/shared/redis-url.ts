/** How a settings file can name the Redis server that the project already has. Pure. */
import type { Place, SettingsModule } from '../../project/django/types.js';
import type { ProjectModel } from '../../project/types.js';

const NAMES = ['REDIS_URL', 'CACHE_URL', 'CELERY_BROKER_URL', 'BROKER_URL'];

/**
 * An expression for the URL of Redis that holds at a place: a setting that the same file has assigned above it, or the
 * environment where the file imports `os`. Null where neither is there.
 */
export function redisUrl(model: ProjectModel, module: SettingsModule, place: Place): string | null {
  const python = model.facts(place.path)?.python;
  if (python === undefined) return null;
  for (const name of NAMES) {
    const above = python.definitions.some((definition) => definition.name === name && definition.span[0] < place.span[0]);
    if (above && speaksOfRedis(module, name)) return name;
  }
  return python.imports.some(({ module: imported, names, alias, scope }) => imported === 'os' && names === null && alias === undefined && scope === 'module') ? 'os.environ["REDIS_URL"]' : null;
}

function speaksOfRedis(module: SettingsModule, name: string): boolean {
  const value = module.get(name);
  if (value?.kind === 'string') return value.value.startsWith('redis');
  if (value?.kind !== 'environment') return false;
  if (value.fallback?.kind === 'string') return value.fallback.value.startsWith('redis');
  return value.variable.includes('REDIS');
}
