/** The environment of a process that stays, so that it holds less. */

/**
 * Has glibc keep one arena and give back what is free, which other libraries pass over (mallopt(3); sizes in bytes, those that glibc begins with): each thread that
 * compiles or collects garbage would keep an arena of up to 64 MB, a fifth of a worker's memory.
 */
export const FRUGAL: Readonly<Record<string, string>> = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_MMAP_THRESHOLD_: '131072' };
