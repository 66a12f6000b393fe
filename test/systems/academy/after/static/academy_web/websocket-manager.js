const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30000;

/** Shows what the server sends in the element, and connects again when the connection is lost. */
function connect(element, delay = FIRST_DELAY_MS) {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const socket = new WebSocket(`${scheme}://${location.host}${element.dataset.socket}`);
  let wait = delay;

  socket.addEventListener('open', () => {
    wait = FIRST_DELAY_MS;
  });
  socket.addEventListener('message', (event) => show(element, JSON.parse(event.data)));
  socket.addEventListener('error', () => socket.close());
  socket.addEventListener('close', (event) => {
    if (event.code === 4401 || event.code === 4403) return;
    setTimeout(() => connect(element, Math.min(wait * 2, LONGEST_DELAY_MS)), wait);
  });
}

function show(element, payload) {
  if (payload.percent !== undefined) element.value = payload.percent;
  if (payload.message !== undefined) element.textContent = payload.message;
}

document.querySelectorAll('[data-socket]').forEach((element) => connect(element));
