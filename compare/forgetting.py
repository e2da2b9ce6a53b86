"""What need not be known any longer."""

from compare.desk.sign_in import forget_sign_ins
from core.exchange.desk import forget_imports
from digest.subscribing import forget_unconfirmed
from votes.networks import forget_networks


def forget() -> int:
    """Drop unconfirmed addresses, old networks, past secrets, idle limits, failed sign-ins, past sessions, imports.

    How many votes have lost their network by it.
    """
    forget_sign_ins()
    forget_imports()
    forget_unconfirmed()
    return forget_networks()
