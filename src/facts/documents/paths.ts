/** Decides which strings of a document are paths. */

/** Extensions of files that repositories hold as sources, configuration, documents or assets. */
const EXTENSION =
  /\.(py|pyi|ipynb|js|jsx|ts|tsx|mjs|cjs|mts|cts|vue|svelte|json|jsonc|ya?ml|toml|ini|cfg|conf|md|mdx|rst|txt|html?|jinja2?|j2|css|scss|sass|less|sh|bash|ps1|bat|sql|graphql|gql|proto|tf|go|rs|rb|java|kt|php|c|h|cpp|hpp|cs|swift|lock|service|tmpl|tpl|template|svg|png|jpe?g|gif|webp|ico|pdf|csv|xml|po)$/i;
const PLACEHOLDER = /[\s<>{}*…$~|"'`=;,()[\]\\@^!?&%+]|\.\.\.|:\/\/|\bYYYY\b|\bxxx\b|(^|[/_.-])(foo|bar|baz|your|my|some|example|placeholder)([/_.-]|$)/i;
const MIME = /^(application|audio|font|image|message|model|multipart|text|video)\/[\w.+-]+$/;

/** True for a name with an extension that source files, configuration or documents have. */
export function hasKnownExtension(path: string): boolean {
  return EXTENSION.test(path);
}

/** A path without trailing punctuation, line suffix (`:12`, `#L3`), test selector (`::name`) and leading `./`. */
export function cleanPath(text: string): string {
  const bare = text.trim().replace(/(::.*|#.*|:\d[\d:,-]*)$/, '').replace(/[.,;:]+$/, '');
  return bare.replace(/^(\.\/)+/, '');
}

/** Whether inline code looks like a path of a repository: a `/` in it or a known extension, and nothing of a placeholder, URL, route or type. */
export function looksLikePath(path: string): boolean {
  if (path.length < 3 || path.length > 200 || PLACEHOLDER.test(path)) return false;
  if (path.startsWith('/') || path.startsWith('-') || path.includes(':') || path.includes('//')) return false;
  if (!path.includes('/')) return EXTENSION.test(path) && !path.startsWith('.') && /^[\w.-]+$/.test(path);
  if (MIME.test(path) && !EXTENSION.test(path)) return false;
  return /[A-Za-z]/.test(path) && !/^[\d./-]+$/.test(path);
}

/** The path of a relative link: decoded, without query and anchor; null for anything else. */
export function cleanLink(url: string): string | null {
  if (url === '' || /^([a-z][a-z0-9+.-]*:|\/|#|\?|\\)/i.test(url)) return null;
  const bare = url.replace(/[?#].*$/s, '');
  try {
    const path = decodeURIComponent(bare);
    // A site's domain without its scheme, or a template's expression, is no path.
    return path === '' || /[<>{}$*|]|^www\./.test(path) || /^[\w-]+(\.[\w-]+)*\.(com|org|io|dev|net|app|ai)(\/|$)/.test(path) ? null : path;
  } catch {
    return null;
  }
}
