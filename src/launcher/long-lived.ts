/** How a process that stays is started, so that it holds less and judges faster. */

/**
 * Has glibc keep one arena and give back what is free, which other libraries pass over (mallopt(3); sizes in bytes, those that glibc begins with): each thread that
 * compiles or collects garbage would keep an arena of up to 64 MB, a fifth of a worker's memory.
 */
export const FRUGAL: Readonly<Record<string, string>> = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_MMAP_THRESHOLD_: '131072' };

/**
 * An option of Node: 32 MB for each half of the heap's young part, where memory is ample; V8 takes 16. Most of what judging a repository makes stays,
 * and is moved twice before: with larger halves there is less to move, for some 50 MB more.
 */
export const LARGE_YOUNG_HEAP = '--max-semi-space-size=32';
