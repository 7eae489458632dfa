"""One file of settings for every place it runs; what differs is read from the environment by config.env."""

from pathlib import Path
from typing import Any

import dj_database_url

from config import env

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(env.text("XIWEI_VAR", str(ROOT / "var")))
VAR.mkdir(parents=True, exist_ok=True)  # the database, the pictures and the keys lie in it from the first command on

# The demo shows its sign-in codes on the page and its cast on the front page: never on for real residents.
DEMO = env.flag("XIWEI_DEMO", False)
DEBUG = env.flag("XIWEI_DEBUG", False)
SECRET_KEY = env.text("XIWEI_SECRET_KEY", "demo-only-key-that-guards-nothing" if DEMO or DEBUG else None)
ALLOWED_HOSTS = env.words("XIWEI_HOSTS", "127.0.0.1,localhost,[::1],testserver" if DEMO or DEBUG else "")
CSRF_TRUSTED_ORIGINS = env.words("XIWEI_ORIGINS")
# What stands in printed codes and messages; phones must be able to reach it.
BASE_URL = env.text("XIWEI_BASE_URL", f"http://127.0.0.1:{env.text('PORT', '8000')}").rstrip("/")
HTTPS = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "xiwei.shared",
    "xiwei.ledger",
    "xiwei.estate",
    "xiwei.people",
    "xiwei.standards",
    "xiwei.notices",
    "xiwei.service",
    "xiwei.rounds",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "xiwei.shared.web.Weighed",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "xiwei.shared.web.ContentPolicy",
    "xiwei.shared.web.WayBack",
    "xiwei.shared.web.AskedPlainly",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "xiwei.people.middleware.Who",
    "xiwei.people.trying.TryingOn",
    "xiwei.shared.web.Refusals",
    "xiwei.shared.web.Readable",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

_loaders: list[Any] = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    _loaders if DEBUG else [("django.template.loaders.cached.Loader", _loaders)],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "xiwei.people.context.who",
            ],
            "builtins": [
                "template_partials.templatetags.partials",
                "django.templatetags.static",
                "django.templatetags.i18n",
                "xiwei.shared.templatetags.xiwei",
                "xiwei.shared.templatetags.kept",
                "xiwei.shared.templatetags.quick",  # after i18n, whose {% trans %} it speeds up
            ],
        },
    }
]

DATABASE_URL = env.text("DATABASE_URL", f"sqlite:///{VAR / 'xiwei.sqlite3'}")
DATABASES: dict[str, Any] = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Measured: IMMEDIATE takes the write lock at BEGIN, so eight writers wait in line and none is told "locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=268435456;"
            "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
        ),
    }
else:
    # Django's own, and before a statement it tells the server whose rows may be met.
    DATABASES["default"]["ENGINE"] = "xiwei.shared.rowsecurity"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        # Django's 300 would throw away the counts of who tried to sign in how often.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["xiwei.people.adapter.Known"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

# Three ways in: a code to the phone, a password, a passkey. Nobody signs up: a phone is known, or it was invited.
ACCOUNT_ADAPTER = "xiwei.people.adapter.Door"
ACCOUNT_LOGIN_METHODS = {"phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone*", "password1"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 5 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_PHONE_VERIFICATION_MAX_ATTEMPTS = 3
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.flag("XIWEI_BEHIND_PROXY", False) else 0
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "xiwei.people.forms.doors.ByPassword",
    "request_login_code": "xiwei.people.forms.doors.ByCode",
    "confirm_login_code": "xiwei.people.forms.doors.Code",
    "verify_phone": "xiwei.people.forms.doors.NewPhoneCode",
    "reauthenticate": "xiwei.people.forms.doors.PasswordAgain",
}
ACCOUNT_RATE_LIMITS = {
    # A whole estate may share one address of its ISP, so addresses are given more than phones.
    "login": "60/m/ip",
    "login_failed": "30/m/ip,5/5m/key,30/d/key",
    "request_login_code": "30/m/ip,200/h/ip,3/m/key,15/h/key",
    "verify_phone": "1/30s/key,3/m/ip",
    # Guesses at one code that was sent, as many as ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS, while it is good.
    "code_guess": "3/5m/key",
    # Codes of invitations that were wrong.
    "invitation": "20/m/ip",
    # Codes of walls and of matters that were wrong; a right one is never refused.
    "wall_code": "30/m/ip",
    # Photos sent at a wall by those without an account, taken or refused.
    "wall_pictures": "30/h/ip",
}
MFA_ADAPTER = "xiwei.people.adapter.Passkeys"
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {"add_webauthn": "xiwei.people.forms.doors.NewPasskey"}
# Browsers allow passkeys without https on localhost only; fido2 must be told to allow it too.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

# Where codes go: a gateway that takes {"phone", "text"} by POST, or an Apprise address with {phone} in it.
SMS_URL = env.text("XIWEI_SMS_URL", "")
SMS_TOKEN = env.text("XIWEI_SMS_TOKEN", "")
SMS_SIGN = env.text("XIWEI_SMS_SIGN", "细微")
# The people the demo offers on its sign-in page; `seed_demo` makes them.
DEMO_PHONES = [f"138000000{rank:02d}" for rank in range(1, 12)] if DEMO else []

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SECURE = HTTPS
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "files", "base_url": None},
    },
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
PHOTO_MAX_BYTES = 15 * 1024 * 1024
SHEET_MAX_BYTES = 50 * 1024 * 1024
# One sending of the archive's bulk: refused by its announced length, before a byte of it is taken (shared.web.Weighed).
UPLOAD_MAX_BYTES = 1280 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 6000

SESSION_ENGINE = "xiwei.shared.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("XIWEI_BEHIND_PROXY", False) else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"

EMAIL_BACKEND = env.text("XIWEI_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = env.text("XIWEI_EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("XIWEI_EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("XIWEI_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("XIWEI_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = env.flag("XIWEI_EMAIL_TLS", False)
DEFAULT_FROM_EMAIL = env.text("XIWEI_EMAIL_FROM", "xiwei@example.com")
# A mail server that does not answer must not hold up the worker.
EMAIL_TIMEOUT = 10
# Seal the secrets at rest; the first is used, the others still open what they sealed (xiwei.shared.secrets).
ENCRYPTION_KEYS = env.words("XIWEI_ENCRYPTION_KEYS")
# Locks backups (manage.py backup); without it a file is named, or it is asked for at the terminal.
BACKUP_PASSPHRASE = env.text("XIWEI_BACKUP_PASSPHRASE", "")
# Where backups are written, and beside them the list of erasures.
BACKUPS = Path(env.text("XIWEI_BACKUPS", str(VAR / "backups")))
# Hosts inside the network that a company's channel may call all the same: an SMS gateway in the office.
CHANNEL_PRIVATE_HOSTS = env.words("XIWEI_CHANNEL_PRIVATE_HOSTS")

# Seconds by which the program's clock runs ahead: for walking a night's escalation in an afternoon. Demo only.
CLOCK_AHEAD_SECONDS = env.number("XIWEI_CLOCK_AHEAD", 0) if DEMO else 0

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("XIWEI_LOG_LEVEL", "INFO")},
    "loggers": {"django.request": {"level": "ERROR"}},
}
