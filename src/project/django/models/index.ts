/** The models of a repository. Pure but for what it keeps. */
import { perObject } from '../../per-object.js';
import { sameData } from '../../same-data.js';
import { earlyPerKey } from '../../tracked.js';
import type { DjangoInput } from '../input.js';
import type { FieldAnswer, ModelClass, ModelIndex } from '../types.js';
import { keyOf } from './build.js';
import { createLoaded } from './loaded.js';
import { findField, isUserReverse } from './lookup.js';
import { createModels } from './parts.js';

/** Builds the index: every class that is a Django model, with fields, relations and Meta. It follows its tree, and so do its models. */
export function createModelIndex(input: DjangoInput): ModelIndex {
  const { all, at, inFile, targets } = createModels(input);
  const loaded = createLoaded(input);
  const isUser = (model: ModelClass): boolean => {
    if (!/^(django\.contrib\.auth\.models\.)?User$/.test(model.symbol) && !model.fields.some(({ name }) => name === 'last_login')) return false;
    const target = targets.userModel(model.path);
    return 'external' in target || 'unknown' in target || keyOf(target) === keyOf(model) || target.proxy;
  };
  const fieldsOf = perObject((model: ModelClass) =>
    earlyPerKey((name: string): FieldAnswer => {
      const user = isUser(model);
      if (user && isUserReverse(name)) return { kind: 'unknown', reason: `\`${name}\` comes from an app of Django` };
      return findField(input, model, name, user);
    }, sameData),
  );
  return {
    get models() {
      return all();
    },
    at: (path, symbol) => at(keyOf({ path, symbol })),
    inFile,
    isLoaded: earlyPerKey((path: string) => loaded().has(path)),
    byName: targets.byName,
    of: (symbol) => at(keyOf(symbol)),
    external: targets.outside,
    userModel: targets.userModel,
    field: (model, name) => fieldsOf(model)(name),
  };
}
