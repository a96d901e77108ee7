"""The door for an ASGI server. casefile is measured and shipped under WSGI."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casefile.settings")

application = get_asgi_application()
