"""Orders over HTTP."""
import database


def add_order(user_id, reference):
    with database.connection() as db:
        db.execute("INSERT INTO orders (user_id, reference, status) VALUES (?, ?, 'delivered')", (user_id, reference))


def test_shows_an_order_of_the_customer(signed_in):
    add_order(signed_in.get("/auth/me").json()["id"], "A-1")

    assert signed_in.get("/orders/A-1").json() == {"reference": "A-1", "status": "delivered"}


def test_hides_the_orders_of_others(signed_in):
    add_order(999, "B-2")

    assert signed_in.get("/orders/B-2").status_code == 404


def test_takes_a_reference_for_a_value(signed_in):
    add_order(999, "B-2")

    assert signed_in.get("/orders/x' OR '1'='1").status_code == 404
