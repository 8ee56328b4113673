"""Which paths cover a subject, and which of them says more of it? (DESIGN 2 and 5)"""


def covers(general: str, particular: str) -> bool:
    """Whether a statement about `general` is one about `particular`.

    “A statement about a path also covers every path below it.” “`*` covers `*` and any word, a
    word only itself.”
    """
    upper, lower = general.split("/"), particular.split("/")
    return len(upper) <= len(lower) and all(
        one in ("*", other) for one, other in zip(upper, lower, strict=False)
    )


def below(path: str, general: str) -> bool:
    """“A path is *below* another where that one covers it and is not it.”"""
    return covers(general, path) and path != general


def meets(one: str, other: str) -> bool:
    """“Two paths *meet* where something is covered by both.”"""
    return all(
        "*" in (left, right) or left == right
        for left, right in zip(one.split("/"), other.split("/"), strict=False)
    )


def segments(path: str) -> int:
    return len(path.split("/"))


def words(path: str) -> int:
    """How many of its segments are not `*`."""
    return len([segment for segment in path.split("/") if segment != "*"])


def particular(path: str) -> tuple[int, int]:
    """“One is *more particular* than another where it has more segments, or as many and fewer
    `*`”: the greater of these."""
    return segments(path), words(path)
