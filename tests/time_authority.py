"""Which time stamping authority do tests ask? One that OpenSSL makes, served by the test itself."""

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest

#: What tests say that need it; CI has it.
needed = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")

Answer = Callable[[bytes], bytes]

_SETTINGS = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
default_policy = 1.2.3.4.1
signer_digest = sha256
digests = sha256, sha512
ess_cert_id_alg = sha256
{more}
[ca]
default_ca = here
[here]
database = {folder}/index.txt
new_certs_dir = {folder}
rand_serial = yes
default_md = sha256
policy = any
x509_extensions = stamping
[any]
commonName = supplied
[stamping]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
nsComment = {comment}
[request]
distinguished_name = name
[name]
"""


class Response(NamedTuple):
    """What a server says: a status, a body in parts, and what it does before each part."""

    parts: tuple[bytes, ...]
    status: int = 200
    wait: Callable[[], object] = lambda: None


class Authority:
    """A root and a signer, which has the longer certificate, in a folder.

    `until`: when that certificate ends, as OpenSSL has it; `chain`: its tokens hold the root too,
    after it; `more`: of its settings.
    """

    def __init__(
        self, folder: Path, *, until: str = "20991231235959Z", chain: bool = False, more: str = ""
    ) -> None:
        folder.mkdir(parents=True)
        self.folder, self._chain = folder, chain
        self.root = folder / "root.pem"
        (folder / "index.txt").touch()
        (folder / "settings").write_text(
            _SETTINGS.format(folder=folder, more=more, comment="x" * 400)
        )
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        at = ("-config", str(folder / "settings"))
        self._run("req", "-x509", *at, "-section", "request", *key, "-keyout", "root.key",
                  "-out", "root.pem", "-days", "20000", "-subj", "/CN=Root of Tests")  # fmt: skip
        self._run("req", *at, "-section", "request", *key, "-keyout", "tsa.key", "-out", "tsa.csr",
                  "-subj", "/CN=Time Stamping Authority of Tests, with a longer name")  # fmt: skip
        self._run("ca", "-batch", *at, "-notext", "-in", "tsa.csr", "-out", "tsa.pem", "-startdate",
                  "20000101000000Z", "-enddate", until, "-cert", "root.pem", "-keyfile",
                  "root.key")  # fmt: skip

    def answer(self, query: bytes) -> bytes:
        """The reply to a query, by this machine's clock."""
        (self.folder / "query").write_bytes(query)
        chain = ("-chain", "root.pem") if self._chain else ()
        self._run("ts", "-reply", "-config", "settings", "-section", "one", "-queryfile", "query",
                  "-signer", "tsa.pem", "-inkey", "tsa.key", *chain, "-out", "reply")  # fmt: skip
        return (self.folder / "reply").read_bytes()

    def asked(self, *words: str) -> bytes:
        """The reply to a query that OpenSSL writes, such as of `-digest` HEX."""
        self._run("ts", "-query", *words, "-sha256", "-cert", "-out", "own")
        return self.answer((self.folder / "own").read_bytes())

    def _run(self, *words: str) -> None:
        done = subprocess.run(
            ["openssl", *words], cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


@contextmanager
def served(answer: Callable[[bytes], bytes | Response]) -> Iterator[str]:
    """The address of a server that answers so; gone at the end."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["Content-Type"] == "application/timestamp-query"
            found = answer(self.rfile.read(int(self.headers["Content-Length"])))
            said = found if isinstance(found, Response) else Response((found,))
            self.send_response(said.status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            for part in said.parts:
                said.wait()
                try:
                    self.wfile.write(part)
                except OSError:  # who asked has gone
                    return

        def log_message(self, format: str, *values: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsr"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
