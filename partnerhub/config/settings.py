"""The framework's settings, all derived from the environment. A fresh data folder works without any."""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from partnerhub.config import environment as env
from partnerhub.terms import texts

ENVIRONMENT = env.load()
HOME = ENVIRONMENT.home

DATABASES = {"default": env.database(ENVIRONMENT)}
LAKE_DIR = env.local_folder(ENVIRONMENT, "LAKE_URL", str(HOME / "lake"))
MARTS_DIR = HOME / "marts"
UPLOADS_DIR = HOME / "uploads"
LISTS_DIR = HOME / "lists"  # columns of the customer list, for a quick start; may be deleted at any time
BACKUPS_DIR = env.local_folder(ENVIRONMENT, "HUB_BACKUPS", str(HOME / "backups"))
BACKUPS_KEPT = env.kept_backups(ENVIRONMENT)
ENGINE_URL = env.engine(ENVIRONMENT)
LISTEN_ON = env.listen_on(ENVIRONMENT)
PUBLIC_URL = env.public_url(ENVIRONMENT)
SECRET_KEY = env.secret_key(HOME)
globals().update(env.mail(ENVIRONMENT))

DEBUG = False
ALLOWED_HOSTS = sorted({urlsplit(PUBLIC_URL).hostname or "", "localhost", "127.0.0.1", "[::1]"})
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
ROOT_URLCONF = "partnerhub.config.urls"
WSGI_APPLICATION = "partnerhub.config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",  # without its library, which is an extra, it lies idle
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "template_partials",
    "django_tasks",
    "django_tasks_db",
    "partnerhub.jobs",
    "partnerhub.tenancy",
    "partnerhub.guidance",
    "partnerhub.portfolio",
    "partnerhub.pipeline",
    "partnerhub.keeping",
    "partnerhub.reports",
    "partnerhub.web",
    "partnerhub.config",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # below the static files, which are compressed already
    "partnerhub.tenancy.gate.keep_private",
    "partnerhub.tenancy.gate.refuse_nul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "partnerhub.tenancy.speaking.speak",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "partnerhub.tenancy.gate.know_launch",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).resolve().parents[1] / "web" / "templates"],  # ours before those of the sign-in library
        "APP_DIRS": True,
        "OPTIONS": {
            # Every template speaks the reader's language, and writes numbers for programs as programs do.
            "builtins": ["django.templatetags.i18n", "django.templatetags.l10n"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "partnerhub.web.navigation.around_the_page",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja2",
        "DIRS": [Path(__file__).resolve().parents[1] / "web" / "jinja2"],
        "OPTIONS": {"environment": "partnerhub.web.hot.environment"},
    },
]

# The counters against guessing, shared by all processes of the hub.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "tenancy_counters",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

AUTH_USER_MODEL = "tenancy.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
]
PASSWORD_RESET_TIMEOUT = 60 * 60
ACCOUNT_ADAPTER = "partnerhub.web.accounts.adapters.InvitationOnly"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60  # for how long a proof counts as fresh
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {"reset_password": "partnerhub.web.accounts.forms.ResetForm"}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(PUBLIC_URL).scheme
MFA_ADAPTER = "partnerhub.web.accounts.adapters.SecondFactors"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Partner Hub"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_FORMS = {
    "authenticate": "partnerhub.web.accounts.forms.CodeForm",
    "reauthenticate": "partnerhub.web.accounts.forms.FreshCodeForm",
    "activate_totp": "partnerhub.web.accounts.forms.ActivateAppForm",
}
SOCIALACCOUNT_ADAPTER = "partnerhub.web.accounts.providers.OwnProviders"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"provider_class": "partnerhub.web.accounts.providers.OwnOpenIDConnect"},
    "saml": {"provider_class": "partnerhub.web.accounts.saml.OwnSaml"},
}
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
ALLAUTH_TRUSTED_PROXY_COUNT = env.proxies(ENVIRONMENT)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ENROLMENT_URL = "mfa_index"
CSRF_FAILURE_VIEW = "partnerhub.web.pages.wrong.forbidden"

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the style sheet carries its small icons as data
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

STATIC_URL = "static/"
STATIC_ROOT = env.CHECKOUT / "build" / "static" if (env.CHECKOUT / "pyproject.toml").exists() else HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = list(texts.LANGUAGES.items())
LOCALE_PATHS = [env.CHECKOUT / "partnerhub" / "locale"]
USE_THOUSAND_SEPARATOR = True

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
DAILY = {  # begins at 00:00 UTC, once a day
    "nightly run": "partnerhub.pipeline.tasks.nightly",
    "reminders": "partnerhub.portfolio.tasks.remind",
    "put away": "partnerhub.tenancy.signin.tasks.tidy",
    "safe copy": "partnerhub.keeping.tasks.back_up_at_night",  # by its name the last of them
}
DEFAULT_FROM_EMAIL = f"Partner Hub <no-reply@{urlsplit(PUBLIC_URL).hostname}>"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "partnerhub.config.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"partnerhub": {"level": "INFO"}},
}
