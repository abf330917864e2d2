"""The jury's blueprint with all of its pages."""

from webadmin.jury import answers, desk, joining, receipt
from webadmin.jury.door import blueprint

__all__ = ["answers", "blueprint", "desk", "joining", "receipt"]
