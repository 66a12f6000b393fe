import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { TicketList } from './components/TicketList.jsx';
import { signIn } from './services/api.js';
import { connectRealtime } from './services/realtime.js';
import { initializeCriticalRenderingPath } from './utils/criticalRenderingPath.js';
import { initializeMemoryOptimizer } from './utils/memoryOptimizer.jsx';
import { initializeNetworkOptimizer } from './utils/networkOptimizer.js';
import { initializePerformanceMonitoring } from './utils/performanceMonitor.jsx';

export default function App() {
  const [signedIn, setSignedIn] = useState(false);
  const queryClient = useQueryClient();

  useEffect(() => {
    initializeCriticalRenderingPath({ preconnect: [import.meta.env.VITE_REALTIME_URL] });
    initializeNetworkOptimizer(queryClient);
    return initializeMemoryOptimizer(queryClient);
  }, [queryClient]);

  useEffect(() => {
    if (!signedIn) return undefined;
    initializePerformanceMonitoring();
    const connection = connectRealtime(import.meta.env.VITE_REALTIME_URL, () => {
      void queryClient.invalidateQueries({ queryKey: ['tickets'] });
    });
    return () => connection.close();
  }, [signedIn, queryClient]);

  if (!signedIn) return <LoginForm onSignedIn={() => setSignedIn(true)} />;
  return (
    <main>
      <h1>Your tickets</h1>
      <TicketList />
    </main>
  );
}

function LoginForm({ onSignedIn }) {
  const [failed, setFailed] = useState(false);

  async function submit(event) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    try {
      await signIn(form.get('username'), form.get('password'));
      onSignedIn();
    } catch {
      setFailed(true);
    }
  }

  return (
    <form onSubmit={submit}>
      <label>
        User name <input name="username" autoComplete="username" required />
      </label>
      <label>
        Password <input name="password" type="password" autoComplete="current-password" required />
      </label>
      {failed && <p role="alert">That did not work. Check the user name and the password.</p>}
      <button type="submit">Sign in</button>
    </form>
  );
}
