"""Where does the program begin, so that it begins at once?"""

import gc
import sys
from typing import NoReturn

#: Objects made before garbage is looked for: more than a start makes, few beside a long answer.
GARBAGE = 100_000


def main() -> NoReturn:
    """The console script."""
    # What is imported stays, and a search for garbage in it is a tenth of a cold start: so the
    # rest of the program is imported after this.
    gc.set_threshold(GARBAGE)
    from cli.program import complain, run
    from cli.streams import CLOSED, Streams

    streams = Streams()
    if streams.silent:
        complain(CLOSED)
    code = streams.code(1 if streams.silent else run(sys.argv[1:]))
    gc.freeze()  # nor does the interpreter look for any when it ends
    sys.exit(code)


if __name__ == "__main__":
    main()
