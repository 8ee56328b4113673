"""Does a test hold each row of what a recorder and an owner on a server can do (docs/trust.md)?"""

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "trust.md"
RECORDER = "What a recorder on a server can do"
OWNER = "What an owner on a server can do to who reads"
#: How a row begins -> tests that hold what becomes of it.
HELD = {
    RECORDER: {
        "insert, update, delete": ("test_a_recorder_has_no_way_but_the_functions_of_the_owner",
            "test_a_recorder_can_edit_nothing"),
        "set a position": ("test_a_recorder_sets_no_time_no_position_and_no_hash",),
        "append what is no canonical JSON": ("test_bytes_that_are_no_event_are_refused",
            "test_bytes_that_are_not_canonical_are_refused",
            "test_an_event_without_a_field_that_it_needs_is_refused",
            "test_an_unknown_type_another_stream_and_a_long_entry_are_refused"),
        "append in the name of another role": ("test_an_event_by_another_role_or_none_is_refused",),
        "append a key": ("test_keys_openings_and_limits_of_sources_are_the_owners_alone",),
        "append within a snapshot": ("test_a_turn_that_sees_an_old_state_is_refused",
            "test_no_setting_of_a_session_changes_what_is_stored"),
        "make a function": ("test_a_recorder_can_edit_nothing",
            "test_what_was_granted_before_is_taken_back_whatever_its_name"),
        "rows of the read model for an event": (
            "test_rows_are_taken_for_the_event_that_is_appended_and_for_no_other",),
        "false rows for": ("test_false_rows_stop_nobody_for_good",),
        "an event that has its fields": ("test_the_log_goes_on_and_names_it", "test_writers_go_on",
            "test_after_a_rebuild_an_answer_beyond_it_stops_with_its_position",
            "test_the_recorder_takes_it_out_and_answers_go_on"),
        "append an announcement whose id": ("test_an_announcement_is_appended_once",
            "test_a_change_that_does_not_follow_its_announcement_is_refused"),
        "an announcement with fewer changes": (
            "test_an_announcement_cut_in_the_middle_is_caught_without_help",),
        "false words": (),
        "keep the turn": (
            "test_who_keeps_the_turn_stops_no_reader_and_writers_until_the_server_ends_it",),
        "call those who listen": (
            "test_who_is_called_though_nothing_was_appended_finds_nothing",),
        "fill the server's queue": (),
    },
    OWNER: {
        "a view, a materialized": (
            "test_a_view_in_place_of_a_table_is_refused_unread_by_every_command",
            "test_a_rebuild_by_the_owner_mends_what_was_put_in_place_of_what_is_derived"),
        "a rule, row security": ("test_what_could_run_when_a_table_is_read_is_refused_unread",),
        "a function named as": ("test_what_could_run_when_a_table_is_read_is_refused_unread",
            "test_functions_of_ones_own_beside_the_ledger_are_nobodys_business"),
        "names looked up elsewhere": (
            "test_names_of_the_server_mean_its_own_whatever_the_database_says",),
        "a view or a foreign table": (
            "test_a_view_that_comes_after_the_look_is_refused_by_the_server",),
        "a row policy": ("test_a_row_policy_that_comes_after_the_look_is_refused_by_the_server",),
        "anything else": (),
        "a trigger or a default": ("test_a_superuser_is_warned_once_and_nobody_else",
            "test_what_is_altered_is_found"),
        "a superuser who asks": ("test_a_superuser_is_warned_once_and_nobody_else",),
    },
}  # fmt: skip


@pytest.mark.parametrize("section", HELD)
def test_each_row_is_held_by_a_test_or_says_that_it_is_not_excluded(section: str) -> None:
    text = PAGE.read_text(encoding="utf-8").partition(f"## {section}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \| (.+) \|$", text, re.MULTILINE)[1:]
    assert len(rows) == len(HELD[section])
    there = {
        node.name
        for path in TESTS.glob("test_*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    for (tried, becomes), (begins, tests) in zip(rows, HELD[section].items(), strict=True):
        assert tried.startswith(begins)
        assert tests or becomes.startswith("not excluded")
        assert set(tests) <= there, tried
