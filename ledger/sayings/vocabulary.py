"""Which words of the trade does a table show: the same everywhere, and each once in the catalogue?

Events and answers have them in English; a table tells each in its language (`Words.tell`).
"""

from typing import Final

from ledger.sayings.language import message

EFFECTS: Final = (
    message("permitted"),
    message("suspended"),
    message("set"),
    message("undetermined"),
    message("unknown"),
)
EXTENTS: Final = (
    message("full"),
    message("partial"),
    message("gradual"),
    message("grayscale"),
)
AUTHORITIES: Final = (
    message("binding"),
    message("official"),
    message("press"),
    message("insider"),
    message("third-party"),
)
PARTIES: Final = (
    message("platform"),
    message("partner"),
    message("regulator"),
    message("court"),
    message("legislator"),
    message("press"),
    message("other"),
)
CERTAINTIES: Final = (message("stated"), message("expected"), message("conditional"))
#: What kinds of change are called in running text.
KINDS: Final = (
    message("permitted"),
    message("suspended"),
    message("set"),
    message("grayscale started"),
    message("grayscale completed"),
    message("rollout started"),
    message("fully recovered"),
    message("expired"),
    message("noted"),
    message("rescheduled"),
    message("term changed"),
    message("withdrawn"),
    message("confirmed"),
)
#: What the other events are called.
ACTS: Final = (
    message("opened"),
    message("key added"),
    message("key lost"),
    message("named"),
    message("limited"),
    message("announced"),
    message("corrected"),
    message("retracted"),
)
#: What may follow a term, besides effects.
PREVIOUS: Final = message("previous")
#: What a thing shown whole has, besides.
FIELDS: Final = (
    message("title"),
    message("source"),
    message("published"),
    message("as quoted by"),
    message("url"),
    message("language"),
    message("zone"),
    message("evidence"),
    message("of"),
    message("effective"),
    message("until"),
    message("afterwards"),
    message("certainty"),
    message("condition"),
    message("effect"),
    message("value"),
    message("population"),
    message("except"),
    message("replaces"),
    message("note"),
    message("quote"),
)
#: The marks of a state, in the order of its row.
EXCEPTED: Final = message("EXCEPTED")
LAPSED: Final = message("LAPSED")
CONTESTED: Final = message("CONTESTED")
SET_ASIDE: Final = message("SET ASIDE")
INHERITED: Final = message("INHERITED")
OVERDUE: Final = message("OVERDUE")
DUE: Final = message("DUE")
CHANGED: Final = message("CHANGED")
HINDSIGHT: Final = message("HINDSIGHT")
#: Those that it keeps over a stretch of time.
LASTING: Final = (EXCEPTED, LAPSED, CONTESTED, SET_ASIDE, INHERITED)
#: What else is marked under a row, and in other tables.
UNKNOWN: Final = message("UNKNOWN")
PARTIAL: Final = message("PARTIAL")
GRADUAL: Final = message("GRADUAL")
GRAYSCALE: Final = message("GRAYSCALE")
EXPECTED: Final = message("EXPECTED")
ENDS: Final = message("ENDS")
#: What is no mark of a row: a term that ended, and what spares a subject.
RETURNED: Final = message("returned")
OVER: Final = message("lapsed")
SPARED: Final = message("spared")
#: What leads to what has not begun for certain, and to what began within the day.
MAY_HAVE_CHANGED: Final = message("may have changed already")
SCHEDULED: Final = message("scheduled")
DURING_THE_DAY: Final = message("during the day")
#: What is told in more than one place.
START_NOT_SAID: Final = message("start not said")
NOT_CONFIRMED: Final = message("not confirmed")
TERM_ENDED: Final = message("its term ended")
SAID_TO_HAVE_LAPSED: Final = message("said to have lapsed")
SO_STANDS: Final = message("so stands")
NO_CUT: Final = message("no cut-off")
#: Of files: what is wrong with one, and whose it is.
FILE_FAULT: Final = message("{file}: {fault}")
OTHER_LEDGER: Final = message("{file} is of another ledger, {origin}")
#: That nobody answers: a server, a witness, an authority.
UNREACHABLE: Final = message("{where} cannot be reached: {reason}")
NONE_LISTED: Final = message("No subject is listed")
#: Headings of columns that several tables have.
SUBJECT: Final = message("SUBJECT")
STATE: Final = message("STATE")
SAID_BY: Final = message("SAID BY")
#: What states may be picked by, besides their effects and extents.
PICKED: Final = (
    message("contested"),
    message("lapsed"),
    message("due"),
    message("overdue"),
    message("excepted"),
)
WEEKDAYS: Final = (
    message("Monday"),
    message("Tuesday"),
    message("Wednesday"),
    message("Thursday"),
    message("Friday"),
    message("Saturday"),
    message("Sunday"),
)
