const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;

/**
 * Listens for news of tickets and connects again, each time a little later, when the line drops.
 * Returns an object whose `close` ends it for good.
 */
export function connectRealtime(url, onMessage) {
  let socket;
  let timer;
  let delay = FIRST_DELAY_MS;
  let closed = false;

  function open() {
    socket = new WebSocket(url);
    socket.addEventListener('open', () => {
      delay = FIRST_DELAY_MS;
    });
    socket.addEventListener('message', (event) => onMessage(JSON.parse(event.data)));
    socket.addEventListener('error', () => socket.close());
    socket.addEventListener('close', () => {
      if (closed) return;
      timer = setTimeout(open, delay);
      delay = Math.min(delay * 2, LONGEST_DELAY_MS);
    });
  }

  open();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      socket.close();
    },
  };
}
