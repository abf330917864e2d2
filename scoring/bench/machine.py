"""On what was measured: processor, cores, load, versions."""

import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

LIBRARIES: Final = ("numpy", "numba", "duckdb", "weasyprint", "resvg_py", "pillow")


def machine() -> dict[str, Any]:
    """Plain values. ``load`` is how many processes wanted to run in the last minute: above 0 the machine was shared."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    if listed.exists():
        for line in listed.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
