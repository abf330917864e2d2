"""The application for a WSGI server: ``gunicorn wsgi:app``; its settings come from the environment (LAVR_HOME, …)."""

from scoring.home import Home
from webadmin.app import create_app

app = create_app(Home())
