"""Which paths cover a subject?"""


def ancestors(path: str) -> tuple[str, ...]:
    """The paths above `path`, from the shortest, and then `path` itself."""
    segments = path.split("/")
    return tuple("/".join(segments[:size]) for size in range(1, len(segments) + 1))


def depth(path: str) -> int:
    """How many segments `path` has."""
    return path.count("/") + 1


def covers(general: str, particular: str) -> bool:
    """Whether a statement about `general` is one about `particular`: `*` covers `*` and any word,
    a word only itself, and a path what is below it (DESIGN 2)."""
    upper, lower = general.split("/"), particular.split("/")
    return len(upper) <= len(lower) and all(
        one in ("*", other) for one, other in zip(upper, lower, strict=False)
    )


def meets(one: str, other: str) -> bool:
    """Whether something is covered by both (DESIGN 2)."""
    return all(
        "*" in (left, right) or left == right
        for left, right in zip(one.split("/"), other.split("/"), strict=False)
    )
