const KEY = 'portal.access';

export function accessToken(): string | null {
  return sessionStorage.getItem(KEY);
}

export function keepAccessToken(token: string): void {
  sessionStorage.setItem(KEY, token);
}
