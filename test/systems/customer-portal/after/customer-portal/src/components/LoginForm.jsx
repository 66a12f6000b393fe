import { useState } from 'react';
import { signIn } from '../services/api.js';

export function LoginForm({ onSignedIn }) {
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
