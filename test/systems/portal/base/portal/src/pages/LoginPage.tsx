import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { api } from '@/utils/api';
import { keepAccessToken } from '@/utils/session';

export function LoginPage() {
  const [failed, setFailed] = useState(false);
  const navigate = useNavigate();

  async function signIn(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    try {
      const { data } = await api.post<{ access: string }>('/accounts/token/', Object.fromEntries(form));
      keepAccessToken(data.access);
      navigate('/');
    } catch {
      setFailed(true);
    }
  }

  return (
    <form onSubmit={signIn}>
      <input name="username" autoComplete="username" required />
      <input name="password" type="password" autoComplete="current-password" required />
      <button>Sign in</button>
      {failed && <p role="alert">Wrong name or password.</p>}
    </form>
  );
}
