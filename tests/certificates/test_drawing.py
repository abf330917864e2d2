"""Vector values and the two ways to write them."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.drawing import Affine, Gradient, Shape, circle, line, moved, pdf_shapes, placed, rgb, smooth, svg_shapes


def test_a_square_as_svg() -> None:
    """A filled square is one path with its colour."""
    shape = Shape(line((0, 0), (1, 0), (1, 1), closed=True), fill="#ff0000")
    assert '<path fill="#ff0000" d="M0 0L1 0L1 1Z"/>' == svg_shapes([shape])


def test_a_square_as_pdf() -> None:
    """The same in operators, the colour in parts of one."""
    shape = Shape(line((0, 0), (1, 0), (1, 1), closed=True), fill="#ff0000")
    assert b"1 0 0 rg 0 0 m 1 0 l 1 1 l h f" == pdf_shapes([shape])[0].splitlines()[1]


def test_a_gradient_is_written_once() -> None:
    """Two shapes with one gradient share its definition, in both forms."""
    gradient = Gradient(0, 0, 1, 1, ((0.0, "#000000"), (0.5, "#888888"), (1.0, "#ffffff")))
    shapes = [Shape(circle(0, 0, 1), fill=gradient), Shape(circle(5, 5, 1), fill=gradient)]
    assert (1, 1) == (svg_shapes(shapes).count("<linearGradient"), pdf_shapes(shapes)[1].count(b"/ShadingType"))


def test_colours_are_parts_of_one() -> None:
    """Hexadecimal pairs become fractions."""
    assert "1 0.502 0" == rgb("#ff8000")


@given(st.floats(-100, 100), st.floats(-100, 100), st.floats(-3, 3))
@settings(max_examples=50)
def test_turning_keeps_lengths(x: float, y: float, turn: float) -> None:
    """A placed path is moved and turned, not stretched."""
    (_, (x1, y1)), (_, (x2, y2)) = moved(line((0, 0), (3, 4)), placed(x, y, turn=turn))
    assert np.hypot(x2 - x1, y2 - y1) == pytest.approx(5)


def test_a_spline_goes_through_its_points() -> None:
    """Every given point is an end of a curve."""
    points = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0], [4.0, 4.0]])
    ends = [values[-2:] for _, values in smooth(points)]
    assert [tuple(p) for p in points.tolist()] == ends


def test_nothing_moves_by_the_unit_matrix() -> None:
    """The identity changes no path."""
    assert circle(1, 2, 3) == moved(circle(1, 2, 3), Affine(1, 0, 0, 1, 0, 0))


def test_importing_the_press_loads_no_slow_library() -> None:
    """The panel can name the press without paying for WeasyPrint, Pillow or fontTools."""
    question = (
        "import sys, certificates.press; print([m for m in ('weasyprint', 'PIL', 'fontTools', 'resvg_py') if m in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=True).stdout
    assert "[]" == answer.strip()
