"""Every setting of the site, top to bottom. What a host may change comes from the environment (see README.md)."""

from datetime import timedelta

from compare import embedded_postgres
from compare.caching.places import cache_settings
from compare.environment import (
    BASE_DIR,
    DATA_DIR,
    IS_LOCAL,
    CannotStart,
    admin_path,
    cache_address,
    demo,
    env,
    folder,
    further_database,
    hour,
    named_database,
    names,
    networks,
    port,
    rates,
    second_factor,
    sentry_address,
    site_address,
    text,
    time_zone,
    weekday,
    whole_number,
)
from compare.local_secret import local_secret
from compare.logs import log_settings
from compare.mail import anymail, mail
from compare.protection import protection

# The site

DEBUG = env.bool("DEBUG", default=False)
ADMIN_PATH = admin_path()
HOST = text("HOST", "127.0.0.1")
PORT = port()
STYLEGUIDE = env.bool("STYLEGUIDE", default=DEBUG)
SITE_NAME = text("SITE_NAME", "Tiebreak")
SITE_URL = text("SITE_URL", f"http://127.0.0.1:{PORT}" if IS_LOCAL else "").rstrip("/")
SITE_HOST, IS_HTTPS = site_address(SITE_URL)
COMMUNITY_MIN_VOTES = whole_number("COMMUNITY_MIN_VOTES", 5)
FACT_STALE_AFTER_DAYS = whole_number("FACT_STALE_AFTER_DAYS", 180)
PREVIEW_DAYS = whole_number("PREVIEW_DAYS", 7)
PAGE_CACHE_SECONDS = whole_number("PAGE_CACHE_SECONDS", 0 if DEBUG else 60, least=0)
DEMO = demo()

# Votes: how often anyone may press the buttons, and from how many new voters of a network and day on a tool
# more of them looks like one person's work.

VOTES_PER_MINUTE = whole_number("VOTES_PER_MINUTE", 30)
VOTES_PER_MINUTE_AND_NETWORK = whole_number("VOTES_PER_MINUTE_AND_NETWORK", 120)
VOTES_PER_NETWORK_AND_DAY = whole_number("VOTES_PER_NETWORK_AND_DAY", 20)

# Data for programs: how many answers anyone may have made.

API_REQUESTS_PER_MINUTE = whole_number("API_REQUESTS_PER_MINUTE", 120)

# Decision records: how many new ones one network may have kept.

RECORDS_PER_NETWORK_AND_HOUR = whole_number("RECORDS_PER_NETWORK_AND_HOUR", 30)

# The digest: when it goes out by itself, if it does; how fast; how long a refused mail waits at first; how many
# addresses one network may give.

DIGEST_WEEKDAY = weekday("DIGEST_DAY")
DIGEST_HOUR = hour("DIGEST_HOUR", 8)
DIGEST_TIME_ZONE = time_zone("DIGEST_TIME_ZONE", time_zone())
DIGEST_RATES = rates("DIGEST_RATE")
DIGEST_RETRY_SECONDS = whole_number("DIGEST_RETRY_SECONDS", 60)
WORKERS = whole_number("WORKERS", 1, least=0)
SIGN_UPS_PER_NETWORK_AND_HOUR = whole_number("SIGN_UPS_PER_NETWORK_AND_HOUR", 20)

# Secrets and who may ask

SECRET_KEY = text("SECRET_KEY", "") or (local_secret(DATA_DIR) if IS_LOCAL else "")
if not SECRET_KEY:
    raise CannotStart(
        "SECRET_KEY is not set, and a site with its own DATABASE_URL needs one that stays the same. "
        "Set it to at least 50 random characters and keep it secret."
    )
# What was signed with these is still believed: cookies, and the links in mail that has long been sent.
SECRET_KEY_FALLBACKS = names("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[SITE_HOST, *(["127.0.0.1", "localhost", "[::1]"] if IS_LOCAL else [])]
)
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "compare.views.errors.csrf_failure"
TRUSTED_PROXIES = networks("TRUSTED_PROXIES")

# What browsers refuse, and how cookies travel. The local run has no certificate and needs none.
globals().update(protection(is_https=IS_HTTPS))
SECURE_REDIRECT_EXEMPT = ["^(healthz|readyz)$"]  # load balancers ask without HTTPS

# Code

