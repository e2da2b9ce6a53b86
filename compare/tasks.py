"""What the workers do for the site as a whole."""

from procrastinate.contrib.django import app

from compare.forgetting import forget


@app.periodic(cron="17 3 * * *")
@app.task(name="compare.forget", queueing_lock="compare.forget")
def forget_daily(timestamp: int) -> None:
    """Every night: forget what need not be known any longer."""
    forget()
