"""Where the service's log goes."""
import logging.config
import os


def configure_logging() -> None:
    """Everything to standard error, one line a record."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "INFO")},
        }
    )
