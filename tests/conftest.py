"""What do all tests share: the option that refreshes golden texts, and a desk for commands."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from hatch_build import compile_catalogues
from ledger.sayings import language
from ledger.sayings.language import CATALOGUES
from tests import english
from tests.answering import ask
from tests.desk import Desk
from tests.drawn import Strict
from tests.stores import mortal_postgres, place, postgres
from tests.tampering import scene

#: How fast a machine makes examples is no fault of what they try.
settings.register_profile("policy-ledger", suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("policy-ledger")

__all__ = ["ask", "mortal_postgres", "place", "postgres", "scene"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="write golden texts and examples anew")


def pytest_configure() -> None:
    """The catalogues are what their sources say now, before any test is imported."""
    compile_catalogues(Path(CATALOGUES))


@pytest.fixture(autouse=True, scope="session")
def nobodys_configuration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test meets the keys and heads of whoever runs it, nor leaves any there."""
    with pytest.MonkeyPatch.context() as environ:
        environ.setenv("POLICY_LEDGER_CONFIG", str(tmp_path_factory.mktemp("configuration")))
        environ.delenv("POLICY_LEDGER_KEY", raising=False)
        yield


@pytest.fixture(autouse=True, scope="session")
def words_of_the_tests() -> Iterator[None]:
    """Tables are in English, whatever the locale of whoever runs the tests, but where a test asks
    for another language."""
    with pytest.MonkeyPatch.context() as environ:
        environ.setenv("POLICY_LEDGER_LANG", "en")
        yield


@pytest.fixture(autouse=True)
def own_configuration(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does one test meet those of another."""
    monkeypatch.setenv("POLICY_LEDGER_CONFIG", str(tmp_path_factory.mktemp("configuration")))


@pytest.fixture(autouse=True)
def untold() -> Iterator[list[str]]:
    """What a test has told, in whatever language, and cannot be told in Chinese: nothing."""
    with pytest.MonkeyPatch.context() as patch:
        untold = english.watched(patch)
        yield untold
    assert untold == []


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden texts are to be written anew instead of compared."""
    return bool(request.config.getoption("--golden"))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An empty folder, with the examples in it, at which commands are run; the clock stands still
    between commands."""
    return Desk(tmp_path, monkeypatch)


@pytest.fixture
def sample_ledger(desk: Desk) -> Path:
    """A ledger of the case of 2022, as `ledger announce` makes it."""
    desk.kuaishou()
    return desk.folder / "policy.ledger"


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the Chinese catalogue does not say is a fault, and not told in English."""
    monkeypatch.setattr(language.catalogue(language.CHINESE), "_fallback", Strict())
