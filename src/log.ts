import { pino, type DestinationStream, type Level, type Logger } from 'pino';
import { plainError } from './plain-error.js';

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
