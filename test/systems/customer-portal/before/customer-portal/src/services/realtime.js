/** Listens for news of tickets. Returns an object whose `close` ends it. */
export function connectRealtime(url, onMessage) {
  const socket = new WebSocket(url);
  socket.addEventListener('message', (event) => onMessage(JSON.parse(event.data)));
  return {
    close() {
      socket.close();
    },
  };
}
