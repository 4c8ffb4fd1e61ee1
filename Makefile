# Everything runs in .venv, which is made when needed. `make PYTHON=/path/to/python3.12` chooses the Python.

BIN := .venv/bin
READY := .venv/.ready
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help demo test bench lint format types docs lock clean

help:  ## show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name what; do \
		printf 'make %-8s %s\n' "$$name" "$$what"; done

$(READY): requirements.lock pyproject.toml tools/setup
	@./tools/setup
	@touch $@

demo: $(READY)  ## build a journal from example data, and show what backlog says about it
	@$(BIN)/backlog demo --out demo --yes

test: $(READY)  ## run all tests, PostgreSQL included; T="-k undo" passes options to pytest
	@$(BIN)/python -m pytest -q -n auto -m "not corpus" $(T)

bench: $(READY)  ## measure how fast the commands start, against a bare Python, and how fast imports are
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
	@$(BIN)/python -m backlog.store.compile
	@$(BIN)/python -m tools.reference
	@$(BIN)/python -m tools.retell

lock: $(READY)  ## choose the newest versions and lock them
	@command -v uv >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@PATH="$(BIN):$$PATH" uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 \
		--no-header pyproject.toml --group dev --extra postgresql -o requirements.lock

clean:  ## remove everything that make made
	rm -rf .venv demo build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
