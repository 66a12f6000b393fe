"""REST API of the academy."""
