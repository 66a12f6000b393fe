/** The forms in which reports are printed. */
export const FORMATS = ['terminal', 'markdown', 'json', 'sarif', 'github', 'gitlab', 'html'] as const;
export type Format = (typeof FORMATS)[number];
