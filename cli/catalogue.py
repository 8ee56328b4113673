"""Which commands are there, who uses them, and which module holds each?"""

from typing import Final


class Command:
    """One command: which module of cli/commands has it, who uses it, its one line of help.

    No NamedTuple, which takes longer to make than a cold start has to spare.
    """

    __slots__ = ("help", "module", "users")

    def __init__(self, module: str, users: str, help: str) -> None:
        self.module = module
        self.users = users
        self.help = help


AUDITORS: Final = "To read, for auditors"
RECORDERS: Final = "To record, for recorders"
ENGINEERS: Final = "To keep and to connect, for engineers"
USERS: Final = (AUDITORS, RECORDERS, ENGINEERS)

#: In the order in which `ledger --help` lists them. Kept here, and not in the modules, so that
#: help and a cold start import no command but the one that was asked for.
COMMANDS: Final[dict[str, Command]] = {
    "at": Command("at", AUDITORS, "What held at a moment, who said so, and what is disputed."),
    "explain": Command("explain", AUDITORS, "Why the answer for one subject is what it is."),
    "timeline": Command("timeline", AUDITORS, "Each state of one subject, from when to when."),
    "diff": Command("diff", AUDITORS, "What differs between two moments on one clock."),
    "replay": Command("replay", AUDITORS, "The history in order, and what each event changed."),
    "due": Command("due", AUDITORS, "What ends, starts, or is expected and not confirmed."),
    "log": Command("log", AUDITORS, "What was appended, event by event."),
    "show": Command("show", AUDITORS, "One announcement, change or event, whole."),
    "subjects": Command("subjects", AUDITORS, "The subjects that anything was said about."),
    "sources": Command("sources", AUDITORS, "Who speaks in this ledger, and how often."),
    "status": Command("status", AUDITORS, "The ledger itself: origin, zone, size, what is open."),
    "verify": Command("verify", AUDITORS, "Check everything, and say what cannot be excluded."),
    "verify-proof": Command("verify_proof", AUDITORS, "Check a proof, without any ledger."),
    "consistency": Command("consistency", AUDITORS, "That one checkpoint goes on from another."),
    "init": Command("init", RECORDERS, "Make a new ledger."),
    "announce": Command("announce", RECORDERS, "Append what a source said."),
    "correct": Command("correct", RECORDERS, "Mend a field that the recorder got wrong."),
    "retract": Command("retract", RECORDERS, "Take out what should not have been recorded."),
    "evidence": Command("evidence", RECORDERS, "Files that belong to what is recorded."),
    "expire": Command("expire", RECORDERS, "Write down every term that has run out."),
    "checkpoint": Command("checkpoint", RECORDERS, "Sign the head of the log."),
    "prove": Command("prove", RECORDERS, "Prove that one event is in the log."),
    "export": Command("export", RECORDERS, "The log as tiles; a dossier for who trusts nobody."),
    "key": Command("key", RECORDERS, "The key that signs: show it, hand it on."),
    "demo": Command("demo", RECORDERS, "Make a sample ledger to try things on."),
    "rebuild": Command("rebuild", ENGINEERS, "Derive the read model again from the log."),
    "project": Command("project", ENGINEERS, "The states of all subjects, kept for who asks."),
    "witness": Command("witness", ENGINEERS, "Vouch for the heads of other logs."),
    "backup": Command("backup", ENGINEERS, "The ledger in a second place, while it is in use."),
    "restore": Command("restore", ENGINEERS, "The ledger of a backup, where there is none."),
    "copy": Command("copy", ENGINEERS, "The same ledger in another place, to the last byte."),
    "watch": Command("watch", ENGINEERS, "Events as they come, for other systems."),
    "grant-sql": Command("grant_sql", ENGINEERS, "Who may do what on PostgreSQL, as SQL."),
    "schema": Command("schema", ENGINEERS, "JSON Schemas of the announcement file and of outputs."),
    "completion": Command("completion", ENGINEERS, "Completion for bash, zsh or fish."),
}
