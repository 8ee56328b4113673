# The tasks of those who work on the code; each needs an environment with `pip install -e '.[test]'`.
python ?= python3

.PHONY: check format test long postgres-16 golden bench

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

bench: ## measure, and write docs/benchmarks.md
	$(python) -m bench
