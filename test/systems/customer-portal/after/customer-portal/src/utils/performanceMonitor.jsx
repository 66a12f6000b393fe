import { onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals';
import { reportVital } from '../services/api.js';

/** Reports each page timing once the browser knows it; a report that gets lost is no loss to the user. */
export function initializePerformanceMonitoring() {
  for (const observe of [onCLS, onFCP, onINP, onLCP, onTTFB]) {
    observe(({ name, value }) => {
      reportVital(name, value).catch((error) => console.warn('A page timing was not reported', error));
    });
  }
}
