"""The demo source: an invented region's season, written as the very files that an organizer would upload."""

from scoring.sources.demo.scale import SCALES, ScaleName
from scoring.sources.demo.season import DemoFiles, write_season
from scoring.sources.demo.table_files import Written

__all__ = ["SCALES", "DemoFiles", "ScaleName", "Written", "write_season"]
