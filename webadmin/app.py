"""The application: put together in one place, so that a reader sees what stands on what."""

from datetime import timedelta
from inspect import iscoroutinefunction

from flask import Flask, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import Admin
from flask_wtf import CSRFProtect
from sqlalchemy import text

from scoring import __version__
from scoring.home import Home
from scoring.store.database import engine_options, prepare, upgrade
from webadmin import access, errors, fresh, headers, i18n, kept, links, post, rehearsals, switches, words
from webadmin.context import Clock, Ground, db, is_over, wall_clock
from webadmin.jury import seats
from webadmin.jury.routes import blueprint as jury_pages
from webadmin.limits import limiter
from webadmin.organizer import appeals, choice, closed, corrections, findings, menu, objections
from webadmin.organizer.home import HomeView
from webadmin.organizer.views import make_views
from webadmin.owner import door as owner_door
from webadmin.owner.routes import blueprint as owner_pages
from webadmin.public import comparing, counting
from webadmin.public.routes import blueprint as public_pages
from webadmin.secret import secret_key
from webadmin.signing import totp
from webadmin.signing.routes import blueprint as signing_in
from webadmin.winner.pages import blueprint as winner_pages

_LARGEST_UPLOAD = 4 << 30
_SESSION_LIFE = timedelta(hours=12)


def create_app(home: Home, *, clock: Clock = wall_clock) -> Flask:
    """The whole web side over one home folder; brings the database's schema up to date."""
    home.make()
    app = Flask(__name__)
    app.config.update(_settings(home))
    app.extensions["lavr"] = Ground(home, clock)
    _open_database(app)
    owner_door.set_up(app)
    comparing.set_up(app)
    counting.set_up(app)
    CSRFProtect(app)
    i18n.set_up(app)
    headers.set_up(app)
    limiter.init_app(app)
    access.set_up(app)
    errors.set_up(app)
    fresh.set_up(app)
    kept.set_up(app)
    post.set_up(app)
    _give_templates(app)
    _add_routes(app)
    rehearsals.set_up(app, home, create_app)
    return app


def _settings(home: Home) -> dict[str, object]:
    secret = secret_key(home.secret_file)
    return {
        **totp.settings(secret),
        "SECRET_KEY": secret,
        "SQLALCHEMY_ENGINES": {"default": {"url": home.url, **engine_options(home.url)}},
        "SESSION_COOKIE_NAME": "lavr",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": home.secure_cookies,
        "PERMANENT_SESSION_LIFETIME": _SESSION_LIFE,
        "MAX_CONTENT_LENGTH": _LARGEST_UPLOAD,
        "MAX_FORM_MEMORY_SIZE": 4 << 20,
        "WTF_CSRF_TIME_LIMIT": None,
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=7),
        "RATELIMIT_HEADERS_ENABLED": False,
    }


def _open_database(app: Flask) -> None:
    db.init_app(app)
    # There is no asynchronous engine here; closing one would start an event loop at the end of every request.
    app.teardown_appcontext_funcs[:] = [func for func in app.teardown_appcontext_funcs if not iscoroutinefunction(func)]
    with app.app_context():
        upgrade(prepare(db.engine))


def _give_templates(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        version=__version__,
        theme_choice=switches.theme_choice,
        stations=menu.stations,
        entries_apart=menu.entries_apart,
        season=choice.season,
        seasons=choice.seasons,
        season_word=words.season_word,
        season_tone=words.season_tone,
        role_word=words.role_word,
        here=_here,
        on_jury=seats.on_jury,
        takes=closed.takes,
        why_closed=closed.why_closed,
        is_over=is_over,
        outside=links.outside,
        bare=links.bare,
        happened=words.happened,
        findings_of=findings.findings_of,
        findings_waiting=findings.findings_waiting,
        objections_waiting=objections.objections_waiting,
        appeals_waiting=appeals.appeals_waiting,
        finding_title=findings.title_of,
        finding_effect=findings.effect_of,
        award_kind=words.award_kind,
        corrections_of=corrections.corrections_of,
        corrected_rows=corrections.corrected_rows,
        correction_told=corrections.told,
        correction_where=corrections.where,
        correction_source=corrections.source_of,
    )


def _add_routes(app: Flask) -> None:
    for blueprint in (signing_in, switches.blueprint, public_pages, winner_pages, owner_pages, jury_pages):
        app.register_blueprint(blueprint)
    app.add_url_rule("/healthz", "healthz", _healthz)
    admin = Admin(app, name="Лавр", url="/panel", index_view=HomeView())
    menu.make_categories(admin)
    with app.app_context():
        admin.add_views(*make_views())


def _here() -> str:
    """The page to come back to after a switch: this one where it was opened by GET."""
    return f"{request.script_root}{request.full_path}".rstrip("?") if request.method == "GET" else url_for("public.start")


@access.public
def _healthz() -> ResponseReturnValue:
    """For the supervisor: the process answers and reaches its database."""
    db.session.execute(text("SELECT 1"))
    return jsonify(status="ok")
