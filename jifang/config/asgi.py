"""The ASGI application, for deployments that put it behind an ASGI server."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jifang.config.settings")
application = get_asgi_application()
