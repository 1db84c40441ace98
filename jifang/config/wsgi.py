"""The WSGI application that granian runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jifang.config.settings")
application = get_wsgi_application()
