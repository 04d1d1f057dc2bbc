# Two commands for a fresh machine: make run, make test. Python 3.11 or newer, nothing else.
PYTHON ?= python3
BIN = .venv/bin
INSTALL = $(BIN)/python -m pip install -q --disable-pip-version-check
# The lock names no registry: each machine uses its own.
COMPILE = $(BIN)/pip-compile -q --generate-hashes --allow-unsafe --strip-extras --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

.PHONY: run test lint bench drill audit lock

run: .venv/run
	@$(BIN)/python -m bot run

# The conversations mostly wait, so that more of them than there are cores go on side by side.
test: .venv/test lint
	$(BIN)/python -m pytest -n 4

lint: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/test
	$(BIN)/python -m tests.benchmarks

# What must not go wrong, tried: about ten minutes; DRILL=full for the counts of docs/promises.md.
drill: .venv/test
	$(BIN)/python -m tests.drills

# Known holes in the pinned dependencies; a package that the registry tells nothing of is skipped.
audit: .venv/test
	$(BIN)/pip-audit --disable-pip --require-hashes -r requirements.lock

# Pins every dependency with its hashes; run it after a change of pyproject.toml.
lock: .venv/test
	$(COMPILE) --build-deps-for editable -o requirements.lock pyproject.toml
	$(COMPILE) --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml

.venv/run: requirements.lock
	@echo "Setting up .venv (once; a minute or so) ..." >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(INSTALL) --require-hashes --only-binary :all: -r requirements.lock >&2
	@$(INSTALL) --no-deps --no-build-isolation -e . >&2
	@touch $@

.venv/test: requirements-dev.lock .venv/run
	@$(INSTALL) --require-hashes --only-binary :all: -r requirements-dev.lock >&2
	@touch $@
