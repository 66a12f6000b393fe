const SLOW_CONNECTION_STALE_MS = 5 * 60_000;

/** Asks less often for news when the browser says that the line is slow or metered. */
export default function initializeNetworkOptimizer(queryClient) {
  const connection = navigator.connection;
  if (!connection?.saveData && connection?.effectiveType !== '2g') return;
  const options = queryClient.getDefaultOptions();
  queryClient.setDefaultOptions({ ...options, queries: { ...options.queries, staleTime: SLOW_CONNECTION_STALE_MS } });
}
