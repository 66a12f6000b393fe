import type { Order } from '@/types';
import { formatCurrency, formatDate } from '@/utils/format';

export function OrderCard({ order }: { order: Order }) {
  return (
    <article className="order-card">
      <h2>
        Order {order.id} · {order.status}
      </h2>
      <p>
        {formatDate(order.placed_at)} · {formatCurrency(order.total)}
      </p>
    </article>
  );
}
