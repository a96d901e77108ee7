"""Settings of the house: one file; whatever differs between machines is an environment variable."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

from csp.constants import NONCE, NONE, SELF
from django.contrib.messages import constants as message_levels
from pghistory import ObjForeignKey

from casefile import env

ROOT = Path(__file__).resolve().parent.parent
HOME = env.folder("CASEFILE_HOME", ROOT / "var")
MEDIA = env.folder("CASEFILE_MEDIA", HOME / "media")
KEY_FILE = env.folder("CASEFILE_KEY_FILE", HOME / "keys" / "keys.json")
KEYS = env.taken("CASEFILE_KEYS")  # a key file in base64, where there is no place for a file
ANCHOR = env.folder("CASEFILE_ANCHOR", HOME / "anchors" / "audit.jsonl")
ANCHOR_SYSLOG = env.log_place("CASEFILE_ANCHOR_SYSLOG")
LOOPBACK = env.flag("CASEFILE_LOOPBACK")  # served to this machine alone, over plain http

# --- what a request passes through -------------------------------------------------------------------------------

SECRET_KEY = env.secret("SECRET_KEY", env.folder("CASEFILE_SECRET_KEY_FILE", HOME / "keys" / "secret_key"))
DEBUG = False
ALLOWED_HOSTS = env.text("CASEFILE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in env.text("CASEFILE_ORIGINS").split(",") if origin]
ROOT_URLCONF = "casefile.urls"
WSGI_APPLICATION = "casefile.wsgi.application"
APPEND_SLASH = False
INSTALLED_APPS = [
    "casefile.apps.CasefileConfig",
    "plaintiffs.apps.PlaintiffsConfig",
    "filings.apps.FilingsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "knox",
    "allauth.mfa",
    "pgtrigger",
    "pghistory",
]
MIDDLEWARE = [
    "casefile.middleware.Dress",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "casefile.middleware.AnswerHealth",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "casefile.middleware.KeepNothing",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "casefile.middleware.AnswerInWords",
    "casefile.entry.doorkeeper.Doorkeeper",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "casefile.shell.shell",
            ],
        },
    }
]

# --- doors ------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "casefile.Staff"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
ACCOUNT_ADAPTER = "casefile.accounts.InviteOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
MFA_ADAPTER = "casefile.accounts.SealedSecrets"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True  # a passkey is both factors at once, because the device asks who is there:
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_FORMS = {
    "authenticate": "casefile.entry.forms.CodeAtSignIn",
    "authenticate_webauthn": "casefile.entry.forms.PasskeyAtSignIn",
    "login_webauthn": "casefile.entry.forms.PasskeyAlone",
}
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/login"

SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not LOOPBACK
_HERE_ALONE = "" if LOOPBACK else "__Host-"  # a browser takes such a cookie from this very host over https, or not
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_HERE_ALONE}sessionid", f"{_HERE_ALONE}csrftoken"
CSRF_COOKIE_HTTPONLY = True  # a page finds the token in its own forms
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)\Z"]  # asked from inside, where there is no https
SECURE_HSTS_SECONDS = 0 if LOOPBACK else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOOPBACK
BEHIND_PROXY = env.flag("CASEFILE_BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)  # or all the world would share one limit of wrong passwords
SECURE_REFERRER_POLICY = "same-origin"  # with no referrer at all a browser sends the origin "null", and no form gets in
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
MESSAGE_TAGS = {message_levels.ERROR: "late", message_levels.SUCCESS: "done", message_levels.WARNING: "soon"}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]  # no sheet touches the disk in clear
FILE_UPLOAD_MAX_MEMORY_SIZE = DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024

# --- the API: tokens in the header, JSON, nothing to browse ----------------------------------------------------------

KNOX_TOKEN_MODEL = "casefile.AccessToken"  # noqa: S105 (the name of a model)
MIGRATION_MODULES = {"knox": None}  # its own table is not made
REST_KNOX = {"AUTH_HEADER_PREFIX": "Bearer"}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["casefile.bearer.Bearer"],
    "DEFAULT_PERMISSION_CLASSES": ["casefile.bearer.HoldsScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["casefile.wire.Json"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "casefile.wire.JsonAlways",
    "DEFAULT_SCHEMA_CLASS": "casefile.openapi.Described",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "casefile.problems.answer",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
    "DATETIME_FORMAT": "iso-8601",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "casefile",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "DESCRIPTION": "One lawsuit whose plaintiffs may not be named. Everything is told under Doe numbers.",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": ["casefile.openapi.tell_objects_whole"],
    "APPEND_COMPONENTS": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}

# --- what is kept where --------------------------------------------------------------------------------------------

_SOCKET = f"postgresql://{{}}@/casefile?host={HOME / 'pg' / 'sock'}"
DATABASES = {
    "default": env.database("DATABASE_URL", unset=_SOCKET.format("casefile_app")),
    "owner": env.database("DATABASE_OWNER_URL", unset=_SOCKET.format("casefile_migrator")),
    "vault": env.database("DATABASE_VAULT_URL", unset=_SOCKET.format("casefile_vault")),
}
# the application's role on a second connection: what is recorded there is committed before anything leaves
DATABASES["audit"] = DATABASES["default"] | {}
DATABASE_ROUTERS = ["casefile.routing.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [ROOT / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
WHITENOISE_USE_FINDERS = env.flag("WHITENOISE_USE_FINDERS")
WHITENOISE_AUTOREFRESH = False
CACHES = {"default": {"BACKEND": "casefile.counts.Counts"}}  # wrong passwords: each process alone would count too few
PGHISTORY_OBJ_FIELD = ObjForeignKey(related_name="history")
PGHISTORY_MIDDLEWARE_METHODS = ("POST",)

# --- background work: PostgreSQL is the queue of record, the broker a doorbell ---------------------------------------

CELERY_BROKER_URL = env.broker("REDIS_URL") or "memory://"
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = env.number("CASEFILE_WORKER_MEMORY_MB", 600) * 1024  # never a number of tasks
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,  # a broker that hangs is a broker that does not answer
    "queue_order_strategy": "priority",  # a worker asks the queues in the order it was given them
}
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_IMPORTS = ["casefile.presence"]  # a worker says that it is there
BROKER_RINGS = bool(env.text("REDIS_URL"))  # without one the sweeper works the ledger by itself
RAIL = "filings.queries.rail.rail"  # what the rail shows, from the floor that knows it
LEDGER_LEASE_SECONDS = env.number("CASEFILE_LEASE_SECONDS", 20)  # prolonged four times as often while the work goes on
SWEEPER_HANDS = env.number("CASEFILE_HANDS", 2)  # what works at a time where no broker answers
AFTER_TABLES = ["plaintiffs.services.keys.keep_canary"]  # called when the tables were brought up to date
BEFORE_FORGETTING = "filings.services.forgetting.refuse_unless_looked_at"  # called before a name is destroyed
KEY_PRESS = "filings.services.sealed_papers.press_key"  # called with the names of the sealed key: gives its file
GUARD_PROOF = "plaintiffs.leakguard.controls.prove"  # called before a program starts that presses
WARM = ["filings.press.warm.warm", "plaintiffs.leakguard.nets.warm"]  # called once before a worker forks: slow to load
LEDGER_WORK = {  # a kind of work -> the task that is called with an item's number
    "press": "filings.tasks.press_item",
    "import": "filings.tasks.load_sheet",
    "zip": "filings.tasks.make_package",
    "rescan": "filings.tasks.scan_again",
    "mail": "casefile.tasks.send_item",
}
LEDGER_UNHURRIED = ["rescan"]  # nobody waits for it: it comes after all else, on a queue of its own
CELERY_TASK_ROUTES = {LEDGER_WORK[kind]: {"queue": "unhurried"} for kind in LEDGER_UNHURRIED}
CHORES = [  # what the sweeper does besides, each round
    "casefile.anchors.drop_when_due",
    "plaintiffs.services.sheets.sweep",
    "filings.services.shelf.sweep",
    "filings.services.shelf.drop_packages",
    "filings.services.orphans.look",
    "filings.services.rescans.look_for_stale",
    "casefile.entry.sign_ins.sweep",
    "casefile.tokens.sweep",
    "casefile.counts.sweep",
    "plaintiffs.services.second_person.sweep",
    "plaintiffs.services.key_exhibit.sweep",
]
LEDGER_ALARMS = ["casefile.outbox.tell_that_work_stopped"]  # told of a batch when something of it has stopped
LEDGER_DOORS = {  # the same work by a plain call, for the sweeper without a broker
    "press": "filings.services.batches.press_item",
    "import": "filings.importers.claims.load_item",
    "zip": "filings.services.packages.make_item",
    "rescan": "filings.services.rescans.scan_item",
    "mail": "casefile.outbox.send_item",
}

# --- mail: notices of the house to its own staff, by the outbox alone ------------------------------------------------

ADDRESS = env.text("CASEFILE_ADDRESS").rstrip("/")  # what a link in a mail begins with
_MAIL = env.mail_server("EMAIL_URL")
EMAIL_BACKEND = "casefile.notices.NoticesOnly"
EMAIL_HOST, EMAIL_TIMEOUT = _MAIL.hostname or "", 20
EMAIL_PORT = _MAIL.port or (465 if _MAIL.scheme == "smtps" else 587)
EMAIL_USE_SSL, EMAIL_USE_TLS = _MAIL.scheme == "smtps", _MAIL.scheme == "smtp"
EMAIL_HOST_USER = unquote(_MAIL.username or "")
EMAIL_HOST_PASSWORD = unquote(_MAIL.password or "")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("EMAIL_FROM", "casefile@localhost")

# --- words -----------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-us"
LANGUAGES = [("en-us", "English"), ("es", "Español")]
TIME_ZONE = "America/Los_Angeles"
USE_TZ = True
FORMAT_MODULE_PATH = ["casefile.formats"]
DEFAULT_EXCEPTION_REPORTER = "casefile.logs.NoFrames"
LOGGING_CONFIG = "casefile.logs.configure"
LOGGING = {"level": env.text("CASEFILE_LOG_LEVEL", "INFO")}

env.refuse_unknown()
