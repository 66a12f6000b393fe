import type { DjangoInput } from '../input.js';
import type { SettingsIndex } from '../types.js';

export function createSettingsIndex(_input: DjangoInput): SettingsIndex {
  return { modules: [], production: [], at: () => undefined, forFile: () => [] };
}
