/** Exit codes of the command line. */
export const EXIT = { pass: 0, fail: 1, usage: 2, internal: 3 } as const;
