# Everything runs in .venv, which is made from the lock. Needs Python 3.11 to 3.14, pip and make.
#   make run      process inbox/        make test    lint, types and tests
#   make setup    only make .venv       make bench   time and memory against a bare pass
#   make test-faults   runs killed and disturbed at 180 moments, and the hostile files (15 minutes)
#   make run ARGS="--inbox elsewhere -v"
#   make browser  install Debian's Chromium, in which tests look at the pages

SHELL := /bin/bash
BIN := .venv/bin
ARGS ?=
SAMPLE := tests/fixtures/issue157/word.pdf
CANDIDATES := $(PYTHON) python3.11 python3.12 python3.13 python3.14 python3 python

# Without byte code every start of a command takes twice as long.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run setup install test test-faults browser lint format bench lock clean

run: setup
	@$(BIN)/bulletins run --sample $(SAMPLE) $(ARGS)

setup:
	@cmp -s requirements.lock .venv/installed.lock || $(MAKE) --no-print-directory install

install:
	@python=; for candidate in $(CANDIDATES); do \
	  if "$$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then \
	    python=$$candidate; break; fi; done; \
	[ -n "$$python" ] || { echo "Python 3.11 to 3.14 is needed; set PYTHON=/path/to/python" >&2; exit 3; }; \
	echo "Setting up .venv (a few minutes, once)" >&2; \
	rm -f .venv/installed.lock; \
	if [ ! -x $(BIN)/python ] || ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	  "$$python" -m venv --clear .venv 2>/dev/null \
	  || { "$$python" -m venv --clear --without-pip .venv && ln -s "$$(command -v "$$python")" .venv/host-python; }; \
	fi
	@if [ -e .venv/host-python ]; then pip=".venv/host-python -m pip --python $(BIN)/python"; \
	else pip="$(BIN)/python -m pip"; fi; \
	$$pip install --quiet --only-binary :all: --no-deps --require-hashes -r requirements.lock \
	&& $$pip install --quiet --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q pipeline schemas
	@cp requirements.lock .venv/installed.lock

test: lint
	@$(BIN)/python -m pytest -n 2 --dist loadscope $(ARGS)

test-faults: setup
	@$(BIN)/python -m pytest -n 2 --dist loadscope tests/reading/test_isolation.py tests/reading/test_hostile_pdfs.py \
	  tests/archive/test_hostile_inbox.py tests/test_injection.py tests/publishing/test_crashes.py
	@$(BIN)/python -m tests.sweep $(ARGS)

# Without it those tests are skipped.
browser:
	@command -v chromium >/dev/null || { apt-get update -qq \
	&& DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk; }

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy --no-error-summary

format: setup
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: setup
	@$(BIN)/python bench/bench.py $(ARGS)

# Needs uv, which is not part of the environment.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --no-header --extra dev pyproject.toml -o requirements.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
