"""Sending charts: an SVG that the browser keeps for a minute and then asks whether the run has changed."""

from typing import Literal, cast

from flask import Response, request

Theme = Literal["light", "dark"]


def picture(svg: bytes, run: str) -> Response:
    """The chart of a run."""
    answer = Response(svg, mimetype="image/svg+xml")
    answer.set_etag(f"{run}-{len(svg)}")
    answer.headers["Cache-Control"] = "private, max-age=60"
    return cast("Response", answer.make_conditional(request))
