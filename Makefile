# Everything one does with Quancheng. `make run` and `make test` work from a fresh clone on Debian 12 with Python 3.11.
#   make run      set up, start both zones with the demo, print addresses and accounts; Ctrl-C stops
#   make test     set up and run all tests            make check    lint, types, imports, translations
#   make bench    measure speed as ratios             make endure   the full counts of the endurance tests
#   make matrix   walk every procedure of the norm on both databases, print and write docs/matrix.md
#   make spark    set up Apache Spark (500 MB) and Java, prove that it counts as DuckDB does
#   make lock     compile requirements*.in anew       make clean    remove what was made (never var/)

# Debian's own Python is compiled with profile-guided optimisation; one compiled without runs at about half its speed.
PYTHON ?= $(firstword $(wildcard /usr/bin/python3.11) $(shell command -v python3.11 python3))
VAR ?= var
BIN := .venv/bin
# So that neither worker waits for the other in the end.
LONGEST_FIRST := tests/proof tests/web tests/matrix tests/zone tests/unit
# Modules compiled once start faster; a setting to the contrary stays outside.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test check bench matrix endure spark lock clean

help:
	@sed -n 's/^#   //p' Makefile

setup:
	@$(PYTHON) tools/setup.py run

setup-dev:
	@$(PYTHON) tools/setup.py dev

run: setup
	@exec $(BIN)/quancheng run --demo --var $(VAR)

test: setup-dev
	@$(PYTHON) tools/setup.py debian
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not whole_system and not spark" $(LONGEST_FIRST)
	$(BIN)/python -m pytest -m whole_system tests/web

check: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.translations

bench: setup-dev
	@$(PYTHON) tools/setup.py debian
	$(BIN)/python -m bench

matrix: setup-dev
	@$(PYTHON) tools/setup.py debian
	$(BIN)/python -m pytest -n 2 --dist loadgroup tests/matrix --every-type --both-databases --matrix docs/matrix.md

endure: setup-dev
	@$(PYTHON) tools/setup.py debian
	QUANCHENG_FULL_COUNTS=1 $(BIN)/python -m pytest -n 2 -m endure

spark: setup-dev
	@$(PYTHON) tools/setup.py spark
	$(BIN)/python -m pytest -m spark tests/zone/test_spark.py

lock: setup-dev
	$(BIN)/python tools/lock.py $(LOCK_OPTIONS)

clean:
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
