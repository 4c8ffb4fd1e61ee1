# Everything runs in .venv, which is made when needed. `make PYTHON=/path/to/python3.12` chooses the Python.

BIN := .venv/bin
READY := .venv/.ready
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help check demo test cover elsewhere mutate bench lint format types docs lock clean

help:  ## show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name what; do \
		printf 'make %-8s %s\n' "$$name" "$$what"; done

$(READY): requirements.lock pyproject.toml tools/setup
	@./tools/setup
	@touch $@

demo: $(READY)  ## build a journal from example data, and show what backlog says about it
	@$(BIN)/backlog demo --out demo --yes

check:  ## do all that must hold before a change is kept: what .ci/run does
	@.ci/run

test: $(READY)  ## run the tests that are quick, PostgreSQL included; T="-k undo" passes options to pytest
	@$(BIN)/python -m pytest -q -n auto --dist worksteal -m "not corpus and not slow" $(T)

cover: $(READY)  ## run all tests, the slow ones too, and show what no test reaches in the rooms that decide and keep
	@$(BIN)/python -m pytest -q -n auto --dist worksteal --hypothesis-profile=thorough -m "not corpus" \
		--cov --cov-report=term $(T)

# The quick tests, less those whose pages and pictures are exact with the locked versions only.
elsewhere: $(READY)
	@[ -x $(ENV)/bin/python ] || $(BIN)/uv venv --quiet --python "$(WITH)" $(ENV)
	@$(BIN)/uv pip sync --quiet --python $(ENV)/bin/python --require-hashes $(LOCK)
	@$(BIN)/uv pip install --quiet --python $(ENV)/bin/python --no-deps --no-build-isolation \
		--config-settings editable_mode=compat -e .
	@$(ENV)/bin/python --version
	@$(ENV)/bin/python -m pytest -q -n auto --dist worksteal -m "not corpus and not slow" --ignore=tests/docs $(T)

mutate: $(READY)  ## change the policy and the statistics bit by bit, and see which change no test notices
	@$(BIN)/python -m tools.mutants $(if $(BASE),--since $(BASE)) $(T)

bench: $(READY)  ## measure how fast the commands start, against a bare Python, and how fast imports are
	@[ -x .bench/bin/watson ] || { $(BIN)/python -m venv .bench && .bench/bin/pip install --quiet jrnl td-watson; } || true
	@$(BIN)/python tools/bench.py
	@$(BIN)/python -m tools.bench_imports

lint: $(READY)  ## check the code with ruff
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: $(READY)  ## format the code
	@$(BIN)/ruff format .

types: $(READY)  ## check the types with mypy
	@$(BIN)/mypy

docs: $(READY)  ## write the generated pages, and the answers that pages show, anew
	@$(BIN)/python -m tools.reference
	@$(BIN)/python -m tools.retell

lock: $(READY)  ## choose the newest versions and the oldest that are allowed, and lock both
	@$(LOCKED) --upgrade --group mutation -o requirements.lock
	@$(LOCKED) --upgrade --resolution lowest-direct -o requirements.oldest

LOCKED := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header \
	pyproject.toml --group dev --extra postgresql

clean:  ## remove everything that make made
	rm -rf .venv .venv-* mutants demo build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage*
