"""How is said what changed within the day, what may have changed, and what is scheduled?"""

from ledger.sayings import Row, periods, provenance
from ledger.sayings.remark import Remark
from ledger.sayings.speakers import said_by
from ledger.sayings.telling import Telling
from ledger.sayings.vocabulary import CHANGED, DURING_THE_DAY


def changed(said: Row, telling: Telling) -> Remark:
    """What began or ended within the day asked for."""
    words = telling.words
    what = telling.begun(said)
    if telling.lapsed(said):
        claim, end = telling.claimed(said), periods.day(said["until"], words)
        what = telling.term(said, words.tell("{claim} ended at {date}", claim=claim, date=end))
    who = words.joined([said_by(said, words), said["change"]])
    told = words.colon(words.colon(words.tell(DURING_THE_DAY), what), who)
    return Remark(words.tell(CHANGED), told)


def coming(lead: str, said: Row, telling: Telling) -> Remark:
    """What may have begun by the moment (MAY_HAVE_CHANGED), or begins after it (SCHEDULED)."""
    words = telling.words
    claim = [telling.claimed(said), periods.window(said, words), *telling.whose(said)]
    who = words.joined([telling.known(said, said), said["change"]])
    told = words.colon(words.colon(words.tell(lead), words.joined(claim)), who)
    return Remark("", provenance.started(told, said, telling.said, words))
