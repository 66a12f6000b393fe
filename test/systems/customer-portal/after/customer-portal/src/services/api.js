import axios from 'axios';

const client = axios.create({ baseURL: '/api/v1', timeout: 10_000 });

export async function signIn(username, password) {
  const { data } = await client.post('/auth/token/', { username, password });
  client.defaults.headers.common.Authorization = `Bearer ${data.access}`;
}

export async function fetchTickets() {
  const { data } = await client.get('/tickets/');
  return data.results;
}

export async function fetchComments(ticketId) {
  const { data } = await client.get(`/tickets/${ticketId}/comments/`);
  return data.results;
}

export async function replyToTicket(ticketId, body) {
  const { data } = await client.post(`/tickets/${ticketId}/reply/`, { body });
  return data;
}

export async function fetchActiveFeatures() {
  const { data } = await client.get('/features/active/');
  return data.flags;
}

export async function reportVital(name, value) {
  await client.post('/metrics/vitals/', { name, value });
}
