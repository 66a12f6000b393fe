import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { fetchActiveFeatures, fetchComments, fetchTickets, replyToTicket } from '../services/api.js';

export function TicketList() {
  const [opened, setOpened] = useState(null);
  const tickets = useQuery({ queryKey: ['tickets'], queryFn: fetchTickets });
  const features = useQuery({ queryKey: ['features'], queryFn: fetchActiveFeatures });

  if (tickets.isPending) return <p>Loading…</p>;
  if (tickets.isError) return <p role="alert">The tickets could not be loaded.</p>;
  const showsCategory = features.data?.includes('ticket-categories') ?? false;
  return (
    <ul>
      {tickets.data.map((ticket) => (
        <li key={ticket.id}>
          <button type="button" onClick={() => setOpened(ticket.id)}>
            {ticket.subject} ({ticket.status}){showsCategory && ` · ${ticket.category}`}
          </button>
          {opened === ticket.id && <TicketDetails ticketId={ticket.id} />}
        </li>
      ))}
    </ul>
  );
}

function TicketDetails({ ticketId }) {
  const queryClient = useQueryClient();
  const [failed, setFailed] = useState(false);
  const comments = useQuery({ queryKey: ['comments', ticketId], queryFn: () => fetchComments(ticketId) });

  useEffect(() => {
    const socket = new WebSocket(`${import.meta.env.VITE_REALTIME_URL}/${ticketId}`);
    socket.onmessage = () => void queryClient.invalidateQueries({ queryKey: ['comments', ticketId] });
  }, [ticketId, queryClient]);

  async function send(event) {
    event.preventDefault();
    const form = event.currentTarget;
    try {
      await replyToTicket(ticketId, new FormData(form).get('body'));
      form.reset();
      setFailed(false);
    } catch {
      setFailed(true);
    }
    await queryClient.invalidateQueries({ queryKey: ['comments', ticketId] });
  }

  return (
    <section>
      {comments.isError && <p role="alert">The replies could not be loaded.</p>}
      {comments.data?.map((comment) => <p key={comment.id}>{comment.body}</p>)}
      <form onSubmit={send}>
        <textarea name="body" aria-label="Your reply" required />
        {failed && <p role="alert">The reply was not sent.</p>}
        <button type="submit">Send</button>
      </form>
    </section>
  );
}
