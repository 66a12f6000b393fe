"""REST API of Pymetric."""
