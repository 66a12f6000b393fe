from celery import shared_task
from django.core.mail import send_mail

from .models import Order
from .pricing import order_total
from .services import open_orders


@shared_task(autoretry_for=(OSError,), retry_backoff=True, max_retries=5)
def confirm_order(order_id):
    order = Order.objects.select_related("customer").prefetch_related("lines").get(pk=order_id)
    waiting = open_orders(order.customer).count()
    send_mail(
        subject=f"Your order {order.pk}",
        message=f"Thank you. Total: {order_total(order.lines.all())}. Open orders: {waiting}.",
        from_email=None,
        recipient_list=[order.customer.email],
    )
