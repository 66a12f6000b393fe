"""Reads `.env` into the environment. Import it before anything that reads the environment."""
from dotenv import load_dotenv

load_dotenv()
