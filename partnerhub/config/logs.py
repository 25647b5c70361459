"""Log lines as JSON, one object a line, without local variables and without secrets."""

import logging
import re

import structlog

SECRETS = re.compile(r"(hub_|/link/)[A-Za-z0-9_-]{8,}")


class JsonFormatter(structlog.stdlib.ProcessorFormatter):
    """Writes every record of the standard logging as one JSON object."""

    def __init__(self) -> None:
        super().__init__(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
            ],
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
        )

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, with tokens and one-time links blotted out."""
        return SECRETS.sub(r"\1…", super().format(record))
