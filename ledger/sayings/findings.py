"""How is said what a check of a ledger found wrong, could not decide, or noted besides?"""

from collections.abc import Mapping
from typing import Any, Final

from ledger.sayings import receipts
from ledger.sayings.language import Words, message
from ledger.sayings.vocabulary import FILE_FAULT, OTHER_LEDGER

Particulars = Mapping[str, Any]

#: What says all of it by itself.
_FAULT: Final = "{fault}"
#: What is found, by its kind: its particulars stand in the places, texts from elsewhere quoted.
FOUND: Final = {
    "altered_schema": _FAULT,
    "unreadable_log": message("the log cannot be read: {fault}"),
    "unreadable_beyond": message("it cannot be read beyond @{last}: {fault}"),
    "damage": _FAULT,
    "misplaced": message("stands where @{expected} should"),
    "missing": message("@{first} to @{last} are missing"),
    "beyond": message(
        "it has rows of @{known}, and the log ends at @{size}: whether that was cut is told by "
        "signed heads, not by rows"
    ),
    "no_year": message("was recorded in no year that there is"),
    "earlier": message("was recorded before the event before it"),
    "other_instant": message("was recorded at another instant than its announcement"),
    "too_long": message("is longer than an entry can be"),
    "unframed": message("holds what no entry can"),
    "edited": message(
        "its columns or its bytes are not those that were hashed when it was appended"
    ),
    "other_entry": message("is an entry of another ledger"),
    "no_entry": _FAULT,
    "subtrees": message(
        "the hashes of the subtrees that end here are not those of the entries in them"
    ),
    "tiles": _FAULT,
    "unknown_event": message("{fault}. It was not read"),
    "no_event": message("its bytes are no event of its type: {fault}"),
    "not_canonical": message("its bytes are not canonical JSON (RFC 8785)"),
    "not_as_written": message("its bytes are not as an event of its type is written"),
    "not_compared": message("beyond @{last} nothing was compared: {fault}"),
    "other_stream": message("stands in another stream than its bytes say"),
    "not_the_next": message("is not the next version of its stream"),
    "announced_before": message("the announcement {announcement} was announced before"),
    "loose_change": message("the change {change} does not follow its announcement"),
    "change_out_of_order": message("the change {change} is out of order"),
    "not_whole": message("the announcement {announcement} lacks some of its {changes} changes"),
    "opening": message("the opening is the first event and no other"),
    "no_opening": message("the log does not begin with its opening"),
    "key_chain": _FAULT,
    "not_its_key": message(
        "{key} is not, and was never, this ledger's key: it is another ledger, or another was put "
        "in its place"
    ),
    "pinned_lost": message(
        "another key takes over for which {key}, the one that you wrote down, did not sign, since "
        "it is said to be lost: whose the ledger is from there on, no key tells that you have. Get "
        "the new one from its keeper by another channel, or give a checkpoint that you kept since"
    ),
    "no_row": message("a row of {table} is missing"),
    "stray_row": message("a row of {table} that no event makes"),
    "stray_rows": message("{rows} rows of {table} that no event makes"),
    "other_row": message("a row of {table} is not what the log says: {columns}"),
    "other_first": message("{table} is not what the log says, at {name}"),
    "older_tables": message(
        "its tables are of version {version}, older than this program's {ours}, and were not "
        "compared: {rebuild} makes them anew from the log"
    ),
    "unreadable_model": message("it cannot be read: {fault}"),
    "other_states": message(
        "the states of {name} that the projection keeps are not those that the log makes"
    ),
    "unreadable_projection": message("the projection cannot be read: {fault}"),
    "unreadable_names": message("what it names as evidence cannot be read"),
    "no_place": message("the files that announcements name are not known here: set {variable}"),
    "no_folder": message(
        "none of the {count} files that announcements name is here: there is no folder {folder}. "
        "The ledger was copied without it, or it was taken away: put it there, or leave evidence "
        "out of the check with --without-evidence"
    ),
    "linked": message("{sha256} lies behind a link"),
    "no_file": message("{sha256} is no regular file"),
    "other_size": message("{sha256} has {size} bytes, where the announcement says {said}"),
    "missing_file": message("{sha256} is missing: it was sought as {path}"),
    "unreadable_file": message("{sha256} cannot be read: {fault}"),
    "other_bytes": message("{sha256} holds other bytes, with SHA-256 {found}"),
    "unknown": _FAULT,
    "no_head": FILE_FAULT,
    "gone": message(
        "a head was kept in {path}, and is gone: moved away by who accepts a loss, or by who hides "
        "one; `{checkpoint}` keeps one again"
    ),
    "unusable": _FAULT,
    "no_checkpoint": message("{file} is no checkpoint: {fault}"),
    "other_ledger": OTHER_LEDGER,
    "altered": FILE_FAULT,
    "nothing_else": message("{file}: {fault}; nothing else was read"),
    "rolled_back": message(
        "{file} is of {size} events, and the ledger has {has}: it was rolled back, cut, or an "
        "older copy was put in its place (or copied without its -wal file)"
    ),
    "rewritten": message(
        "{file} is of other first {size} events than the ledger has: it was rewritten"
    ),
    "other_key": message("{file} is signed by a key that did not count at @{size}"),
    "unsigned": message("{file} has no signature by a key of this ledger"),
    "unsigned_unpinned": message(
        "{file} has no signature by a key of this ledger, on line {line}; expected one by such a "
        "key. Or another key was put into the ledger: --key VKEY, which you wrote down, tells"
    ),
    "unsigned_pinned": message(
        "{file} has no signature by a key of this ledger, on line {line}; expected one by such a "
        "key. The key that you wrote down is the ledger's: so the checkpoint is not its own, or is "
        "by a later key, whose coming this log does not show"
    ),
    "unsigned_exchanged": message(
        "{file} has no signature by a key of this ledger, on line {line}; expected one by such a "
        "key. Or another key was put into the ledger: it has not the one that you wrote down"
    ),
    "unlisted": message("{file} is signed by no log that the policy names"),
    "other_logs": message("the policy names other logs: no key of this ledger is of one"),
    "no_quorum": message("no checkpoint compared meets the witnesses' quorum {quorum}"),
    "no_stamp": message("no checkpoint compared has a time stamp beside it, in {file}"),
    "unusable_stamp": message("{file} is of no use: {fault}"),
    "older_stamp": message("{file} refutes a record time: {fault}"),
    "more": message("and {count} more of this kind"),
}
#: Of what is found those that are about a projection.
OF_PROJECTION: Final = ("other_states", "unreadable_projection")
#: What is no fault, and worth to be known.
NOTED: Final = {
    "remark": message("{file}: {remark}"),
    "no_head": message("no head of this ledger is kept here: it would be {path}"),
    "others": message("other ledgers of the same name are known here, which began with {keys}"),
    "writers": message(
        "roles that may write rows of the tables without their functions: {roles}; {grants} prints "
        "what takes that back"
    ),
    "not_projected": message("no projection was compared: {fault}"),
    "linked_folder": message("the evidence folder is a link to another place"),
    "unnamed_file": message("nothing names the evidence file {file}"),
    "left_by_a_crash": message("nothing names the evidence file {file} (left by a crash)"),
    "unnamed_files": message("nor {files} more evidence files"),
    "unpinned_tiles": message(
        "the tree is sought as {file} has it, of {size} entries; whether that is as it was signed, "
        "--key VKEY tells: the key that you wrote down"
    ),
    "parts": _FAULT,
    "unread_stamp": message(
        "the time stamp {file} was not looked at: --tsa-root FILE names the certificate that "
        "vouches for it"
    ),
    "server": message(
        "the server's own files were not looked at: it checks its pages as it reads them, where "
        "its data checksums are on"
    ),
}
_COMMANDS: Final = {
    "rebuild": "ledger rebuild",
    "checkpoint": "ledger checkpoint",
    "grants": "ledger grant-sql",
}
#: Of other ledgers of the same name so many are named.
_FEW: Final = 3


