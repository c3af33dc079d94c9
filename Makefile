# Everything a fresh machine needs is made here: the only assumptions are make, git and Python 3.11.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
export OMP_NUM_THREADS ?= 1
# A command starts sooner when its modules are kept compiled.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: install demo serve test test-fast check style bench soak sbom clean
.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

.venv/pyvenv.cfg:
	@echo "Making .venv with $(PYTHON)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' \
	  || { echo "Python 3.11 is needed; say which with: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/installed: .venv/pyvenv.cfg pyproject.toml constraints.txt
	@echo "Installing Ermine (a few minutes the first time)"
	@$(PIP) --editable .
	@touch $@

# torch comes first and pinned: asked for by another package it would bring several GB of GPU libraries.
.venv/installed-dev: .venv/installed
	@echo "Installing what the tests and benchmarks need"
	@$(PIP) torch==2.13.0
	@$(PIP) --editable '.[dev,postgres,spark,text-train]'
	@touch $@

install: .venv/installed ## make .venv with what the main job needs

demo: .venv/installed ## the main job on the sample company; ends with the pages served
	@$(BIN)/ermine demo $(ARGS)

serve: .venv/installed ## serve the pages and the API of this home
	@$(BIN)/ermine serve $(ARGS)

test: .venv/installed-dev style ## everything that can run here: checks and the whole suite
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder --durations 40 $(ARGS)

test-fast: .venv/installed-dev ## the suite without its slow tests
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -m 'not slow' $(ARGS)

check: .venv/installed-dev style ## ruff, mypy, import-linter and the documentation tests
	@$(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder tests/docs

style: .venv/installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

bench: .venv/installed-dev ## every benchmark, written to benchmarks/results.md
	@$(BIN)/python -m benchmarks

soak: .venv/installed-dev ## what is too long for the suite: the same promises over many more seeds
	@$(BIN)/python -m soak.null_feature
	@$(BIN)/python -m soak.fairness
	@$(BIN)/python -m soak.impact
	@ERMINE_LIVE_WORLDS=12 $(BIN)/pytest -q tests/serving/impact/test_live_worlds.py
	@$(BIN)/python -m soak.authorisation
	@$(BIN)/python -m soak.kills
	@$(BIN)/python -m soak.fuzzing
	@$(BIN)/python -m soak.endurance

sbom: .venv/installed ## a bill of materials (CycloneDX) of .venv, written to sbom.cdx.json
	@$(PYTHON) -m venv .sbom
	@.sbom/bin/python -m pip --disable-pip-version-check install --quiet 'cyclonedx-bom>=7.5,<8'
	@.sbom/bin/cyclonedx-py environment $(BIN)/python --pyproject pyproject.toml --output-reproducible --of JSON -o sbom.cdx.json

clean: ## remove the virtual environment and the caches, never a home or the registry
	rm -rf .venv .sbom sbom.cdx.json .mypy_cache .ruff_cache .import_linter_cache .hypothesis build *.egg-info
