"""What every part of a rule book is made of: a frozen model that forbids unknown fields, and a text in both languages."""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

TITLE_LANGUAGES: Final = ("ru", "en")

Code = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{0,7}$")]
WholePoints = Annotated[int, Field(ge=1, le=1000)]
Percent = Annotated[float, Field(ge=0, le=100)]


class Part(BaseModel):
    """Base of every part: frozen, and an unknown field is an error, since it is most often a slip of the pen."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid", allow_inf_nan=False)


class Words(Part):
    """One text in both languages."""

    ru: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]
