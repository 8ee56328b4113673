"""Do several paths, asked at once, cover and meet what one of them does?"""

from hypothesis import given
from hypothesis import strategies as st

from ledger.coverage import Coverage
from ledger.subjects import covers, meets

PATHS = st.lists(st.sampled_from(["a", "b", "*"]), min_size=1, max_size=4).map("/".join)


@given(st.lists(PATHS, max_size=6), PATHS)
def test_several_paths_cover_and_meet_what_one_of_them_does(paths: list[str], path: str) -> None:
    several = Coverage(paths)
    assert several.covers(path) == any(covers(each, path) for each in paths)
    assert several.meets(path) == any(meets(each, path) for each in paths)
    assert (path in several) == (path in paths)
    assert list(several) == paths
    assert len(several) == len(paths)
    assert [several[place] for place in range(len(paths))] == paths
