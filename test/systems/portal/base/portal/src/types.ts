export interface Line {
  product: string;
  quantity: number;
  price: string;
}

export interface Order {
  id: number;
  status: 'placed' | 'shipped' | 'cancelled';
  placed_at: string;
  lines: Line[];
  total: string;
}

export interface Page<Item> {
  count: number;
  results: Item[];
}
