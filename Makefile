# FoodLink: `make help` lists what can be done. Two commands do all the set-up: `make run` and `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev
COMPILED := $(VENV)/.compiled
VALHALLA := $(VENV)/valhalla
SOURCES := foodlink routing workers config tests benchmarks

.DEFAULT_GOAL := help
.PHONY: help run test check lint types imports pytest bench compare bench-routing fuzz gazetteer translations valhalla lock clean

help: ## what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(RUN_STAMP) ## install, start the database, load the demonstration, serve pages, scheduler and workers
	$(BIN)/foodlink serve --demonstration

test: $(DEV_STAMP) lint types imports $(COMPILED) ## install what the tests need, run every check and every test
	$(BIN)/python -m pytest -q

check: $(DEV_STAMP) lint types imports ## the checks alone, without the tests

lint: $(DEV_STAMP)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)

types: $(DEV_STAMP)
	$(BIN)/mypy

imports: $(DEV_STAMP)
	$(BIN)/lint-imports --no-cache

bench: $(COMPILED) ## measure speed and size, and print each figure with the machine
	$(BIN)/python -m benchmarks

compare: $(COMPILED) ## seven simulated days in each department, seeds 1 to 3, against first come, first served; ONLY="44 seed=1" picks
	$(BIN)/python -m benchmarks.policies --only "$(ONLY)"

bench-routing: $(COMPILED) ## the router's figures: run what is missing, print the tables; ONLY="lr1_* limit=10" picks rows
	$(BIN)/python -m benchmarks.routing --only "$(ONLY)"

fuzz: $(COMPILED) ## 100,000 random mutations of problem files through the router (COUNT= and SEED= change that)
	$(BIN)/python -m tests.routing.fuzz --count $(or $(COUNT),100000) --seed $(or $(SEED),0)

gazetteer: $(DEV_STAMP) ## make the table of communes again from its sources
	$(BIN)/python -m foodlink.places.build_gazetteer

translations: $(DEV_STAMP) ## gather the texts of the interface and compile the catalogue
	$(BIN)/python -m foodlink.pages.catalogue

valhalla: $(VALHALLA)/.installed ## install Valhalla, whose tests are skipped without it (Linux x86_64)

lock: ## make the lock files again (needs uv)
	sh config/lock.sh

clean: ## remove what `make` installed; the data in var/ stay
	rm -rf $(VENV) *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "FoodLink needs Python 3.11 or newer; set PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

# The lock files name everything, so nothing is resolved. Nothing is compiled either: the first start compiles what it loads.
$(RUN_STAMP): config/requirements.lock pyproject.toml | $(VENV)/bin/python
	@test -f $(DEV_STAMP) || $(PIP) --no-deps --require-hashes -r config/requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

# All of it on all cores, for a warning while a module is compiled fails the test that happens to load it first.
$(COMPILED): $(wildcard routing/kernels/*.py) $(DEV_STAMP)
	@$(BIN)/python -m routing warm
	@touch $@

$(DEV_STAMP): config/requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	@$(PIP) --no-deps --require-hashes -r config/requirements-dev.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@$(BIN)/python -W ignore -m compileall -q -j 0 $(VENV)/lib
	@touch $@

$(VALHALLA)/.installed: config/requirements-valhalla.lock config/requirements-valhalla-programs.lock $(DEV_STAMP)
	@rm -rf $(VALHALLA)
	@$(BIN)/python -m pip download --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: \
		--python-version 3.12 --platform manylinux_2_28_x86_64 -d $(VALHALLA) -r config/requirements-valhalla-programs.lock
	@$(BIN)/python -m zipfile -e $(VALHALLA)/*.whl $(VALHALLA)
	@chmod +x $(VALHALLA)/valhalla/bin/*
	@rm $(VALHALLA)/*.whl
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r config/requirements-valhalla.lock
	@touch $@
