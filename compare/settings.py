"""Every setting of the site, top to bottom. What a host may change comes from the environment (see README.md)."""

from datetime import timedelta

from compare import embedded_postgres
from compare.environment import (
    BASE_DIR,
    DATA_DIR,
    IS_LOCAL,
    CannotStart,
    admin_path,
    demo,
    env,
    hour,
    log_level,
    named_database,
    networks,
    port,
    rates,
    second_factor,
    site_address,
    text,
    time_zone,
    weekday,
    whole_number,
)
from compare.local_secret import local_secret
from compare.mail import anymail, mail

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
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[SITE_HOST, *(["127.0.0.1", "localhost", "[::1]"] if IS_LOCAL else [])]
)
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "compare.views.errors.csrf_failure"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # gone with the browser's session: it is there for the forms and for nothing else
TRUSTED_PROXIES = networks("TRUSTED_PROXIES")

# Over HTTPS nothing may travel in the clear; the local run has no certificate and needs none.
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
# Nobody may frame a page of the site. (compare/embedding.py lifts that for cards.)
CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"default-src": None, "frame-ancestors": ["'none'"]}}

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
    "csp.middleware.CSPMiddleware",  # first, so that static files and redirects have the policy too
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "compare.compression.PageGZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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
        },
    },
]

# Data

DATABASES = {"default": embedded_postgres.connection_settings(DATA_DIR) if IS_LOCAL else named_database()}
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# Whole public pages, for all workers of this machine.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 2_000},
    },
    # Answers of the API, apart from the pages, since whoever reads all of it would fill the room of those.
    "answers": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "answers",
        "OPTIONS": {"MAX_ENTRIES": 2_000},
    },
    # Link pictures by what they show, apart from the pages so that neither crowds out the other.
    "pictures": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "pictures",
        "OPTIONS": {"MAX_ENTRIES": 1_000},
    },
}

# Files

STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STATIC_URL = "/static/"
WHITENOISE_ROOT = BASE_DIR / "static" / "root"  # what browsers ask for at fixed addresses, such as /favicon.ico
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/logos/"
STORAGES = {
    # The name of an upload changes with its content, so one of the same name is the same.
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"allow_overwrite": True}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    # Files to import, while staff look at what they would change: out of reach of the web, for all workers.
    "imports": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": DATA_DIR / "imports",
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

# Log

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"without tokens": {"()": "compare.logs.WithoutTokens"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without tokens"]},
    },
    "root": {"handlers": ["console"], "level": log_level()},
    # Django's own handlers would mail errors to addresses that nobody has set.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "axes": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},
    },
}
