import axios from 'axios';
import { accessToken } from './session';

/** The only way to the API. */
export const api = axios.create({ baseURL: '/api', timeout: 10_000 });

api.interceptors.request.use((request) => {
  const token = accessToken();
  if (token !== null) request.headers.set('Authorization', `Bearer ${token}`);
  return request;
});
