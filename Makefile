# `make demo` and `make test` are all a fresh machine needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

# Tests start hundreds of processes: with their bytecode kept, a third less time.
export PYTHONDONTWRITEBYTECODE :=
SECOND := torch or heavy or browser or simulation
SECOND_FILES := $(shell grep -lrE --include='test_*.py' 'pytestmark = .*(torch|heavy|browser|simulation)' tests)

.PHONY: help install model demo reproduce test test-fast test-slow lint format check

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

install: $(INSTALLED) ## .venv with the pinned dependencies

$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "ehrmind needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt torch
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

model: install ## fetch the embedded model
	$(BIN)/python -m ehrmind.fetch

demo: model ## base, SFT, SFT+RLVR on a laptop, about a quarter of an hour
	$(BIN)/python -m ehrmind +experiments=demo

reproduce: model ## the arms of docs/results.md: about four hours, goes on where it was
	$(BIN)/python -m ehrmind +experiments=medcalc_135m +sweeps=seeds stage.arm=sft_rlvr
	$(BIN)/python -m ehrmind +experiments=medcalc_135m stage.arm=base
	$(BIN)/python -m ehrmind +experiments=medcalc_135m stage.arm=rlvr
	$(BIN)/python -m ehrmind +experiments=medcalc_135m stage.arm=sft_more
	for run in runs/medcalc_135m/*-sft-*; do \
	  $(BIN)/python -m ehrmind +experiments=medcalc_135m stage=diagnose stage.init_from=$$run evaluation.k=8 || exit 1; done
	$(BIN)/python -m ehrmind.report runs/medcalc_135m --out runs/medcalc_135m/report

test: install ## the default suite; --no-loadscope-reorder keeps the long files first (tests/conftest.py)
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -m "not slow" -n 2 --dist loadfile --no-loadscope-reorder

test-fast: install ## the quick part: no torch, no child process, no browser
	$(BIN)/python -m pytest -m "not (slow or $(SECOND))" -n 2 --dist worksteal $(SECOND_FILES:%=--ignore=%)

test-slow: install ## everything
	$(BIN)/python -m pytest

lint: install ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: install ## let ruff write
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

check: lint test ## what a change must pass
