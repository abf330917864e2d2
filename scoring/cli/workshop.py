"""Where the parts are put together: the handlers of long work, each a service with what it needs from outside."""

import secrets
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session
from zoneinfo import ZoneInfo

from criteria import loading
from scoring.engine.run import evaluate
from scoring.evidence.days_off import days_off
from scoring.evidence.freeze import freeze
from scoring.evidence.reader import open_snapshot
from scoring.jobs.worker import Handler, Order, Workshop
from scoring.progress import Progress
from scoring.season.course import State
from scoring.services import awards, seasons
from scoring.services.imports import batch_paths, import_file
from scoring.services.register import register_rows
from scoring.services.scoring import save_run
from scoring.services.uploads import Upload, upload_path
from scoring.store.database import transaction
from scoring.store.seasons import Season
from scoring.store.vocabulary import FileKind, JobKind
