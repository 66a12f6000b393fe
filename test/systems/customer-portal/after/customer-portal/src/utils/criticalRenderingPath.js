/** Opens connections that the first screen needs before its code asks for them. */
export function initializeCriticalRenderingPath({ preconnect = [] } = {}) {
  for (const address of preconnect.filter(Boolean)) {
    const href = new URL(address).origin.replace(/^ws/, 'http');
    if (document.head.querySelector(`link[rel="preconnect"][href="${href}"]`)) continue;
    const link = document.createElement('link');
    link.rel = 'preconnect';
    link.href = href;
    document.head.append(link);
  }
}
