# Everything runs in .venv, which is made from the lock. Needs Python 3.11 to 3.14, pip and make.
#   make run      process inbox/        make test    lint, types and the tests (7 to 10 minutes)
#   make setup    only make .venv       make check   lint, types and the fast tests (about a minute)
#   make docs     rewrite what documents repeat of the code
#   make coverage     all tests, with the share of the code that they run
#   make test-slow    the tests that take about ten seconds and more: services, stores, grown texts
#   make test-long    the tests that take long: injected faults, hostile files, runs killed and
#                     disturbed at 360 moments (half an hour)
#   make bench        time and memory against a bare pass
#   make browser      install Debian's Chromium, in which tests look at the pages
#   make run ARGS="--inbox elsewhere -v"
# requirements.lock is the program with all that it can use; requirements-dev.lock has the tools of
# the tests as well.

SHELL := /bin/bash
BIN := .venv/bin
ARGS ?=
LOCK := requirements.lock
LOCKING := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-annotate --no-header pyproject.toml
RUFF := $(BIN)/ruff check . && $(BIN)/ruff format --check --quiet .
# Many tests wait for a process or a server: four at once keep two processors at work.
PYTEST := $(BIN)/python -m pytest -n 4 --dist loadscope
# The tests of the core, which start no server and few processes; how work grows needs time to show.
FAST := tests/interpreting --ignore tests/interpreting/test_work.py tests/longitudinal tests/dataset \
  tests/quality/test_digits.py tests/test_layers.py tests/test_project_files.py tests/test_settings.py \
  tests/test_safe_text.py
# Below this share of the code `make coverage` fails.
FLOOR := 80
SAMPLE := tests/fixtures/issue157/word.pdf
CANDIDATES := $(PYTHON) python3.11 python3.12 python3.13 python3.14 python3 python

# Without byte code every start of a command takes twice as long.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run setup setup-dev install check test coverage test-slow test-long browser lint format docs bench lock clean

run: setup
	@$(BIN)/bulletins run --sample $(SAMPLE) $(ARGS)

setup:
	@cmp -s requirements.lock .venv/installed.lock || $(MAKE) --no-print-directory install

setup-dev:
	@cmp -s requirements-dev.lock .venv/installed-dev.lock \
	|| $(MAKE) --no-print-directory install LOCK=requirements-dev.lock

install:
	@python=; for candidate in $(CANDIDATES); do \
	  if "$$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then \
	    python=$$candidate; break; fi; done; \
	[ -n "$$python" ] || { echo "Python 3.11 to 3.14 is needed; set PYTHON=/path/to/python" >&2; exit 3; }; \
	echo "Setting up .venv (a few minutes, once)" >&2; \
	rm -f .venv/installed*.lock; \
	if [ ! -x $(BIN)/python ] || ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	  "$$python" -m venv --clear .venv 2>/dev/null \
	  || { "$$python" -m venv --clear --without-pip .venv && ln -s "$$(command -v "$$python")" .venv/host-python; }; \
	fi
	@if [ -e .venv/host-python ]; then pip=".venv/host-python -m pip --python $(BIN)/python"; \
	else pip="$(BIN)/python -m pip"; fi; \
	$$pip install --quiet --only-binary :all: --no-deps --require-hashes -r $(LOCK) \
	&& $$pip install --quiet --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q pipeline schemas
	@cp requirements.lock .venv/installed.lock
	@[ $(LOCK) = requirements.lock ] || cp $(LOCK) .venv/installed-dev.lock

# Types and tests at once: without their caches either takes a minute.
check: setup-dev
	@$(RUFF)
	@$(BIN)/mypy --no-error-summary & types=$$!; \
	$(PYTEST) $(FAST) $(ARGS) && wait $$types

test: lint
	@$(PYTEST) -m "not slow and not long" $(ARGS)

# Whether a test passes is for `make test` to say; here only what it runs counts.
coverage: setup-dev
	-@$(PYTEST) --cov --cov-report=html $(ARGS)
	@$(BIN)/coverage report --fail-under=$(FLOOR)

test-slow: setup-dev
	@$(PYTEST) -m slow $(ARGS)

test-long: setup-dev
	@$(PYTEST) -m long $(ARGS)
	@$(BIN)/python -m tests.sweep

# Without it those tests are skipped.
browser:
	@command -v chromium >/dev/null || { apt-get update -qq \
	&& DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk; }

lint: setup-dev
	@$(RUFF)
	@$(BIN)/mypy --no-error-summary

format: setup-dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: setup-dev
	@$(BIN)/python bench/bench.py $(ARGS)

docs: setup-dev
	@$(BIN)/python docs/generate.py

# Needs uv, which is not part of the environment.
lock:
	$(LOCKING) --extra dev -o requirements-dev.lock
	@# What installs the program itself is part of it, for nothing is built in isolation.
	echo 'hatchling>=1.27' | $(LOCKING) - --extra all -c requirements-dev.lock -o requirements.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage* htmlcov
