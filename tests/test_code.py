"""What tools say of the code itself: style, layout, types, and who may import whom."""

import subprocess
import sys
from pathlib import Path

import grimp
import pytest

TOP = Path(__file__).parent.parent
LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
TOOLS = {
    "ruff": ["-m", "ruff", "check"],
    "layout": ["-m", "ruff", "format", "--check"],
    "mypy": ["-m", "mypy", "--no-error-summary"],
    "imports": ["-c", LINT_IMPORTS, "--no-logo"],
}


@pytest.mark.parametrize("tool", TOOLS)
def test_tools_find_nothing(tool: str) -> None:
    """Each tool passes the whole tree; what it finds is shown."""
    done = subprocess.run([sys.executable, *TOOLS[tool]], cwd=TOP, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_criteria_use_numpy_and_pydantic_only() -> None:
    """What is judged depends on no other library, whichever may come to the program later."""
    graph = grimp.build_graph("criteria", include_external_packages=True, cache_dir=None)
    outside = {module for module in graph.modules if module.partition(".")[0] != "criteria"}
    assert outside - sys.stdlib_module_names <= {"numpy", "pydantic"}
