"""Which text do the bytes of a file hold: UTF-8, and of a size to be read whole?"""

import codecs
import re
from typing import IO, Final

from ledger.files.documents import LARGEST, refused

_UTF_16_OR_32: Final = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE)
_GZIP: Final = b"\x1f\x8b"
_NOT_TEXT: Final = re.compile(r"[\x00\ufffe\uffff]")


def read_text(stream: IO[bytes], name: str, largest: int = LARGEST) -> str:
    """The whole text of a stream, without a BOM. Never holds more than `largest` bytes.

    Raises InputFault, which names the line: too large, empty, not UTF-8, NUL.
    """
    data = stream.read(largest + 1)
    if len(data) > largest:
        raise refused(
            name,
            0,
            f"is larger than {largest >> 20} MiB",
            "a smaller file, or JSON Lines (one announcement a line) read with --jsonl",
        )
    text = utf8(data, name, 1)
    if not text.strip():
        raise refused(name, 0, "is empty", "a file that begins with `format: policy-ledger/1`")
    return text


def utf8(data: bytes, name: str, line: int) -> str:
    """The text of bytes that begin on `line`, without a BOM. Raises InputFault."""
    if data.startswith((*_UTF_16_OR_32, codecs.BOM_UTF16_BE)):
        raise refused(name, line, "is UTF-16 or UTF-32", "UTF-8: save the file as UTF-8")
    if data.startswith(_GZIP):
        raise refused(name, 0, "is compressed with gzip", "text: unpack it first")
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        at = fault.start
        line += data.count(b"\n", 0, at)
        column = at - data.rfind(b"\n", 0, at)
        raise refused(
            name,
            line,
            f"byte {column} of the line, 0x{data[at]:02X}, is not UTF-8",
            "UTF-8: save the file as UTF-8",
        ) from None
    if found := _NOT_TEXT.search(text):
        character = ord(found.group())
        line += text.count("\n", 0, found.start())
        wide = character == 0 and data[:4].count(0) >= 1 and data.count(0) * 3 > len(data)
        raise refused(
            name,
            line,
            "is UTF-16 or UTF-32" if wide else f"holds U+{character:04X}, which is no text",
            "UTF-8: save the file as UTF-8" if wide else "text",
        )
    return text
