"""Which paths cover a subject?"""


def ancestors(path: str) -> tuple[str, ...]:
    """The paths above `path`, from the shortest, and then `path` itself."""
    segments = path.split("/")
    return tuple("/".join(segments[:size]) for size in range(1, len(segments) + 1))


def depth(path: str) -> int:
    """How many segments `path` has."""
    return path.count("/") + 1
