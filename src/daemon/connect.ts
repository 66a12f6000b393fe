/** Connections to a daemon's socket. I/O. */
import { createConnection, type Socket } from 'node:net';
import { messagesOf, say, type Answer, type Question } from './protocol.js';

/** Connects; null where nobody listens. */
export function connect(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      // What breaks later is seen as an end without an answer.
      socket.on('error', () => undefined);
      resolve(socket);
    });
    socket.once('error', () => resolve(null));
  });
}

/** A daemon's first answer of the wanted kind, with its process id; null where nobody listens, or it ends before. */
export async function ask<Kind extends Answer['kind']>(path: string, question: Question, kind: Kind): Promise<{ readonly pid: number; readonly answer: Extract<Answer, { kind: Kind }> } | null> {
  const socket = await connect(path);
  if (socket === null) return null;
  let pid = 0;
  say(socket, question);
  try {
    for await (const answer of messagesOf<Answer>(socket)) {
      if (answer.kind === 'hello') pid = answer.pid;
      if (answer.kind === kind) return { pid, answer: answer as Extract<Answer, { kind: Kind }> };
    }
    return null;
  } finally {
    socket.destroy();
  }
}
