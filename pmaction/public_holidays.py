"""Public holidays by country and region; the library behind it is loaded when one is named."""

from __future__ import annotations

from collections.abc import Container
from datetime import date

from msgspec import Struct

from pmaction.config import Holidays
from pmaction.suggest import suggest

_REGIONS_SAID = 20


class Unknown(Struct, frozen=True):
    """What is wrong with a country or its region; `property` is the one to correct."""

    property: str
    message: str
    hint: str


def public_holidays(of: Holidays) -> Container[date]:
    """Give a country's public holidays; the days of a year are worked out when it is asked about.

    Raises LookupError where `why_unknown` has something to say.
    """
    try:
        from holidays import country_holidays  # It takes longer to load than many files to check.
    except ImportError:
        raise LookupError("the library `holidays` is not installed") from None
    try:
        return country_holidays(of.country, subdiv=of.region)
    except NotImplementedError as error:
        raise LookupError(str(error)) from None


def country_called(name: str) -> str:
    """Give the code of a country that is called by its English name or a code of three letters.

    Nothing if there is none, or the library that knows is not installed.
    """
    try:
        from holidays.registry import COUNTRIES
    except ImportError:
        return ""
    wanted = _letters(name)
    for called, code, *others in COUNTRIES.values():
        if wanted in map(_letters, (called, *others)):
            return code
    return ""


def _letters(name: str) -> str:
    return "".join(filter(str.isalpha, name)).casefold()


def why_unknown(of: Holidays) -> Unknown | None:
    """Say why the holidays of a country or region are not known; None where they are."""
    try:
        from holidays import country_holidays, list_supported_countries
    except ImportError:
        return Unknown(
            "country",
            f"the public holidays of `{of.country}` are not known: "
            "the library `holidays` is not installed",
            "`pipx inject pmaction holidays` brings it; in a virtual environment, `pip install "
            "holidays`. Or leave `holidays` out, and list the days under `free`.",
        )
    known = list_supported_countries(include_aliases=True)
    if of.country not in known:
        return Unknown(
            "country",
            f"no public holidays are known of a country `{of.country}`",
            "Use a country's ISO 3166 code such as DE or US; or leave `holidays` out, and list "
            "the days under `free`.",
        )
    calendar = country_holidays(of.country)
    aliases = calendar.get_subdivision_aliases()
    names = {name for code in calendar.subdivisions for name in (code, *aliases.get(code, ()))}
    if of.region is None or of.region in names:
        return None
    codes = calendar.subdivisions
    listed = ", ".join(codes[:_REGIONS_SAID]) + (" and others" if codes[_REGIONS_SAID:] else "")
    return Unknown(
        "region",
        f"`{of.country}` has no region `{of.region}` with public holidays of its own"
        f"{suggest(of.region, names)}",
        f"Use its name, or one of {listed}." if listed else "Leave `region` out.",
    )
