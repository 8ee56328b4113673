"""What is handed to a parser that others may have spoilt, and what came of it?

Input number N of a seed is always the same, whatever came before it.
"""

import random
import re
import resource
import signal
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple

#: Inputs have at most so many bytes.
LARGEST: Final = 10_000
#: Seconds of the processor that one input may take in a long run: many times what any takes.
PATIENCE: Final = 2.0
#: What a parser may have used of memory after all its inputs, beyond what it had.
MOST_MEMORY: Final = 256 << 20

_ODD: Final = tuple(
    text.encode("utf-8", "surrogatepass")
    for text in (
        *("\u202e", "\u200b", "\ufeff", "\u2028", "\x85", "\xa0", "\u3000", "\ud800", "\udc80"),
        *(
            "\ufffe",
            "\U0010ffff",
            "e\u0301",
            "\u0130",
            "\u1e9e",
            "\ufb01",
            "\u0661",
            "\u1369",
            "\uff11",
        ),
        *("\x00", "\x07", "\x1b[2J", "\x7f", "\r", "\r\n", "\u2014 ", "\u5feb\u624b", "\u00b2"),
    )
)
_NUMBERS: Final = (
    *(b"0", b"-0", b"-1", b"1e9", b"1e-9", b"1e999999999", b"0x10", b"1_0", b"NaN", b"Infinity"),
    *(b"9" * length for length in (3, 9, 10, 15, 16, 17, 18, 19, 20, 40, 400, 4300, 5000)),
    *(str(2**power + step).encode() for power in (31, 32, 53, 63, 64) for step in (-1, 0)),
    *(b"0" * length + b"1" for length in (3, 400)),
)
_MARKS: Final = (
    *(b"{", b"}", b"[", b"]", b"(", b")", b"<", b">", b'"', b"'", b"`", b"\\", b"/", b"//", b".."),
    *(b":", b": ", b"- ", b"-", b"--", b"#", b" #", b"&a ", b"*a", b"!!", b"!t ", b"|\n", b">-\n"),
    *(b"? ", b"%", b"@", b"+", b"=", b",", b";", b"~", b"*", b"**", b"\n", b"\n\n", b"\t", b" "),
    *(
        b"---\n",
        b"...\n",
        b"<<: ",
        b"null",
        b"true",
        b"\\u0000",
        b"\\ud800",
        b"$'",
        b"$(x)",
        b"\xff",
    ),
)
_NESTS: Final = (
    *((b"[", b"]"), (b"{", b"}"), (b'{"a":', b"}"), (b"- ", b""), (b"? ", b""), (b"a: {", b"}")),
    *((b"(", b")"), (b"\\", b""), (b"a/", b""), (b"a:\n ", b""), (b'["', b'"]')),
)


class Parser(NamedTuple):
    """What it reads that is right, what reads, and the faults that it may answer with.

    `parse` may assert more of what it took. `placed` asserts that a fault says what and where.
    """

    samples: Sequence[bytes]
    parse: Callable[[bytes], object]
    faults: tuple[type[Exception], ...]
    placed: Callable[[Exception], object] = lambda fault: None


class Count(NamedTuple):
    """How many inputs a parser saw, took, and refused."""

    inputs: int
    taken: int
    refused: int


def made(samples: Sequence[bytes], seed: int, number: int) -> bytes:
    """An input: a sample altered in a few places, or words of samples in any order, or bytes."""
    chance = random.Random(f"{seed} {number}")
    kind = chance.random()
    if kind < 0.02:
        return chance.randbytes(chance.choice((0, 1, 5, 40, 400)))
    if kind < 0.10:
        words = [word for sample in samples for word in re.findall(rb"\w+|\W", sample)]
        parts = (*words, *_MARKS, *_NUMBERS, *_ODD)
        return b"".join(chance.choices(parts, k=chance.choice((1, 3, 10, 60))))[:LARGEST]
    data = chance.choice(samples)
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5, 12))):
        data = _altered(data, samples, chance)[:LARGEST]
    return data


