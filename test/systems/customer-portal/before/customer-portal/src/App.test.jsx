import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import React from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import App from './App.jsx';
import * as api from './services/api.js';
import { connectRealtime } from './services/realtime.js';

vi.mock('./services/api.js');

class FakeSocket extends EventTarget {
  static opened = [];

  constructor(url) {
    super();
    this.url = url;
    FakeSocket.opened.push(this);
  }

  close() {
    this.dispatchEvent(new Event('close'));
  }
}

beforeEach(() => {
  FakeSocket.opened = [];
  vi.stubGlobal('WebSocket', FakeSocket);
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test('shows the tickets after signing in', async () => {
  api.signIn.mockResolvedValue();
  api.fetchTickets.mockResolvedValue([{ id: 1, subject: 'Invoice', status: 'open', category: 'billing' }]);
  api.fetchActiveFeatures.mockResolvedValue(['ticket-categories']);
  render(
    <QueryClientProvider client={new QueryClient()}>
      <App />
    </QueryClientProvider>,
  );

  fireEvent.submit(screen.getByRole('button').closest('form'));

  expect(await screen.findByText(/Invoice \(open\) · billing/)).toBeTruthy();
});

test('passes news on', () => {
  const onMessage = vi.fn();
  connectRealtime('wss://realtime.test', onMessage);

  FakeSocket.opened[0].dispatchEvent(new MessageEvent('message', { data: '{"ticket": 1}' }));

  expect(onMessage).toHaveBeenCalledWith({ ticket: 1 });
});