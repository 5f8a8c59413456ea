# Every gate, here and in CI. Needs a POSIX shell, make, git and Python 3.11 or newer.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
STAMP := $(VENV)/.stamp
EXAMPLE := examples/three-tier/plan.json
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))

.DEFAULT_GOAL := all
.PHONY: all help setup fmt lint types imports docs-check test demo fix golden docs site plans bench bench-hcl bench-peers \
	fuzz build clean

all: fmt lint types imports test ## every gate (the default)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-12s %s\n", $$1, $$2 }' Makefile

setup: $(STAMP) ## make .venv with everything the other targets need

.PHONY: interpreter-gone # as after an upgrade of the Python that .venv was made with
interpreter-gone:

$(STAMP): pyproject.toml $(shell $(PY) -c '' 2>/dev/null || echo interpreter-gone)
	@set -e; found=; \
	for candidate in "$(PYTHON)" python3.13 python3.12 python3.11 python3.14; do \
		if "$$candidate" -c '$(NEW_ENOUGH)' >/dev/null 2>&1; then found=$$candidate; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "error: '$(PYTHON)' is not Python 3.11 or newer, and no python3.11 to python3.14 runs here" >&2; \
		echo "hint: install one, or name it: make PYTHON=/path/to/python3" >&2; exit 1; \
	fi; \
	if ! "$$found" -c 'import venv, ensurepip' >/dev/null 2>&1; then \
		echo "error: '$$found' has no venv module" >&2; \
		echo "hint: install it (Debian, Ubuntu: apt install python3-venv), or name another Python" >&2; exit 1; \
	fi; \
	if ! $(PY) -c '$(NEW_ENOUGH)' >/dev/null 2>&1; then \
		echo "setting up $(VENV) with $$("$$found" --version)"; "$$found" -m venv --clear $(VENV); \
	fi; \
	if ! $(PY) -m pip install --quiet --quiet --disable-pip-version-check --editable '.[dev]'; then \
		echo "error: the packages could not be installed; a package index is needed for this one step" >&2; exit 1; \
	fi; \
	touch $(STAMP)

fmt: $(STAMP) ## is the code formatted?
	$(BIN)/ruff format --check .

lint: $(STAMP) ## ruff, every rule but those that pyproject.toml argues away
	$(BIN)/ruff check .

types: $(STAMP) ## mypy --strict
	$(BIN)/mypy

imports: $(STAMP) ## does every import point downwards?
	$(BIN)/lint-imports --no-logo

docs-check: $(STAMP) ## do the generated pages say what the code says?
	$(PY) -m tests.generate_docs --check

test: docs-check ## generated pages, then every test, slow ones included
	$(BIN)/pytest

demo: $(STAMP) ## audit the example
	@echo '$$ netplan-audit scan $(EXAMPLE)'; status=0; \
	$(BIN)/netplan-audit scan $(EXAMPLE) || status=$$?; echo; \
	if [ $$status -ne 1 ]; then \
		echo "error: the example should end with exit code 1, not $$status" >&2; exit 1; \
	fi; \
	echo 'exit code 1: the example has findings at or above the threshold, as it is meant to'

fix: $(STAMP) ## format, and mend what ruff can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

golden: $(STAMP) ## write the expected outputs again; read the diff before committing it
	$(BIN)/pytest --update-golden

docs: $(STAMP) ## write the generated pages again
	$(PY) -m tests.generate_docs

site: $(STAMP) ## the pages as a site in build/site/; a dead link or anchor stops it
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

plans: $(STAMP) ## make the plans of new and changed cases and examples; needs terraform
	$(PY) -m tests.make_plans
	$(PY) -m tests.make_expansions

bench: $(STAMP) ## speed and memory on plans of several sizes
	$(PY) -m tests.bench.run
	$(PY) -m tests.bench.manifests

bench-peers: $(STAMP) ## the same inputs through other tools
	$(PY) -m tests.bench.peers

bench-hcl: $(STAMP) ## directories of HCL through this and other tools; DIRS="..." for your own
	$(PY) -m tests.bench.directories $(DIRS)

fuzz: $(STAMP) ## the parser of HCL, and all commands, on mutants of the files in DIRS (default: the cases of the tests)
	$(PY) -m tests.fuzz.hcl $(or $(DIRS),tests/checks)
	$(PY) -m tests.fuzz.documents $(or $(DIRS),tests/checks)

build: $(STAMP) ## wheel and source archive in dist/
	$(PY) -m build --outdir dist

clean: ## remove what was built and cached; .venv stays
	rm -rf build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -path ./$(VENV) -prune -o -type d -name __pycache__ -exec rm -rf {} +