def _altered(data: bytes, samples: Sequence[bytes], chance: random.Random) -> bytes:
    start = chance.randint(0, len(data))
    end = min(len(data), start + chance.choice((0, 1, 1, 2, 4, 16, 100, 1000)))
    before, part, after = data[:start], data[start:end], data[end:]
    match chance.randrange(13):
        case 0 if part:
            return before + bytes([part[0] ^ 1 << chance.randrange(8)]) + data[start + 1 :]
        case 1:
            return before + after
        case 2:
            return before
        case 3:
            return before + part * chance.choice((2, 3, 10, 300, 5000)) + after
        case 4:
            other = chance.choice(samples)
            at = chance.randint(0, len(other))
            return before + other[at : at + chance.choice((1, 8, 64, 4096))] + after
        case 5:
            numbers = list(re.finditer(rb"[0-9]+", data))
            if not numbers:
                return before + chance.choice(_NUMBERS) + after
            found = chance.choice(numbers)
            return data[: found.start()] + chance.choice(_NUMBERS) + data[found.end() :]
        case 6:
            opens, closes = chance.choice(_NESTS)
            depth = chance.choice((2, 30, 63, 65, 1000, 5000))
            return before + opens * depth + part + closes * depth + after
        case 7:
            return before + chance.choice(_ODD) + after
        case 8:
            return before + chance.choice(_MARKS) + after
        case 9:
            lines = data.split(b"\n")
            line, place = lines.pop(chance.randrange(len(lines))), chance.randint(0, len(lines))
            lines[place:place] = [line] * chance.choice((0, 1, 2, 200))
            return b"\n".join(lines)
        case 10:
            return before + part.swapcase() + after
        case 11:
            return before + part[::-1] + after
        case _:
            return before + chance.randbytes(chance.choice((1, 2, 8))) + after


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Whoever needs more of the processor is told so; with 0 nobody is."""

    def late(number: int, _: object) -> None:
        raise TimeoutError(f"it takes more than {seconds} seconds of the processor")

    if not seconds:
        yield
        return
    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def attempt(parser: Parser, data: bytes) -> bool:
    """Whether it takes these bytes; else it refuses them with a fault of its own that says where.

    Anything else that comes of it is raised.
    """
    refused = None
    try:
        parser.parse(data)
    except parser.faults as fault:
        refused = fault
    if refused is None:
        return True
    assert str(refused), "a fault without a word"
    parser.placed(refused)
    return False


def fuzz(parser: Parser, *, seed: int, number: int, seconds: float = 0) -> Count:
    """Hand it `number` inputs, or what it reads in so many seconds, each of which has its alarm.

    AssertionError with the input where anything but a value or a fault of its own comes of one.
    """
    for sample in parser.samples:
        assert attempt(parser, sample), f"it refuses what is right: {sample!r}"
    before, end = _memory(), time.monotonic() + seconds
    inputs = taken = 0
    while time.monotonic() < end if seconds else inputs < number:
        data = made(parser.samples, seed, inputs)
        inputs += 1
        try:
            with alarm(PATIENCE if seconds else 0):
                taken += attempt(parser, data)
        except Exception as fault:
            raise AssertionError(f"seed {seed}, input {inputs - 1}: {data!r}") from fault
    assert _memory() - before < MOST_MEMORY
    return Count(inputs, taken, inputs - taken)


def long_ones(parser: Parser, length: int) -> Iterator[bytes]:
    """Inputs of about that many bytes, in each of which one thing stands again and again."""
    chance = random.Random("long ones")
    parts = [*(opens for opens, _ in _NESTS), b"a", b" ", b"\n", b"9", b'"', "\u202e".encode()]
    for sample in parser.samples[:3]:
        places = [chance.randrange(len(sample)) for _ in range(4)]
        parts += [sample[at : at + chance.choice((1, 4, 30))] for at in places]
        parts += [sample, sample.split(b"\n")[0] + b"\n"]
    for part in parts:
        before = chance.choice(parser.samples)[: chance.choice((0, 30))]
        yield before + part * (length // len(part))


def calls(parser: Parser, data: bytes) -> int:
    """How many functions are called, of Python and of C, until it has taken or refused this."""
    count = 0

    def called(_frame: object, event: str, _: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        attempt(parser, data)
    finally:
        sys.setprofile(before)
    return count


def memory(parser: Parser, data: bytes) -> int:
    """The most bytes of memory that it has at once meanwhile."""
    tracemalloc.start()
    try:
        attempt(parser, data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _memory() -> int:
    """The most bytes of memory that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
