# The tasks of those who work on the code; each needs an environment with `pip install -e '.[test]'`.
python ?= python3

.PHONY: check format test long postgres-16 golden catalogue bench mutants

check: ## lint, types and tests: what CI runs
	ruff format --check .
	ruff check .
	mypy
	$(python) -m pytest -n auto

format: ## rewrite the layout of the code
	ruff format .
	ruff check --fix .

test: ## the tests alone
	$(python) -m pytest

long: ## the long tests in full
	POLICY_LEDGER_LONG=1 $(python) -m pytest -n auto

postgres-16: ## the tests on the oldest server that comes in the wheel
	PGSERVER_POSTGRES_VERSION=16 $(python) -m pytest -n auto

golden: ## accept what the commands print now as what they should print
	$(python) -m pytest --golden

locale = ledger/sayings/locale
# What is raised with a text, which is a message too, and its places.
faults = ProofFault NoteFault SpellingFault CheckpointFault KeyFault TileFault FutureCosignature \
	WitnessDisagrees StampFault IntegrityFault HeadFault Unverified Unreachable WitnessRefused \
	UnknownEvent ServerGone OlderTables
catalogue: ## take the messages of the code into the catalogues that translators edit
	pybabel -q extract -F babel.cfg -k tell -k message -k many:2,3 \
		$(addprefix -k ,Phrase $(faults)) --no-location --sort-output \
		--no-wrap -o $(locale)/messages.pot .
	pybabel -q update -i $(locale)/messages.pot -d $(locale) -D policy-ledger --no-fuzzy-matching \
		--no-wrap --ignore-obsolete --ignore-pot-creation-date
	rm $(locale)/messages.pot

mutants: ## which changes of single lines no test notices, in the rooms named
	$(python) -m tests.mutants --seed $(or $(seed),0) --number $(or $(number),80) \
		$(if $(contexts),--contexts $(contexts)) $(rooms)

bench: ## measure, and write docs/benchmarks.md
	$(python) -m bench
