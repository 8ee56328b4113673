"""Which single rules of the oracle are broken on purpose, so that histories are seen to tell?

Each is a text of one of its modules and what stands there in a broken copy. It is one list, past
400 lines.
"""

from typing import NamedTuple


class Broken(NamedTuple):
    """One rule broken: what is then wrong, in which module, and how."""

    fault: str
    module: str
    rule: str
    instead: str


def _of(module: str, *rules: tuple[str, str, str]) -> tuple[Broken, ...]:
    return tuple(Broken(fault, module, rule, instead) for fault, rule, instead in rules)


BROKEN = (
    *_of(
        "paths",
        (
            "a word covers a star",
            'one in ("*", other) for one',
            'one == other or "*" in (one, other) for one',
        ),
        (
            "a star covers no star",
            'one in ("*", other) for one',
            '(one == other != "*") or (one == "*" != other) for one',
        ),
        (
            "only what covers meets",
            '"*" in (left, right) or left == right',
            'left in ("*", right)',
        ),
        (
            "stars count for nothing in what is more particular",
            "return segments(path), words(path)",
            "return segments(path), 0",
        ),
        (
            "fewer stars come before more segments",
            "return segments(path), words(path)",
            "return words(path), segments(path)",
        ),
        ("a path is below itself", "covers(general, path) and path != general", "True"),
    ),
    *_of(
        "statements",
        (
            "an amendment of any authority applies",
            "if other.seq not in withdrawn and other.authority >= each.authority",
            "if other.seq not in withdrawn",
        ),
        (
            "only a greater authority amends",
            "if other.seq not in withdrawn and other.authority >= each.authority",
            "if other.seq not in withdrawn and other.authority > each.authority",
        ),
        (
            "a withdrawn amendment still applies",
            "if other.seq not in withdrawn and other.authority >= each.authority",
            "if other.authority >= each.authority",
        ),
        (
            "a withdrawal of any authority takes back",
            "                and other.authority >= each.authority\n            ):",
            "            ):",
        ),
        (
            "a withdrawn withdrawal still takes back",
            "                and other.seq not in found\n",
            "",
        ),
        (
            "an invisible amendment applies",
            "        and other.visible\n",
            "",
        ),
        (
            "of amendments the last in the log counts",
            "key=lambda o: (o.published, o.authority, o.seq)",
            "key=lambda o: o.seq",
        ),
        (
            "of amendments published at once the last in the log counts",
            "key=lambda o: (o.published, o.authority, o.seq)",
            "key=lambda o: (o.published, o.seq)",
        ),
        (
            "what is put off stays stated",
            'certainty="expected" if statement.certainty == "stated" else statement.certainty,',
            "",
        ),
        (
            "what is put off is no longer conditional",
            'certainty="expected" if statement.certainty == "stated" else statement.certainty,',
            'certainty="expected",',
        ),
        (
            "a lifted term stays",
            "until=None if end is None else instant(end)",
            "until=statement.until if end is None else instant(end)",
        ),
        (
            "a changed term forgets what followed",
            'afterwards=data.get("afterwards") or statement.afterwards',
            'afterwards=data.get("afterwards") or "undetermined"',
        ),
        (
            "only the rescheduling is named as amending",
            "for each in (rescheduled, term_changed) if each",
            "for each in (rescheduled,) if each",
        ),
        (
            "what amends the confirmed is not named",
            "        amended_by=target.amended_by,\n",
            "",
        ),
        (
            "an amendment excepts nothing",
            '    if target is not None:\n        # "An',
            '    if target is not None and each.kind == "confirmed":\n        # "An',
        ),
        (
            "a confirmation excepts nothing",
            '    if target is not None:\n        # "An',
            '    if target is not None and each.kind != "confirmed":\n        # "An',
        ),
        ("a confirmation replaces nothing", "        replaces=target.replaces,\n", ""),
        (
            "a confirmation's own value is not heard",
            "value=target.value if statement.value is None else statement.value",
            "value=target.value",
        ),
        (
            "a confirmation has no value but its own",
            "        value=target.value if statement.value is None else statement.value,\n",
            "",
        ),
        (
            "a confirmation's extent does not follow its population",
            'extent = "partial" if target.kind in PARTED else extent',
            "pass",
        ),
        (
            "a confirmation of a rollout with a population is partial",
            'extent = "partial" if target.kind in PARTED else extent',
            'extent = "partial"',
        ),
        (
            "a confirmation of what is expected is expected",
            '        certainty="stated",\n        amended_by',
            "        certainty=target.certainty,\n        amended_by",
        ),
        (
            "a confirmation has no term but its own",
            "        until=target.until,\n",
            "",
        ),
        (
            "a confirmation forgets what follows the term",
            "        afterwards=target.afterwards,\n",
            "",
        ),
        (
            "a part of a population makes nothing partial",
            "if each.kind in PARTED and population:",
            "if False:",
        ),
        (
            "what was recorded is known only once it is published",
            'min(instant(data["published"]["instant"]), record.recorded_at)',
            'instant(data["published"]["instant"])',
        ),
        (
            "what was published is known only once it is recorded",
            'min(instant(data["published"]["instant"]), record.recorded_at)',
            "record.recorded_at",
        ),
        (
            "what was known at that very instant is not",
            "known <= cut.known",
            "known < cut.known",
        ),
        (
            "the floor itself is below it",
            'RANK[data["source"]["authority"]] >= cut.authority',
            'RANK[data["source"]["authority"]] > cut.authority',
        ),
        (
            "an act on one subject is on all",
            ' and act.data.get("subject") in (None, subject)',
            "",
        ),
        (
            "a retracted retraction retracts",
            'if record.type in ("corrected", "retracted") and f"@{record.seq}" not in undone:',
            'if record.type == "retracted" or (\n'
            '            record.type == "corrected" and f"@{record.seq}" not in undone\n'
            "        ):",
        ),
        (
            "a retracted correction corrects",
            'if record.type in ("corrected", "retracted") and f"@{record.seq}" not in undone:',
            'if record.type == "corrected" or (\n'
            '            record.type == "retracted" and f"@{record.seq}" not in undone\n'
            "        ):",
        ),
        (
            "of corrections the first counts",
            "for act in acts:\n        if act.type != ",
            "for act in acts[::-1]:\n        if act.type != ",
        ),
    ),
    *_of(
        "steps",
        (
            "a term that ends with the start of its window is not left out",
            "s.until <= s.earliest",
            "s.until < s.earliest",
        ),
        (
            "what excepts a path holds below it",
            "any(covers(path, subject) for path in s.excepts)",
            "subject in s.excepts",
        ),
        (
            "what excepts what meets the subject does not hold",
            "any(covers(path, subject) for path in s.excepts)",
            "any(covers(path, subject) or covers(subject, path) for path in s.excepts)",
        ),
        ("a window counts after its last instant", "s.latest <= at]", "s.latest < at]"),
        (
            "stars count for nothing in the order",
            "segments(s.subject), words(s.subject), s.published",
            "segments(s.subject), 0, s.published",
        ),
        (
            "the order begins with the path",
            "s.latest, segments(s.subject), words(s.subject)",
            "segments(s.subject), words(s.subject), s.latest",
        ),
        (
            "authority comes before publication in the order",
            "s.published, s.authority, s.seq",
            "s.authority, s.published, s.seq",
        ),
        (
            "a term lapses after its last instant",
            "s.until <= at\n\n\ndef differ",
            "s.until < at\n\n\ndef differ",
        ),
        (
            "a missing value is another",
            "one is not None and other is not None and one != other",
            "one != other",
        ),
        ("values never differ", "one is not None and other is not None and one != other", "False"),
        (
            "what has lapsed without more claims undetermined",
            'if s.afterwards in ("permitted", "suspended"):',
            "if True:",
        ),
        (
            "what has lapsed keeps its value",
            'return Claim(s.afterwards, "full", None) if lapsed(s, at) else s.claim',
            'return Claim(s.afterwards, "full", s.value) if lapsed(s, at) else s.claim',
        ),
        (
            "what a claim of it follows keeps its value",
            '            return Claim(s.afterwards, "full", None)\n',
            '            return Claim(s.afterwards, "full", s.value)\n',
        ),
        (
            "a lesser authority replaces",
            "by.authority >= s.authority and names(by, s)",
            "names(by, s)",
        ),
        (
            "only a greater authority replaces",
            "by.authority >= s.authority and names(by, s)",
            "by.authority > s.authority and names(by, s)",
        ),
        (
            "a claim after the fact replaces",
            "names(by, s) and not after_the_fact(by, speakers)",
            "names(by, s)",
        ),
        (
            "what has lapsed replaces nothing",
            "names(by, s) and not after_the_fact(by, speakers)",
            "names(by, s) and not after_the_fact(by, speakers) and by.until is None",
        ),
        (
            "only what is written alike is replaced",
            "by.authority >= s.authority and names(by, s)",
            "by.authority >= s.authority and by.subject == s.subject and names(by, s)",
        ),
        (
            "a confirmation is not replaced through what it confirms",
            'return s.kind == "confirmed" and s.of in by.replaces and s.published < by.published',
            "return False",
        ),
        (
            "a later confirmation is replaced through what it confirms",
            " and s.of in by.replaces and s.published < by.published",
            " and s.of in by.replaces",
        ),
        (
            "a confirmation of the same instant is replaced through what it confirms",
            "and s.published < by.published",
            "and s.published <= by.published",
        ),
        (
            "a lapse counts before a replacement",
            "        if by := replaced(s, candidates, speakers):\n"
            '            found.append(GivenWay(s, "replaced", by))\n'
            '        elif lapsed(s, at) and s.afterwards == "previous":\n'
            '            found.append(GivenWay(s, "previous", None))\n',
            '        if lapsed(s, at) and s.afterwards == "previous":\n'
            '            found.append(GivenWay(s, "previous", None))\n'
            "        elif by := replaced(s, candidates, speakers):\n"
            '            found.append(GivenWay(s, "replaced", by))\n',
        ),
        (
            "a claim after the fact counts before a completion",
            "        elif by := completed(s, candidates, speakers):\n"
            '            found.append(GivenWay(s, "completion", by))\n'
            "        elif by := after_the_fact(s, speakers):\n"
            '            found.append(GivenWay(s, "after_the_fact", by))\n',
            "        elif by := after_the_fact(s, speakers):\n"
            '            found.append(GivenWay(s, "after_the_fact", by))\n'
            "        elif by := completed(s, candidates, speakers):\n"
            '            found.append(GivenWay(s, "completion", by))\n',
        ),
        (
            "a replaced completion completes",
            "            and not replaced(by, candidates, speakers)\n",
            "",
        ),
        (
            "a completion ends rollouts too",
            'and s.extent == "grayscale"',
            'and s.extent in ("grayscale", "gradual")',
        ),
        (
            "a completion ends tests on all paths of the way",
            "            and s.subject == by.subject\n",
            "",
        ),
        ("a completion ends later tests", "            and order(s) < order(by)\n", ""),
        (
            "a completion of lesser authority ends tests",
            "            and s.authority <= by.authority\n",
            "",
        ),
        (
            "who speaks of what is above speaks of it",
            "segments(by.subject) >= segments(s.subject)\n            and ",
            "",
        ),
        (
            "only who speaks of what is below speaks of it",
            "segments(by.subject) >= segments(s.subject)",
            "(segments(by.subject) > segments(s.subject) or by.subject == s.subject)",
        ),
        (
            "an equal authority speaks against it",
            "and by.authority > s.authority\n",
            "and by.authority >= s.authority\n",
        ),
        (
            "what is said with the start is not after it",
            "s.latest <= by.published < s.published",
            "s.latest < by.published < s.published",
        ),
        (
            "what is published together is before it",
            "s.latest <= by.published < s.published",
            "s.latest <= by.published <= s.published",
        ),
        (
            "amendments do not speak",
            's for s in way if s.kind != "noted" and',
            's for s in way if s.kind != "noted" and not s.amends and',
        ),
        (
            "notes speak",
            's for s in way if s.kind != "noted" and not s.withdrawn and',
            "s for s in way if not s.withdrawn and",
        ),
        (
            "what is withdrawn speaks",
            's for s in way if s.kind != "noted" and not s.withdrawn and',
            's for s in way if s.kind != "noted" and',
        ),
        (
            "what excepts the subject speaks of it",
            "not s.withdrawn and not excepting(s, subject)\n    ]\n    # 1",
            "not s.withdrawn\n    ]\n    # 1",
        ),
        (
            "what is left out does not speak",
            "not s.withdrawn and not excepting(s, subject)\n    ]\n    # 1",
            "not s.withdrawn and not excepting(s, subject) and not never(s)\n    ]\n    # 1",
        ),
        (
            "what is expected says the same",
            'not by.amends and by.certainty == "stated" and not differ',
            "not by.amends and not differ",
        ),
        (
            "who gives another value says the same",
            "not differ(by.claim, s.claim)",
            "by.claim[:2] == s.claim[:2]",
        ),
    ),
    *_of(
        "answer",
        (
            "a lapsed test keeps its population",
            "running.population if running else None",
            "deciding.population if deciding else None",
        ),
        (
            "every exception is named",
            "{p for p in running.excepts if meets(p, subject)}",
            "set(running.excepts)",
        ),
        (
            "only exceptions below are named",
            "if meets(p, subject)}",
            "if covers(subject, p)}",
        ),
        (
            "what follows is told without a term",
            "running.afterwards if running and running.until is not None else None",
            "running.afterwards if running else None",
        ),
        (
            "what gave way does not move the start",
            "if ended and max(ended) > start:",
            "if False:",
        ),
        (
            "what gave way earlier moves the start",
            "        and order(each.statement) > order(deciding)\n",
            "",
        ),
        (
            "an end before the start moves it",
            "if ended and max(ended) > start:",
            "if ended:",
        ),
        (
            "what was replaced moves the start",
            'if each.reason == "previous"\n',
            'if each.reason in ("previous", "replaced")\n',
        ),
        (
            "it has held since the statement began",
            '"held_since": _held_since(standing, subject, at)',
            '"held_since": since',
        ),
        (
            "another value does not break what held",
            "if _said(standing, subject, instant) != said:",
            "if (_said(standing, subject, instant) or ())[:2] != said[:2]:",
        ),
        (
            "another extent does not break what held",
            "if _said(standing, subject, instant) != said:",
            "if (_said(standing, subject, instant) or ())[::2] != said[::2]:",
        ),
        (
            "a value that is missing does not break what held",
            "if _said(standing, subject, instant) != said:",
            "was = _said(standing, subject, instant)\n"
            "        if was is None or was[:2] != said[:2] or another_value(was[2], said[2]):",
        ),
        (
            "a break does not count in what held",
            "            break\n        held = instant",
            "            continue\n        held = instant",
        ),
        (
            "a partial rule holds for those it does not reach",
            's.extent in ("partial", "gradual", "grayscale") and s.subject',
            's.extent in ("gradual", "grayscale") and s.subject',
        ),
        (
            "no partial rule of the way holds for the others",
            's.extent in ("partial", "gradual", "grayscale") and s.subject == deciding.subject',
            's.extent in ("partial", "gradual", "grayscale")',
        ),
        (
            "a lapsed partial rule holds for the others",
            "s.subject == deciding.subject:\n        return True",
            "s.subject == deciding.subject and not lapsed(s, at):\n        return True",
        ),
        (
            "what a lesser authority says of the same effect counts for the others",
            "and s.authority < deciding.authority\n    )\n\n\n# 7",
            "and False\n    )\n\n\n# 7",
        ),
        (
            "what says the same effect counts never for the others",
            "and s.authority < deciding.authority\n    )\n\n\n# 7",
            ")\n\n\n# 7",
        ),
        (
            "another value is no other claim for the others",
            "        and not another_value(claim.value, deciding.value)\n",
            "",
        ),
        (
            "what is left out replaces for the others",
            "left = still_left(others, giving_way(others, w.speakers, w.at))",
            "left = still_left(others, giving_way(w.candidates, w.speakers, w.at))",
        ),
        (
            "what is left out does not speak for the others",
            "giving_way(others, w.speakers, w.at)",
            "giving_way(others, [s for s in w.speakers if s.amends or s in others], w.at)",
        ),
        (
            "what is replaced may still come",
            " and not replaced(s, w.candidates, w.speakers)\n    ]\n\n\n# 10",
            "\n    ]\n\n\n# 10",
        ),
        (
            "what starts now is scheduled",
            "_ids(s for s in _waiting(w) if s.earliest <= at)",
            "_ids(s for s in _waiting(w) if s.earliest < at)",
        ),
        (
            "a window that began before the day changed in it",
            "day <= s.earliest and day < s.latest <= at",
            "day < s.latest <= at",
        ),
        (
            "what began with the day changed during it",
            "day <= s.earliest and day < s.latest <= at",
            "day <= s.earliest and s.latest <= at",
        ),
        (
            "what lapsed with the day changed during it",
            "day < s.until <= at)",
            "day <= s.until <= at)",
        ),
        (
            "what lapsed does not change a day",
            "return began or (s.until is not None and day < s.until <= at)",
            "return began",
        ),
        (
            "what is below does not name a path",
            "(covers(s.subject, subject) or below(s.subject, subject))",
            "covers(s.subject, subject)",
        ),
        (
            "what is noted names no path",
            "s.visible and (covers",
            's.visible and s.kind != "noted" and (covers',
        ),
        (
            "what is excepted is not listed",
            "                found |= set(s.excepts)\n",
            "                pass\n",
        ),
        (
            "what a confirmation excepts is its own",
            "if s.of is None:",
            "if True:",
        ),
    ),
    *_of(
        "contests",
        (
            "the same source always supersedes",
            "a.source == b.source and (a.published == b.published or a.latest == b.latest)",
            "a.source == b.source",
        ),
        (
            "the same source supersedes only what it published at the same instant",
            "(a.published == b.published or a.latest == b.latest)",
            "a.published == b.published",
        ),
        (
            "the same source supersedes only what starts at the same instant",
            "(a.published == b.published or a.latest == b.latest)",
            "a.latest == b.latest",
        ),
        (
            "any source supersedes what it published at the same instant",
            "a.source == b.source and (a.published == b.published or a.latest == b.latest)",
            "a.published == b.published or a.latest == b.latest",
        ),
        (
            "a lesser authority supersedes",
            "order(a) > order(b) and a.authority >= b.authority and",
            "order(a) > order(b) and",
        ),
        (
            "an earlier start supersedes",
            "order(a) > order(b) and a.authority",
            "a.authority",
        ),
        (
            "two parts of a population do not stand side by side",
            " and not beside",
            "",
        ),
        (
            "two parts of the same population stand side by side",
            ' == "partial" and a.population != b.population',
            ' == "partial"',
        ),
        (
            "two tests of different populations stand side by side",
            'a.extent == b.extent == "partial" and',
            'a.extent == b.extent != "full" and',
        ),
        (
            "claims after the fact do not contest",
            'if each.reason == "after_the_fact")',
            "if False)",
        ),
        (
            "what is superseded contests",
            "(s for s in w.left if not superseded(s, w.left))",
            "iter(w.left)",
        ),
        (
            "a withdrawn amendment contests",
            "        and not s.withdrawn\n        and (s.of",
            "        and (s.of",
        ),
        (
            "an amendment of the confirmed contests",
            "(s.of, s.subject) == (deciding.change, deciding.subject)",
            "(s.of in (deciding.change, deciding.of) and s.subject == deciding.subject)",
        ),
        (
            "an amendment on another path contests",
            "(s.of, s.subject) == (deciding.change, deciding.subject)",
            "s.of == deciding.change",
        ),
        (
            "a completion of a lesser authority does not contest",
            'if deciding.extent == "grayscale":',
            "if False:",
        ),
        (
            "a replaced completion contests",
            "            and not replaced(s, w.candidates, w.speakers)\n",
            "",
        ),
        (
            "a completion contests a lapsed test no more",
            'if deciding.extent == "grayscale":',
            'if answer_of(deciding, w.at).extent == "grayscale":',
        ),
        (
            "an earlier completion contests",
            "            and order(s) > order(deciding)\n",
            "",
        ),
        (
            "a replacement by a lesser authority does not contest",
            "if names(s, deciding) and not after_the_fact(s, w.speakers)",
            "if False",
        ),
        (
            "a claim after the fact contests as a replacement",
            "if names(s, deciding) and not after_the_fact(s, w.speakers)",
            "if names(s, deciding)",
        ),
        (
            "a replacement of what it confirms does not contest",
            "if names(s, deciding) and",
            "if deciding.change in s.replaces and",
        ),
        (
            "a replacement is told as one though it claims another",
            "return _listed([*found, *wanting])",
            "return _listed([*found, *_wanting(w)])",
        ),
        (
            "what is set aside may have as many segments and stars",
            "particular(s.subject) > particular(w.deciding.subject)",
            "particular(s.subject) >= particular(w.deciding.subject)",
        ),
        (
            "what is set aside has more segments",
            "particular(s.subject) > particular(w.deciding.subject)",
            "particular(s.subject)[0] > particular(w.deciding.subject)[0]",
        ),
        (
            "what is listed is of the least particular path",
            "kept[each[0].change] = each",
            "kept.setdefault(each[0].change, each)",
        ),
        (
            "of equally particular paths the earlier position is listed",
            "(particular(e[0].subject), e[0].seq)",
            "(particular(e[0].subject), -e[0].seq)",
        ),
    ),
    *_of(
        "expectations",
        (
            "what is replaced is still expected",
            "        and not replaced(s, w.candidates, w.speakers)\n",
            "",
        ),
        ("what has lapsed is still expected", "        and not lapsed(s, w.at)\n", ""),
        (
            "a lesser authority settles what was expected",
            "        and by.authority >= s.authority\n        for by in w.way",
            "        for by in w.way",
        ),
        (
            "a withdrawn confirmation settles",
            "        and not by.withdrawn\n",
            "",
        ),
        (
            "a confirmation that is left out does not settle",
            "        for by in w.way",
            "        for by in w.heard",
        ),
        (
            "a confirmation that was put off does not settle",
            "        for by in w.way",
            '        and by.certainty == "stated"\n        for by in w.way',
        ),
        (
            "a confirmation of another subject settles",
            "(by.of, by.subject) == (s.change, s.subject)",
            "by.of == s.change",
        ),
        (
            "a lapsed answer meets",
            "        and not lapsed(w.deciding, w.at)\n",
            "",
        ),
        (
            "an answer meets before its time",
            "        and w.at >= s.earliest\n",
            "",
        ),
        (
            "a lesser authority meets for good",
            "        and by.authority >= s.authority\n        and by.published",
            "        and by.published",
        ),
        (
            "what was published before meets for good",
            "        and by.published >= s.published\n",
            "",
        ),
        (
            "what began before meets for good",
            "        and by.latest >= s.earliest\n",
            "",
        ),
        (
            "what gave way meets nothing",
            "for by in w.candidates\n    )\n\n\ndef status",
            "for by in w.left\n    )\n\n\ndef status",
        ),
        (
            "what is replaced meets nothing",
            "for by in w.candidates\n    )\n\n\ndef status",
            "for by in w.candidates\n"
            "        if not replaced(by, w.candidates, w.speakers)\n"
            "    )\n\n\ndef status",
        ),
        (
            "what is expected for this instant is overdue",
            "at > s.latest:",
            "at >= s.latest:",
        ),
        (
            "what is expected from now on is not due",
            "at >= s.earliest:\n        return",
            "at > s.earliest:\n        return",
        ),
        (
            "what is put off to an unknown day is due",
            "s.earliest != OPEN_EARLIEST and at >= s.earliest",
            "at >= s.earliest",
        ),
    ),
)
