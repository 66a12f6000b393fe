/** Errors as logs may have them. */

export interface PlainError {
  readonly name: string;
  readonly code?: string | number;
  readonly status?: number;
  readonly exitCode?: number;
  /** Stack frames, outermost last. */
  readonly frames?: readonly string[];
}

/** The part of an error that is fit for a log. */
export function plainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: typeof error };
  const { code, status, exitCode } = error as Error & { code?: unknown; status?: unknown; exitCode?: unknown };
  const frames = (error.stack ?? '').split('\n').map((line) => line.trim()).filter((line) => line.startsWith('at ')).slice(0, 8);
  return {
    name: error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(typeof status === 'number' ? { status } : {}),
    ...(typeof exitCode === 'number' ? { exitCode } : {}),
    frames,
  };
}
