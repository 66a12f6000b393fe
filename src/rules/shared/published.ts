/** Whether users outside the repository can import a module: then no one can say that nothing uses it. Pure. */
import { folderOf, inFolder } from '../../project/tree.js';
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
  return distributions(subject, model).find(({ name }) => subject.path.split('/').some((segment) => joined(segment) === name))?.path;
}

/** The manifests in reach that name what they publish, and that name as its words alone. */
function distributions(subject: Subject, model: ProjectModel): readonly { readonly path: string; readonly name: string }[] {
  return model.dependencies.scopeFor(subject.path, 'python').manifests.flatMap((path) => {
    const manifest = model.dependencies.manifest(path);
    return manifest?.name !== undefined && ['pyproject', 'setup-py', 'setup-cfg'].includes(manifest.format) ? [{ path, name: joined(manifest.name) }] : [];
  });
}

function joined(name: string): string {
  return words(name).join('');
}

/**
 * True for a module beside the package that a manifest of its project publishes, in a folder that is no package: what is
 * published leaves it out.
 */
export function standsBesidePublished(subject: Subject, model: ProjectModel): boolean {
  if (subject.facts.python === undefined || pythonManifest(subject, model) !== undefined || model.hasFile(inFolder(folderOf(subject.path), '__init__.py'))) return false;
  return distributions(subject, model).some(({ path, name }) => [folderOf(path), inFolder(folderOf(path), 'src')].some((root) => model.children(root).folders.some((folder) => joined(folder) === name && model.hasFile(inFolder(root, `${folder}/__init__.py`)))));
}

function npmManifest(subject: Subject, model: ProjectModel): string | undefined {
  const [nearest] = model.dependencies.scopeFor(subject.path, 'npm').manifests;
  const text = nearest === undefined ? undefined : model.facts(nearest)?.text;
  if (nearest === undefined || text === undefined) return undefined;
  return /(?:^|[{,])\s*"(main|module|exports|types|typings|files|browser|publishConfig)"\s*:/m.test(text) ? nearest : undefined;
}
