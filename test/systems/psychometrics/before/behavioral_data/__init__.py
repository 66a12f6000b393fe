"""Sessions, events and what is derived from them."""
