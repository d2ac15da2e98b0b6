"""Django OAuth Toolkit (https://django-oauth-toolkit.readthedocs.io) as its documentation sets it up, with
one public client, a user, and an API that takes the access tokens that it issues.

    python django_oauth_toolkit.py <port> <origin of the app> <cors or no-cors>
"""

import sys
import tempfile
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse

PORT, APP, CORS = sys.argv[1:]


def private_key():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


LOGIN_PAGE = """<!doctype html><title>Log in</title>
<form method="post">{% csrf_token %}{{ form }}<button>Log in</button></form>"""

settings.configure(
    ALLOWED_HOSTS=["localhost"],
    SECRET_KEY="of-a-test",
    ROOT_URLCONF=__name__,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": tempfile.mkdtemp() + "/db.sqlite3",
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "corsheaders",
        "oauth2_provider",
    ],
    # Without the first one, as the documentation begins, only discovery and the keys can be read.
    MIDDLEWARE=["corsheaders.middleware.CorsMiddleware"] * (CORS == "cors")
    + [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "context_processors": ["django.template.context_processors.request"],
                "loaders": [
                    (
                        "django.template.loaders.locmem.Loader",
                        {"registration/login.html": LOGIN_PAGE},
                    ),
                    "django.template.loaders.app_directories.Loader",
                ],
            },
        }
    ],
    CORS_ALLOWED_ORIGINS=[APP],
    OAUTH2_PROVIDER={
        "OIDC_ENABLED": True,
        "OIDC_RSA_PRIVATE_KEY": private_key(),
        "OIDC_RP_INITIATED_LOGOUT_ENABLED": True,
        "SCOPES": {"openid": "who you are", "api.read": "what the API has"},
    },
)
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.contrib.auth.views import LoginView  # noqa: E402
from django.urls import include, path  # noqa: E402
from oauth2_provider.decorators import protected_resource  # noqa: E402
from oauth2_provider.models import Application  # noqa: E402


@protected_resource(scopes=["api.read"])
def api(request):
    return JsonResponse({"message": f"Hello {request.resource_owner.username}"})


urlpatterns = [
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    path("accounts/login/", LoginView.as_view()),
    path("api", api),
]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


call_command("migrate", verbosity=0)
User.objects.create_user("jane", password="anything")
Application.objects.create(
    client_id="app",
    client_type=Application.CLIENT_PUBLIC,
    authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
    redirect_uris=f"{APP}/dashboard",
    post_logout_redirect_uris=f"{APP}/",
    algorithm=Application.RS256_ALGORITHM,
)
make_server(
    "127.0.0.1",
    int(PORT),
    get_wsgi_application(),
    server_class=Server,
    handler_class=Quiet,
).serve_forever()