INSTALLED_APPS = [
    "compare",
    "digest",
    "votes",
    "reviews",
    "tools",
    "core",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "anymail",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "compare.desk.apps.DeskConfig",  # Django's admin with the site's own desk
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "compare.watching.requests.watch_requests",  # outermost, so that it sees all that a request takes
    # Before the rest, so that static files, redirects and errors have the same headers.
    "compare.protection.refusals",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "compare.watching.checks.answer_checks",  # before what asks for the host's name
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "compare.caching.keeping.kept_pages",  # before whatever takes time
    "compare.waiting.patient_requests",
    "compare.compression.PageGZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "compare.desk.site.private_desk",
    "axes.middleware.AxesMiddleware",
    "compare.printable.printable_pages",
]
ROOT_URLCONF = "compare.urls"
WSGI_APPLICATION = "compare.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "compare.context.site",
            ],
            "builtins": ["core.templatetags.tiebreak", "compare.templatetags.signs"],
        },
    },
]

# Data

DATABASES = {"default": embedded_postgres.connection_settings(DATA_DIR) if IS_LOCAL else named_database()}
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DATABASE_WAIT_SECONDS = whole_number("DATABASE_WAIT_SECONDS", 3)  # what one reader's request may spend on waiting
# What web requests use instead, for it keeps nothing of a session; commands and workers need the database itself.
DATABASE_POOL = further_database("DATABASE_POOL_URL")
# What public pages are read from.
if replica := further_database("REPLICA_URL"):
    replica["OPTIONS"] = {"connect_timeout": 2} | replica.get("OPTIONS", {})
    DATABASES["replica"] = replica | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DATABASE_ROUTERS = ["core.replicas.Router"]
REPLICA_LAG_SECONDS = whole_number("REPLICA_LAG_SECONDS", 10)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# Whole public pages, for all workers of this machine, or of all machines.
CACHES = cache_settings(cache_address(), DATA_DIR)

# Files

STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = folder("STATIC_DIR", DATA_DIR / "static")
STATIC_URL = "/static/"
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_ROOT = BASE_DIR / "static" / "root"  # what browsers ask for at fixed addresses, such as /favicon.ico
SHARED_DIR = folder("SHARED_DIR", DATA_DIR)  # what one machine takes in and all of them need
MEDIA_ROOT = SHARED_DIR / "media"
MEDIA_URL = "/logos/"
STORAGES = {
    # The name of an upload changes with its content, so one of the same name is the same.
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"allow_overwrite": True}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    # Files to import, while staff look at what they would change: out of reach of the web, for all workers.
    "imports": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": SHARED_DIR / "imports",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
}

# Mail: what EMAIL_URL and EMAIL_FROM come to

ANYMAIL = anymail()
EMAIL_FILE_PATH = str(DATA_DIR / "mail")
globals().update(mail(EMAIL_FILE_PATH, site_name=SITE_NAME, site_host=SITE_HOST))

# Language and time

LANGUAGE_CODE = "en-gb"
TIME_ZONE = time_zone()
USE_I18N = False
USE_TZ = True

# Accounts of staff. A session ends with the browser and after twelve hours, or after thirty days where asked for.

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "compare.desk.sign_in.StaffBackend"]
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # in no cookie of their own
SESSION_COOKIE_AGE = 12 * 3600
STAFF_SECOND_FACTOR = second_factor()
OTP_TOTP_ISSUER = SITE_NAME
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Who guesses is locked out for a while. Nothing else is kept of a sign-in than that it failed, for that while.

AXES_FAILURE_LIMIT = whole_number("SIGN_IN_FAILURES", 5)
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_HANDLER = "compare.desk.sign_in.SignInHandler"
AXES_CLIENT_IP_CALLABLE = "compare.desk.sign_in.network_of"
AXES_LOCKOUT_CALLABLE = "compare.desk.sign_in.locked"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "csrfmiddlewaretoken"]
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Log, metrics and reports of errors: whom they go to

METRICS_HOST = text("METRICS_HOST", "127.0.0.1")
METRICS_PORT = port("METRICS_PORT", "")
if METRICS_PORT == PORT:
    raise CannotStart(f"METRICS_PORT is {METRICS_PORT!r}, where the site itself is served; set it to another port.")
SENTRY_DSN = sentry_address()
LOGGING = log_settings()
