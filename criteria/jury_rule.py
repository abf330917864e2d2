"""What a rule book says of the jury: which pages it looks at, and how its verdicts are counted."""

from fractions import Fraction
from typing import Annotated

from pydantic import AfterValidator, Field

from criteria.part import Part


def _more_than_half(text: str) -> str:
    above, below = map(int, text.split("/"))
    if not above <= below < 2 * above:
        raise ValueError("a majority is more than a half and at most the whole")
    return text


Share = Annotated[str, Field(pattern=r"^[1-9][0-9]?/[1-9][0-9]?$"), AfterValidator(_more_than_half)]


class JuryRule(Part):
    """The jury's part, fixed before anybody votes.

    ``band``: the jury settles so many places on each side of a nomination's cut line; 0 leaves every place to the machine.
    ``quorum``: so many verdicts settle a card, «cannot tell» among them. ``majority``: the share of yes, or of no, among yes and
    no together that decides; more than a half, and a fraction, since two thirds are no decimal. ``safety``: every page that
    would win is looked at once for a reason not to award it. ``repeat_every``: one card in so many is shown a second time to
    measure steadiness, and counts nothing; 0 shows none. ``seconds_a_card``: the pace that the planner expects.
    """

    band: Annotated[int, Field(ge=0, le=500)] = 12
    quorum: Annotated[int, Field(ge=1, le=15)] = 3
    majority: Share = "2/3"
    safety: bool = True
    repeat_every: Annotated[int, Field(ge=0, le=1000)] = 15
    seconds_a_card: Annotated[int, Field(ge=5, le=600)] = 24

    @property
    def needed(self) -> Fraction:
        """The majority as a number."""
        return Fraction(self.majority)
