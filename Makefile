# Every verb of a developer. Needs git, make and Python 3.11+ with venv; all else goes into .venv from the lock.
PYTHON ?= python3
BIN := .venv/bin
JOBS ?= 3  # tests wait more than they work, so one more than a small machine has cores

.PHONY: run chat test check lint format walk mutants bench lock clean
.DEFAULT_GOAL := run

run: .venv/run        ## Start Tuntun and print the address of its web chat.
	@$(BIN)/tuntun run

chat: .venv/run       ## Talk to it in this terminal.
	@$(BIN)/tuntun chat rancangan

test: .venv/dev       ## Every check and every test.
	@$(MAKE) --no-print-directory lint
	@$(BIN)/pytest -n $(JOBS) --dist worksteal $(ARGS)

check: .venv/dev      ## Style, types, import directions, and the tests of what changed since BASE (HEAD): under a minute.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check -q .
	@$(BIN)/mypy
	@$(BIN)/lint-imports > /dev/null || $(BIN)/lint-imports
	@tests=$$($(BIN)/python -m tests.changed $(BASE)); test -z "$$tests" || $(BIN)/pytest -q -n $(JOBS) --dist worksteal $$tests $(ARGS)

lint: .venv/dev       ## Style, types, import directions, form definitions.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/tuntun flow check

format: .venv/dev     ## Lay the code out.
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

walk: .venv/dev       ## New random walks through every form: SECONDS=600, WALKS=20000, SEED=... to repeat a run.
	@$(BIN)/python -m tests.walks $(if $(WALKS),--walks $(WALKS),--seconds $(or $(SECONDS),60)) $(if $(SEED),--seed $(SEED))

mutants: .venv/dev    ## Change the program at COUNT=100 random places and tell which changes no test notices; SEED=... to repeat.
	@$(BIN)/python -m tests.mutants $(if $(COUNT),--count $(COUNT)) $(if $(SEED),--seed $(SEED))

bench: .venv/run .venv-bench/done  ## Goals and figures side by side (some minutes).
	@$(BIN)/python -m tests.bench

lock:                 ## Write the locks anew from pyproject.toml (needs uv).
	uv pip compile -q --no-header --universal --python-version 3.11 --generate-hashes pyproject.toml -o requirements.lock
	uv pip compile -q --no-header --universal --python-version 3.11 --generate-hashes -c requirements.lock pyproject.toml --group dev -o requirements-dev.lock
	uv pip compile -q --no-header --universal --python-version 3.11 --generate-hashes pyproject.toml --group bench -o requirements-bench.lock

clean:                ## Remove what was installed; drafts in data/ stay.
	rm -rf .venv .venv-bench

.venv/run: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tuntun needs Python 3.11 or newer; try: make PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what Tuntun needs into .venv (once, about a minute) ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e . 
	@touch $@

.venv/dev: .venv/run requirements-dev.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

.venv-bench/done: .venv/run requirements-bench.lock
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	@echo "Installing what Tuntun is compared with into .venv-bench (once, about a minute) ..."
	@.venv-bench/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@touch $@
