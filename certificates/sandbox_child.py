"""The other side of ``certificates.sandbox``: lays limits on itself, opens the file, writes what was made to its output."""

import resource
import sys
from pathlib import Path

MEMORY = 1200 << 20
CPU_SECONDS = 15
FILES = 64


def limit() -> None:
    """So much memory and time and no more; no file is written, no further process started."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Read one order from the input, answer it, end."""
    limit()
    sys.path.insert(0, str(Path(__file__).parent.parent))
    from certificates.errors import CannotIssue  # noqa: PLC0415 - found only now
    from certificates.sandbox import packed, read_all  # noqa: PLC0415
    from certificates.sandbox_work import WORKS  # noqa: PLC0415

    order, parts = read_all(sys.stdin.buffer)
    try:
        answer = packed(*WORKS[order["work"]](order, parts))
    except CannotIssue as refusal:
        answer = packed({"ru": refusal.ru, "en": refusal.en}, [])
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
