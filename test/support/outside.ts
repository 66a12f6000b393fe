/** Modules that a process of tests loads once. What Jest loads for a file of tests it loads anew for the next, and what was made of it is made anew too. */

/** Set by the environment (`starter/environment.mjs`), in whose own registry they are. */
declare global {
  var importOutside: ((module: string) => Promise<unknown>) | undefined;
}

/**
 * The exports of a package or of a plain JavaScript module. Its objects are of another realm: `instanceof Array` and the like don't hold for them.
 * @param module name of a package, or URL
 */
export function outside<T>(module: string): Promise<T> {
  return (globalThis.importOutside?.(module) ?? import(module)) as Promise<T>;
}
