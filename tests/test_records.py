"""Is a stream of stored rows read as each row by itself is, however many are decoded in one go?"""

from collections.abc import Iterator

import pytest

from ledger.records import LogRow, decode, records

STATES = [b'{"a":1}', b'{"a":{"b":[1,2]},"c":"\\u00e9,{}"}', '{"a":"é\\n"}'.encode(), b"{}"] * 5
ROWS: list[LogRow] = [(seq, 7, "noted", state) for seq, state in enumerate(STATES, start=1)]


@pytest.mark.parametrize("batch", [1, 2, 3, 64])
def test_a_stream_of_rows_is_what_each_of_them_is(batch: int) -> None:
    assert list(records(ROWS, batch=batch)) == [decode(*row) for row in ROWS]


@pytest.mark.parametrize("batch", [1, 2, 3, 64])
@pytest.mark.parametrize(
    "state", [b"", b"{", b'{"a":1},{"b":2}', b'{"a":1}]', b"{},", b'"\xff"', b'{"a":1} x', b"{}]["]
)
@pytest.mark.parametrize("place", range(1, 9))
def test_a_row_that_is_not_json_is_a_fault_after_all_that_come_before_it(
    batch: int, state: bytes, place: int
) -> None:
    rows = [*ROWS[: place - 1], (place, 7, "noted", state), *ROWS[place:]]
    found = records(rows, batch=batch)
    for row in rows[: place - 1]:
        assert next(found) == decode(*row)
    with pytest.raises(ValueError, match=r".") as together:
        next(found)
    with pytest.raises(ValueError, match=r".") as alone:
        decode(*rows[place - 1])
    assert str(together.value) == str(alone.value)


def test_an_unknown_event_is_a_fault_after_all_that_come_before_it() -> None:
    found = records([*ROWS[:5], (6, 7, "foretold", b"{}")])
    assert [next(found).seq for _ in range(5)] == [1, 2, 3, 4, 5]
    with pytest.raises(ValueError, match="'foretold' is unknown"):
        next(found)


@pytest.mark.parametrize("wanted", range(1, 12))
def test_no_more_is_read_ahead_than_was_read_before(wanted: int) -> None:
    read = 0

    def rows() -> Iterator[LogRow]:
        nonlocal read
        for row in ROWS:
            read += 1
            yield row

    found = records(rows(), batch=4)
    for _ in range(wanted):
        next(found)
    assert read <= min(2 * wanted, wanted + 3)


@pytest.mark.parametrize("state", [b"{", b'{"note":' + b"[" * 9999 + b"]" * 9999 + b"}"])
def test_what_nests_too_deep_is_as_unreadable_as_what_is_no_json(state: bytes) -> None:
    found = records([*ROWS[:5], (6, 7, "noted", state)])
    assert [next(found).seq for _ in range(5)] == [1, 2, 3, 4, 5]
    with pytest.raises(ValueError, match=r"."):
        next(found)
