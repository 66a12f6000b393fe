/** Pages that speak of the reader's project and not of this repository. */
import type { ProjectModel } from '../../../project/types.js';
import { perModel } from '../../shared/per-model.js';

const SITE_CONFIGURATION =
  /(^|\/)(mkdocs\.ya?ml|docusaurus\.config\.[cm]?[jt]s|conf\.py|_config\.ya?ml|astro\.config\.[cm]?[jt]s|docs\.json|mint\.json|book\.toml|\.vitepress\/.*|\.vuepress\/.*|SUMMARY\.md|gatsby-config\.[jt]s|hugo\.(toml|ya?ml)|_meta\.json)$/;

/** A documentation site is built from this repository. */
export const hasSiteGenerator = perModel((model: ProjectModel) => model.paths.some((path) => SITE_CONFIGURATION.test(path)));

/** Pages of a site speak of the reader's own project; a README or a guide for contributors speaks of this one. */
export function isSitePage(path: string, isSite: boolean): boolean {
  return path.endsWith('.mdx') || (isSite && path.includes('/') && !/(^|\/)(README|CONTRIBUTING|DEVELOP\w*|ARCHITECTURE|AGENTS|CLAUDE)[\w.-]*$/i.test(path));
}

/** Guides show the project that the reader builds. */
export function addressesReader(path: string): boolean {
  return /(^|\/)(how-?tos?|guides?|tutorials?|cookbooks?|recipes|learn|getting[-_]started|quick-?starts?)\//i.test(path);
}
