"""Is a path in a file taken as it is written, and refused where a path may not be so?"""

import json

import pytest

from tests.announcing import HEAD, batch, faults


@pytest.mark.parametrize("path", [" k", "k ", "k/ live", "k\u00a0", "\u3000k", "k/live\u2003"])
def test_white_space_at_an_end_is_a_fault_and_not_taken_away(path: str) -> None:
    written = json.dumps(path)
    message = faults(f"{HEAD}  - {{change: noted, subjects: [{written}]}}\n")
    assert message.startswith("f.yaml:7: announcements[1].changes[1].subjects[1]: subject ")
    assert "begins or ends with white space" in message
    message = faults(f"format: policy-ledger/1\nsubjects:\n- {{path: {written}}}\n")
    assert message.startswith("f.yaml:3: subjects[1].path: subject ")
    message = faults(f"format: policy-ledger/1\nsubjects:\n- {{path: k, aliases: [{written}]}}\n")
    assert message.startswith("f.yaml:3: subjects[1].aliases[1]: ")


def test_white_space_that_yaml_has_around_a_plain_path_is_none_of_it() -> None:
    (draft,) = batch(f"{HEAD}  - {{change: noted, subjects: [  k/live  ]}}\n").drafts
    assert draft.changes[0].subjects == ("k/live",)
