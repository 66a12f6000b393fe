import { OrderCard } from '@/components/OrderCard';
import { useOrders } from '@/hooks/useOrders';

export function OrdersPage() {
  const { data: orders, isPending, isError } = useOrders();
  if (isPending) return <p>Loading…</p>;
  if (isError) return <p role="alert">Your orders could not be loaded.</p>;
  return orders.map((order) => <OrderCard key={order.id} order={order} />);
}
