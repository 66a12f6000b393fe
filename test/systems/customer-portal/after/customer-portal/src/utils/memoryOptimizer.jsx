const SWEEP_INTERVAL_MS = 5 * 60_000;

/** Drops answers that no component shows any more. Returns a function that stops it. */
export function initializeMemoryOptimizer(queryClient) {
  const timer = setInterval(() => {
    queryClient.removeQueries({ type: 'inactive' });
  }, SWEEP_INTERVAL_MS);
  return () => clearInterval(timer);
}
