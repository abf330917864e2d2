"""The application for a WSGI server: ``gunicorn wsgi:app``; its settings come from the environment (LAVR_HOME, …)."""

import sys

from scoring.home import Home
from scoring.memory import keep_freed_memory
from webadmin.app import create_app

keep_freed_memory()
# Each query gives the interpreter away; a short request gets it back at once, not after five milliseconds a query.
sys.setswitchinterval(0.0005)
app = create_app(Home())
