"""What gunicorn writes down: that something failed and where, never the address or the words it failed on."""

from __future__ import annotations

import logging
from typing import Any

from gunicorn.glogging import Logger

from casefile.logs import KindOnly


class WebLog(Logger):  # type: ignore[misc]
    """Gunicorn's own log tells addresses with what was typed into them, and an error's whole text."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(KindOnly(self.error_fmt, self.datefmt))

    def debug(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        super().debug(*(("%s", args[0]) if msg == "%s %s" else (msg, *args)), **kwargs)

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        quoting = isinstance(msg, str) and msg.startswith("Invalid request")  # it goes on with a piece of it
        super().warning("Invalid request" if quoting else msg, *args, **kwargs)

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        told = msg.partition("%")[0] if isinstance(msg, str) else type(msg).__name__
        self.error_log.log(logging.ERROR, told, exc_info=True)
