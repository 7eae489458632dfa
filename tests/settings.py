"""The product's own settings, with the demo's key: a test or a type check needs no environment prepared."""

import os

os.environ.setdefault("XIWEI_DEMO", "1")

from config.settings import *  # noqa: F403

# Else every test's browser would first read all static files' names and sizes anew.
WHITENOISE_AUTOREFRESH = True
