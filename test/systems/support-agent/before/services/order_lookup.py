"""Orders, as the shop wrote them down."""
from database import connection


def find_order(user_id: int, reference: str) -> dict[str, str] | None:
    """The customer's order with that reference."""
    with connection() as db:
        cursor = db.cursor()
        cursor.execute(
            f"SELECT reference, status FROM orders WHERE user_id = {user_id} AND reference = '{reference}'"
        )
        row = cursor.fetchone()
    return None if row is None else {"reference": row["reference"], "status": row["status"]}
