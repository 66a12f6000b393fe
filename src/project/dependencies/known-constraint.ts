/** Versions known from elsewhere in the repository, written for the manifest that takes them. Pure. */
import type { DeclaredDependency, ManifestFacts, ManifestFormat } from '../../facts/types.js';

/**
 * As another manifest of the repository writes it, else the version of a lock file in the target's usual form.
 * @param target format of the manifest that takes the constraint
 */
export function knownConstraint(name: string, manifests: readonly { readonly facts: ManifestFacts }[], target: ManifestFormat): string | undefined {
  const ecosystem = target === 'package-json' ? 'npm' : 'python';
  const entries = manifests.flatMap(({ facts }) =>
    facts.ecosystem === ecosystem ? facts.dependencies.filter((dependency) => dependency.name === name).map((dependency) => ({ dependency, format: facts.format })) : [],
  );
  for (const { dependency } of entries) {
    const written = dependency.group === 'locked' ? undefined : translate(dependency, target);
    if (written !== undefined) return written;
  }
  const locked = entries.find(({ dependency }) => dependency.group === 'locked')?.dependency.constraint?.replace(/^==/, '');
  if (locked === undefined || !/^\d[\w.+-]*$/.test(locked)) return undefined;
  if (target === 'package-json') return `^${locked}`;
  return target === 'requirements' || target === 'pipfile' ? `==${locked}` : `>=${locked}`;
}

/** The constraint in the target's language, or undefined where it has no plain counterpart. */
function translate({ constraint }: DeclaredDependency, target: ManifestFormat): string | undefined {
  if (constraint === undefined) return undefined;
  if (target === 'package-json') return /^[\^~]?\d[\w.+-]*$|^>=\d[\w.+-]*$/.test(constraint) ? constraint : undefined;
  const compact = constraint.replace(/\s+/g, '');
  // PEP 440 is understood by all; Poetry's caret and bare version are not.
  if (/^(([<>]=?|[~!=]=)[\w.*+!-]+,?)+$/.test(compact)) return compact.replace(/,$/, '');
  const caret = /^\^(\d+)((?:\.\d+)*)$/.exec(compact);
  if (caret !== null && caret[1] !== '0') return `>=${caret[1]}${caret[2]},<${Number(caret[1]) + 1}`;
  return /^\d+(\.\d+)+$/.test(compact) ? `==${compact}` : undefined;
}
