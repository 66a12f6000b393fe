import { pino, type DestinationStream, type Level, type Logger } from 'pino';

/**
 * A log of JSON lines on stdout. Of an error it keeps what can't hold source, tokens or bodies of requests: its name,
 * its codes and where it was thrown; never its message or other properties.
 */
export function createLog(level: string, destination: DestinationStream = stdout()): Logger {
  const options = { level, base: null, serializers: { err: plainError, error: plainError }, timestamp: pino.stdTimeFunctions.isoTime };
  return pino(options, destination);
}

/** Lines that come while others are written go out together after them, and the rest when the process ends. */
function stdout(): DestinationStream {
  return pino.destination({ dest: 1, sync: false });
}

/** Lines of the level and above to stdout, those of errors to `errors` as well. */
export function withErrorsTo(errors: NodeJS.WritableStream, level: string): DestinationStream {
  const lines = level === 'silent' ? [] : [{ stream: stdout(), level: level as Level }];
  return pino.multistream([...lines, { stream: errors, level: 'error' }]);
}

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
