import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import React from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import App from './App.jsx';
import { ErrorBoundary } from './components/ErrorBoundary.jsx';
import { TicketList } from './components/TicketList.jsx';
import * as api from './services/api.js';
import { connectRealtime } from './services/realtime.js';
import { initializeCriticalRenderingPath } from './utils/criticalRenderingPath.js';

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
  vi.useRealTimers();
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

test('connects again when the line drops, until it is closed', () => {
  vi.useFakeTimers();
  const connection = connectRealtime('wss://realtime.test', vi.fn());

  FakeSocket.opened[0].close();
  vi.advanceTimersByTime(1_000);
  expect(FakeSocket.opened).toHaveLength(2);

  connection.close();
  vi.advanceTimersByTime(60_000);
  expect(FakeSocket.opened).toHaveLength(2);
});

test('sends a reply, and says when it was not sent', async () => {
  api.fetchTickets.mockResolvedValue([{ id: 7, subject: 'Invoice', status: 'open', category: 'billing' }]);
  api.fetchActiveFeatures.mockResolvedValue([]);
  api.fetchComments.mockResolvedValue([]);
  api.replyToTicket.mockRejectedValue(new Error('offline'));
  render(
    <QueryClientProvider client={new QueryClient()}>
      <TicketList />
    </QueryClientProvider>,
  );

  fireEvent.click(await screen.findByText(/Invoice/));
  fireEvent.submit(screen.getByLabelText('Your reply').closest('form'));

  expect((await screen.findByRole('alert')).textContent).toContain('not sent');
  expect(api.replyToTicket).toHaveBeenCalledWith(7, '');
});

test('connects early to each address once', () => {
  initializeCriticalRenderingPath({ preconnect: ['wss://realtime.test/tickets', undefined] });
  initializeCriticalRenderingPath({ preconnect: ['wss://realtime.test/tickets'] });

  expect(document.head.querySelectorAll('link[href="https://realtime.test"]')).toHaveLength(1);
});

test('says that something went wrong instead of showing nothing', () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  function Broken() {
    throw new Error('broken');
  }

  render(
    <ErrorBoundary>
      <Broken />
    </ErrorBoundary>,
  );

  expect(screen.getByRole('alert').textContent).toContain('reload');
});
