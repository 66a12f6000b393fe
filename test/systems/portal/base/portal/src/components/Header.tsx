import { Link } from 'react-router-dom';

export function Header() {
  return (
    <header>
      <Link to="/">Your orders</Link>
    </header>
  );
}
