/** Whether users outside the repository can import a module: then no one can say that nothing uses it. Pure. */
import type { ProjectModel } from '../../project/types.js';
import { words } from '../../project/nearest.js';
import type { Subject } from '../types.js';

/** The manifest that publishes the package the file belongs to, or undefined. */
export function publishedBy(subject: Subject, model: ProjectModel): string | undefined {
  return subject.facts.python !== undefined ? pythonManifest(subject, model) : npmManifest(subject, model);
}

function pythonManifest(subject: Subject, model: ProjectModel): string | undefined {
  // The metadata folder of an installed distribution, or of one that was built in place.
  const installed = model.children('').folders.find((folder) => /\.(egg|dist)-info$/.test(folder));
  if (installed !== undefined) return installed;
  for (const path of model.dependencies.scopeFor(subject.path, 'python').manifests) {
    const manifest = model.dependencies.manifest(path);
    if (manifest?.name === undefined || !['pyproject', 'setup-py', 'setup-cfg'].includes(manifest.format)) continue;
    const distribution = words(manifest.name).join('');
    if (subject.path.split('/').some((segment) => words(segment).join('') === distribution)) return path;
  }
  return undefined;
}

function npmManifest(subject: Subject, model: ProjectModel): string | undefined {
  const [nearest] = model.dependencies.scopeFor(subject.path, 'npm').manifests;
  const text = nearest === undefined ? undefined : model.facts(nearest)?.text;
  if (nearest === undefined || text === undefined) return undefined;
  return /(?:^|[{,])\s*"(main|module|exports|types|typings|files|browser|publishConfig)"\s*:/m.test(text) ? nearest : undefined;
}
