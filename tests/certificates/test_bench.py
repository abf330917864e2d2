"""The benchmark measures what it says."""

from certificates.bench import bench_awards, sample_awards
from certificates.fitting import check_fits


def test_sample_awards_can_all_be_issued() -> None:
    """A thousand awards of the benchmark have different serials and fit."""
    awards = sample_awards(1000)
    for award in awards[::37]:
        check_fits(award)
    assert 1000 == len({award.serial for award in awards})


def test_every_stage_has_a_figure() -> None:
    """A small run makes its awards and gives a positive figure for each stage."""
    figures = bench_awards(2, workers=0, repeats=1)
    assert (2.0, []) == (figures["awards"], [name for name, value in figures.items() if value <= 0])
