import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { LoginForm } from './components/LoginForm.jsx';
import { TicketList } from './components/TicketList.jsx';
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
