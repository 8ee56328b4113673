"""Where does the program begin, so that it begins at once?"""

import gc
import os
import sys
from typing import NoReturn

#: Objects made before garbage is looked for: more than a start makes, few beside a long answer.
GARBAGE = 100_000


def main() -> NoReturn:
    """The console script."""
    # What is imported stays, and a search for garbage in it is a tenth of a cold start: so the
    # rest of the program is imported after this.
    gc.set_threshold(GARBAGE)
    from cli.program import run

    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by who started the program: nobody listens
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    code = run(sys.argv[1:])
    gc.freeze()  # nor does the interpreter look for any when it ends
    sys.exit(code)


if __name__ == "__main__":
    main()
