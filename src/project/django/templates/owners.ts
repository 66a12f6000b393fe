import type { DjangoInput } from '../input.js';

/** Folders and files for which Django itself has templates, or which it asks for and does without. */
const DJANGO_OWN = /^(admin|admin_doc|registration|django|gis|flatpages|auth|contenttypes|sites|redirects|postgres|syndication|sitemap(_index)?\.xml|(400|403|404|500|403_csrf)\.html|robots\.txt)(\/|$)/;

/**
 * Why somebody else may provide a template that the repository does not hold; null where it must be the repository itself:
 * its first folder is one of the repository's apps or holds other templates of it, and no other installed app bears that word.
 */
export function ownership({ django, tree }: DjangoInput, names: ReadonlyMap<string, string>): (name: string) => string | null {
  const external = django.apps.external;
  const words = new Set(external.names.flatMap((app) => app.toLowerCase().split(/[._]/)));
  const dotted = new Set(external.names.flatMap((app) => app.toLowerCase().split('.')));
  const packages = new Set(django.apps.apps.flatMap((app) => [app.label, app.dotted.split('.').at(-1) as string]));
  const folders = new Set<string>();
  for (const [name, path] of names) if (!isTestFolder(path)) folders.add(firstFolder(name));
  const hasScripts = tree.paths.some((path) => /(^|\/)manage\.py$/.test(path));
  return (name) => {
    if (DJANGO_OWN.test(name)) return 'Django may provide it';
    const first = firstFolder(name);
    const isApp = packages.has(first);
    const isFolder = folders.has(first);
    if (!isApp && !isFolder) return `nothing of the repository stands under \`${first}/\``;
    if (first === '' && !hasScripts) return 'who uses this library may provide it';
    if (dotted.has(first.toLowerCase()) || words.has(first.toLowerCase())) return `an installed app is called \`${first}\``;
    if (external.open && !(isApp && isFolder)) return 'INSTALLED_APPS may name other apps';
    return null;
  };
}

/** '' for a name without folders. */
function firstFolder(name: string): string {
  return name.includes('/') ? name.slice(0, name.indexOf('/')) : '';
}

function isTestFolder(path: string): boolean {
  return /(^|\/)(tests?|testing|testapp|test_[^/]*|[^/]*_tests?|fixtures|sandbox|examples?|demo)\//.test(path);
}
