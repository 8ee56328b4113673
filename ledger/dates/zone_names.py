"""Which time zone was meant by a name that is none?"""

from difflib import get_close_matches
from zoneinfo import available_timezones

from ledger.dates.instants import shown
from ledger.twins import hint, skeleton


def unknown(name: str) -> str:
    """The message for a name that is no IANA zone, with the nearest one where there is one."""
    near = nearest_zone(name)
    meant = (
        f"did you mean {near}?" if near else "expected an IANA name such as Asia/Shanghai or UTC"
    )
    return f"unknown time zone {shown(name)}{hint(name)}: {meant}"


def nearest_zone(name: str) -> str | None:
    """The zone that `name` most resembles: by its letters, by its city, then by similarity."""
    names = sorted(available_timezones() - {"Factory", "localtime", "posixrules"})
    folded = {zone.lower(): zone for zone in names}
    cities = {zone.lower().rpartition("/")[2]: zone for zone in names if "/" in zone}
    # The tz database names zones by their largest city, but here by Shanghai.
    cities["beijing"] = "Asia/Shanghai"
    wanted = skeleton(name[:64]).strip().replace(" ", "_").lower()
    city = wanted.rpartition("/")[2]
    if wanted in folded:
        return folded[wanted]
    if any(zone.startswith(wanted + "/") for zone in folded):
        # An area without its city: none of its cities is nearer than another.
        return None
    if city in cities:
        return cities[city]
    close = get_close_matches(wanted, folded, n=1, cutoff=0.7)
    if close:
        return folded[close[0]]
    close = get_close_matches(city, cities, n=1, cutoff=0.75)
    return cities[close[0]] if close else None
