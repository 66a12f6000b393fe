"""How often an address may ask. The counts stand in Redis, so that all processes share them."""
import os

from slowapi import Limiter
from slowapi.util import get_remote_address

SIGN_INS = "5/minute"
QUESTIONS = "20/minute"

limiter = Limiter(key_func=get_remote_address, storage_uri=os.environ["REDIS_URL"])
