/** Manifests: what a project says that it needs. Pure and synchronous; never throws. */
import type { Grammars } from '../grammars.js';
import type { ManifestFacts, ManifestFormat } from '../types.js';
import { readNpmLock, readPackageJson } from './npm.js';
import { readConda, readPipfile, readPythonLock } from './python-other.js';
import { readPyproject } from './pyproject.js';
import { readSetupCfg, readToxIni } from './setup-cfg.js';
import { readSetupPy } from './setup-py.js';
import { readRequirements } from './requirements.js';
import { manifestOf } from './shared.js';

export { manifestFormat } from './format.js';

/**
 * Reads one manifest.
 * @param format as `manifestFormat` tells
 * @param name the file's name
 * @returns facts with `error` set, and nothing else, when the file can't be read as its format
 */
export function extractManifest(format: ManifestFormat, name: string, text: string, grammars: Pick<Grammars, 'python'>): ManifestFacts {
  try {
    return readManifest(format, name, text, grammars);
  } catch (error) {
    // The parsers recurse: text that nests some ten thousand levels deep exhausts the stack.
    const reason = error instanceof RangeError ? 'it nests too deeply' : 'it could not be parsed';
    const ecosystem = format === 'package-json' || format === 'npm-lock' || format === 'tsconfig' ? 'npm' : 'python';
    return manifestOf(ecosystem, format, { error: reason });
  }
}

function readManifest(format: ManifestFormat, name: string, text: string, grammars: Pick<Grammars, 'python'>): ManifestFacts {
  switch (format) {
    case 'requirements':
      return readRequirements(name, text);
    case 'pyproject':
      return readPyproject(text);
    case 'setup-cfg':
      return readSetupCfg(text);
    case 'setup-py':
      return readSetupPy(text, grammars);
    case 'tox-ini':
      return readToxIni(text);
    case 'pipfile':
      return readPipfile(text);
    case 'python-lock':
      return readPythonLock(name, text);
    case 'conda':
      return readConda(text);
    case 'package-json':
      return readPackageJson(text);
    case 'npm-lock':
      return readNpmLock(name, text);
    case 'tsconfig':
      return manifestOf('npm', 'tsconfig', {});
  }
}
