"""What is each answer, as one document that programs read and tables are drawn from?

A document is a plain dict, typed by a TypedDict of the module of its answer: what `--format json`
prints, and what parsing that gives again. A docstring under each field says what it means;
`schema.py` makes the JSON Schemas of it. A long answer is built as an Reply (answer.py): its head,
and its rows as they come.
"""
