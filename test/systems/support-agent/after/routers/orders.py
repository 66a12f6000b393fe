"""Orders of the customer who asks."""
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, status

from auth_system import User, current_user
from schemas import Order
from services.order_lookup import find_order

router = APIRouter(prefix="/orders", tags=["orders"])


@router.get("/{reference}")
def order(reference: str, user: Annotated[User, Depends(current_user)]) -> Order:
    """One order by its reference."""
    found = find_order(user.id, reference)
    if found is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "There is no such order.")
    return Order(**found)
