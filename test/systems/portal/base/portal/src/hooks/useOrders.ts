import { useQuery } from '@tanstack/react-query';
import type { Order, Page } from '@/types';
import { api } from '@/utils/api';

export function useOrders() {
  return useQuery({
    queryKey: ['orders'],
    queryFn: async () => (await api.get<Page<Order>>('/orders/')).data.results,
  });
}
