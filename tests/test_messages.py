"""Is every message of the product quoted by some test?"""

from tests.messages import Message, messages, quoted

#: Those for which no test makes the occasion, as they begin after their first value.
UNQUOTED = (
    " is no checkpoint: ",  # the head of this machine, of the audit
    "beyond @",  # a row without a position, which no store hands out
    "the log cannot be read: ",  # a page that is damaged between two that are read
)


def test_every_message_is_quoted_by_some_test() -> None:
    told = messages()
    assert len(told) > 400
    missing = sorted(set(told) - quoted(told))
    listed = [each for each in missing if each.text.lstrip("\0").startswith(UNQUOTED)]
    assert len(listed) == len(UNQUOTED), "what is quoted now leaves the list"
    assert missing == listed, "\n" + "\n".join(str(each) for each in missing if each not in listed)


def test_a_message_that_no_test_quotes_is_seen() -> None:
    words = ("moon", "the", "of", "\0", "a", "off", "fell", "colour", "his")
    invented = Message("cli/nowhere.py", 1, " ".join(reversed(words)))
    assert invented not in quoted([*messages(), invented])