def found(kind: str, particulars: Particulars, words: Words) -> str:
    """What was found, without its position."""
    text = FOUND[kind]
    if kind == "missing" and particulars["first"] == particulars["last"]:
        text = message("@{first} is missing")
    told = _told(text, particulars, words)
    if particulars.get("mended"):
        told = words.aside(told, words.tell("{rebuild} mends it", **_COMMANDS))
    if "lag" in particulars:
        told = words.joined([told, words.phrase(particulars["lag"])])
    if kind in ("rolled_back", "rewritten") and not particulars["signed"]:
        told = words.joined([told, words.tell("or the checkpoint is not its own")])
    if "at" in particulars:  # no position of any log
        return words.colon(f"@{particulars['at']}", told)
    return told


def noted(kind: str, particulars: Particulars, words: Words) -> str:
    """What is noted besides."""
    if kind != "others":
        return _told(NOTED[kind], particulars, words)
    keys = list(particulars["keys"])
    if len(keys) > _FEW:
        keys[_FEW:] = [receipts.more(len(keys) - _FEW, words)]
    told = _told(NOTED[kind], {"keys": keys}, words)
    if particulars["pinned"]:
        return told
    return words.colon(told, words.tell("--key tells them apart"))


def _told(text: str, particulars: Particulars, words: Words) -> str:
    """A message with the particulars in its places, phrases in words and lists listed."""
    if text == _FAULT:
        return words.phrase(particulars["fault"])
    places = {
        name: words.listed(each) if isinstance(each, list) else words.phrase(each)
        for name, each in particulars.items()
    }
    if "count" in particulars:
        places["count"] = f"{particulars['count']:,}"
    return words.tell(text, **{**places, **_COMMANDS})
