"""What invented pages are like before they post anything: how good, how busy, how polite, when opened, when closed.

Every page has one common quality and four qualities of its own, each correlated with the common one by ``_COMMON``.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from criteria.evidence import Bool, Float64, Int8, Int16, Int32
from scoring.sources.demo.scale import Scale

_COMMON: Final = 0.78
_SHARE_OF_SPHERES: Final = (0.60, 0.16, 0.07, 0.08, 0.09)
_BIAS_OF_SPHERES: Final = (0.0, 0.05, -0.4, 0.05, 0.0)
YEAR_DAYS: Final = 366
NEVER_MARKED: Final = 99


@dataclass(frozen=True, slots=True, eq=False)
class Latent:
    """One value a page; days count from 1 January.

    ``weekly``: posts a week on an ordinary week. ``steady``: posts come evenly, else at random. ``bursty``: how much more in
    the last two weeks of a quarter. ``opened``, ``died``: first and last day on which the page posts at all. ``quiet_from``,
    ``quiet_till``: a long silence. ``shut_from``, ``shut_till``: comments closed. ``hours``: typical working hours to an answer.
    ``marked``: week of the year from which the state mark is there, ``NEVER_MARKED`` for none.
    """

    sphere: Int8
    design: Float64
    weekly: Float64
    steady: Bool
    bursty: Float64
    opened: Int16
    died: Int16
    quiet_from: Int16
    quiet_till: Int16
    reposts: Float64
    obedience: Float64
    shut_from: Int16
    shut_till: Int16
    asked: Float64
    answers: Float64
    hours: Float64
    streams: Float64
    members: Int32
    marked: Int16
    waived: Bool

    def cut(self, first: int, last: int) -> "Latent":
        """The pages ``first`` to ``last`` (excluded)."""
        return Latent(*(getattr(self, name)[first:last] for name in self.__slots__))


def draw(rng: np.random.Generator, scale: Scale) -> Latent:
    """Invent ``scale.pages`` pages."""
    n = scale.pages
    sphere = rng.choice(len(_SHARE_OF_SPHERES), n, p=_SHARE_OF_SPHERES).astype(np.int8)
    common = rng.standard_normal(n) + np.asarray(_BIAS_OF_SPHERES)[sphere]
    design, regular, polite, lively = (_COMMON * common + np.sqrt(1 - _COMMON**2) * rng.standard_normal(n) for _ in range(4))
    opened, died = _life(rng, n)
    quiet_from, quiet_till = _window(rng, n, share=0.12, shortest=30, longest=150)
    shut_from, shut_till = _window(rng, n, share=0.05, shortest=20, longest=400)
    members = np.clip(np.exp(6.1 + 0.35 * common + 0.95 * rng.standard_normal(n)), 20, 30_000)
    busy = np.clip(np.exp(0.33 + 0.68 * regular), 0.08, 9.0) * np.where(rng.random(n) < 0.10, 0.2, 1.0)
    return Latent(
        sphere=sphere,
        design=design,
        weekly=busy * scale.posts,
        steady=rng.random(n) < _logistic(-1.0 + 1.6 * regular),
        bursty=rng.gamma(1.2, 0.5, n),
        opened=opened,
        died=died,
        quiet_from=quiet_from,
        quiet_till=quiet_till,
        reposts=_logistic(-0.35 - 0.9 * regular + 0.7 * rng.standard_normal(n)),
        obedience=np.clip(rng.beta(2.0, 3.0, n), 0.02, 0.9),
        shut_from=shut_from,
        shut_till=shut_till,
        asked=scale.messages * 7.0 * (members / 600) ** 0.7 * rng.gamma(0.9, 1.1, n),
        answers=_logistic(-0.15 + 1.35 * polite),
        hours=np.exp(2.4 - 0.85 * polite),
        streams=np.minimum(np.exp(-2.5 + 2.1 * lively), 14.0),
        members=members.astype(np.int32),
        marked=_marked(rng, common),
        waived=rng.random(n) < 0.04,
    )


def _life(rng: np.random.Generator, n: int) -> tuple[Int16, Int16]:
    """From which day to which a page posts: 5 % opened mid-year, 6 % abandoned on the way, 2 % dead from the start."""
    opened = np.where(rng.random(n) < 0.05, rng.integers(30, 340, n), 0).astype(np.int16)
    died = np.where(rng.random(n) < 0.06, rng.integers(20, 300, n), YEAR_DAYS)
    died = np.where(rng.random(n) < 0.02, 0, died).astype(np.int16)
    return opened, died


def _marked(rng: np.random.Generator, common: Float64) -> Int16:
    """Most pages have the mark all year, some get it on the way, some never."""
    late = np.where(rng.random(len(common)) < 0.06, rng.integers(5, 48, len(common)), 0)
    return np.where(rng.random(len(common)) < _logistic(3.0 + 0.8 * common), late, NEVER_MARKED).astype(np.int16)


def _window(rng: np.random.Generator, n: int, *, share: float, shortest: int, longest: int) -> tuple[Int16, Int16]:
    """A stretch of days for a ``share`` of the pages, an empty one for the others."""
    first = rng.integers(0, 320, n)
    length = np.where(rng.random(n) < share, rng.integers(shortest, longest, n), 0)
    return first.astype(np.int16), (first + length).astype(np.int16)


def _logistic(x: Float64) -> Float64:
    value: Float64 = 1 / (1 + np.exp(-x))
    return value
