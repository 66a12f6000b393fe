"""Settings, one module for each place that Pymetric runs in."""
