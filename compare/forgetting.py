"""What need not be known any longer."""

from compare.desk.sign_in import forget_sign_ins
from core.exchange.desk import forget_imports
from votes.networks import forget_networks


def forget() -> int:
    """Drop old networks of votes, past secrets, idle limits, failed sign-ins, sessions that are over, unused imports.

    How many votes have lost their network by it.
    """
    forget_sign_ins()
    forget_imports()
    return forget_networks()
