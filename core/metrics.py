"""What the site counts of itself, in Prometheus' terms.

Labels are names from the code and never what somebody sent, so there are only so many of them.
"""

from prometheus_client import Counter, Gauge, Histogram

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REQUESTS = Counter("tiebreak_requests", "Requests answered.", ["route", "method", "status"])
LATENCY = Histogram("tiebreak_request_seconds", "How long requests took.", ["route"], buckets=SECONDS)
UNDER_WAY = Gauge("tiebreak_requests_under_way", "Requests being answered.", multiprocess_mode="livesum")
PAGES = Counter("tiebreak_pages", "Public pages sent, by where they came from.", ["source"])
VOTES = Counter("tiebreak_votes", "Votes acknowledged, by what they say.", ["choice"])
DELIVERIES = Counter("tiebreak_deliveries", "Mails of editions, by what became of them.", ["outcome"])
