# FoodLink: `make help` lists what can be done. Two commands do all the set-up: `make run` and `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev
SOURCES := foodlink routing workers config tests benchmarks

.DEFAULT_GOAL := help
.PHONY: help run test check lint types imports pytest bench compare gazetteer translations lock clean

help: ## what can be done
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(RUN_STAMP) ## install, start the database, load the demonstration, serve pages, scheduler and workers
	$(BIN)/foodlink serve --demonstration

test: $(DEV_STAMP) lint types imports ## install what the tests need, run every check and every test
	$(BIN)/python -m pytest -q

check: $(DEV_STAMP) lint types imports ## the checks alone, without the tests

lint: $(DEV_STAMP)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)

types: $(DEV_STAMP)
	$(BIN)/mypy

imports: $(DEV_STAMP)
	$(BIN)/lint-imports --no-cache

bench: $(DEV_STAMP) ## measure speed and size, and print each figure with the machine
	$(BIN)/python -m benchmarks

compare: $(DEV_STAMP) ## seven simulated days in each department, seeds 1 to 3, against first come, first served; ONLY="44 seed=1" picks
	$(BIN)/python -m benchmarks.policies --only "$(ONLY)"

gazetteer: $(DEV_STAMP) ## make the table of communes again from its sources
	$(BIN)/python -m foodlink.places.build_gazetteer

translations: $(DEV_STAMP) ## compile the catalogues of the interface
	$(BIN)/pybabel compile -d foodlink/pages/translations

lock: ## make the lock files again (needs uv)
	sh config/lock.sh

clean: ## remove what `make` installed; the data in var/ stay
	rm -rf $(VENV) *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "FoodLink needs Python 3.11 or newer; set PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): config/requirements.lock pyproject.toml | $(VENV)/bin/python
	@test -f $(DEV_STAMP) || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r config/requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_STAMP): config/requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r config/requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
