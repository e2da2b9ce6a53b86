"""What stays out of the log."""

import logging
import re

# Whoever has such an address can read and change what belongs to the subscriber whom it names.
PERSONAL = re.compile(r"(/digest/(?:you|leave|confirm)/)[^\s/?]+")


class WithoutTokens(logging.Filter):
    """Takes the tokens out of the addresses of personal pages, which Django names where something went wrong."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = PERSONAL.sub(r"\1...", record.getMessage()), None
        return True
