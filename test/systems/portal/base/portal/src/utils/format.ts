const money = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' });
const day = new Intl.DateTimeFormat('en-IE', { dateStyle: 'medium' });

export function formatCurrency(amount: string): string {
  return money.format(Number(amount));
}

export function formatDate(timestamp: string): string {
  return day.format(new Date(timestamp));
}
