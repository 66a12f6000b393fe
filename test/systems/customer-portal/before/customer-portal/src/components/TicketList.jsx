import { useQuery } from '@tanstack/react-query';
import { fetchActiveFeatures, fetchTickets } from '../services/api.js';

export function TicketList() {
  const tickets = useQuery({ queryKey: ['tickets'], queryFn: fetchTickets });
  const features = useQuery({ queryKey: ['features'], queryFn: fetchActiveFeatures });

  if (tickets.isPending) return <p>Loading…</p>;
  if (tickets.isError) return <p role="alert">The tickets could not be loaded.</p>;
  const showsCategory = features.data?.includes('ticket-categories') ?? false;
  return (
    <ul>
      {tickets.data.map((ticket) => (
        <li key={ticket.id}>
          {ticket.subject} ({ticket.status}){showsCategory && ` · ${ticket.category}`}
        </li>
      ))}
    </ul>
  );
}
