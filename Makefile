# The reform-gap warehouse. `make` alone lists what there is. Python 3.11+ and make are all it assumes.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
# A name on the PATH may be a shim of a version that is not there, so each is asked.
SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	$$p -c '$(SUPPORTED)' >/dev/null 2>&1 && echo $$p && break; done)
DATA := $(or $(CCHC_DATA),data)
PORT ?= 3000
SERVE_PORT ?= 8001
export CCHC_NIGHTLY ?= 0
# The UI loads pages of its own; notices for its developers would only frighten its users.
ui nightly: export PYTHONWARNINGS := ignore

help:  ## show this list
	@echo "cchc: promises in administrative-reform plans against published figures"
	@echo
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-14s %s\n", $$1, $$2}'
	@echo
	@echo "  CCHC_DATA=<folder>   another world of data (it holds raw/); default: data"
	@echo "  CCHC_AS_OF=<date>    what counts as known and due, e.g. 2025-12-31; default: end of last month"

setup: $(VENV)/.done  ## install everything once (other targets call it)

$(VENV)/.done: requirements/bootstrap.lock requirements/dev.lock pyproject.toml
	@test -n "$(PYTHON)" && $(PYTHON) -c '$(SUPPORTED)' || { echo "Python 3.11, 3.12 or 3.13 is needed and was not found. Name one: make PYTHON=/path/to/python3.11 ..." >&2; exit 1; }
	@echo "Setting up $(VENV) (once, about a minute) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/bootstrap.lock
	@$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python requirements/dev.lock
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python --editable .
	@$(BIN)/python -m compileall -q pipelines
	@touch $@

run: setup  ## read all inputs, build, check, publish, and show the gaps (ARGS=--force to run anyway)
	@$(BIN)/cchc run $(ARGS)

.PHONY: demo
DEMO := demo
SCALE ?= province
MONTHS ?= 30
demo: setup  ## a simulated province, region or country with every page filled (SCALE=..., MONTHS=...), into demo/
	@$(BIN)/python -m tools.demo "$(DEMO)" --scale $(SCALE) --months $(MONTHS)
	@CCHC_DATA="$(DEMO)" CCHC_AS_OF=2026-06-30 $(BIN)/cchc run --quiet $(ARGS) || test $$? = 3
	@$(BIN)/python -m tools.demo.against_ledger "$(DEMO)"

summary: setup  ## show the published gaps again
	@$(BIN)/cchc summary

findings: setup  ## list what is wrong in the inputs and what to do
	@$(BIN)/cchc findings

ui: setup  ## the Dagster UI on http://127.0.0.1:3000 (PORT=...)
	@echo "Dagster UI: http://127.0.0.1:$(PORT)   (Ctrl-C ends it)"
	@$(BIN)/python -m pipelines.dagster_home --port $(PORT) \
	$(BIN)/dagster dev --host 127.0.0.1 --port $(PORT) --log-level warning

nightly: export CCHC_NIGHTLY := 1
nightly: setup  ## UI and daemon with the 01:00 refresh and the file sensor on (CCHC_NIGHTLY_CRON moves it)
	@exec $(BIN)/python -m pipelines.nightly_service --port $(PORT)

sql: setup $(VENV)/.sql-done  ## a read-only SQL console on the published marts
	@$(BIN)/cchc sql

serve: setup $(VENV)/.serve-done  ## the marts as pages with filters and SQL on http://127.0.0.1:8001 (SERVE_PORT=...)
	@$(BIN)/cchc export "$(DATA)/.work/serve" --only sqlite
	@echo "Datasette: http://127.0.0.1:$(SERVE_PORT)   (Ctrl-C ends it; run it again after a refresh)"
	@exec $(BIN)/datasette serve --immutable "$(DATA)/.work/serve/cchc.sqlite" --metadata "$(DATA)/.work/serve/datasette.json" \
	--host 127.0.0.1 --port $(SERVE_PORT) --setting sql_time_limit_ms 10000 --setting facet_time_limit_ms 1000

run-lake: setup $(VENV)/.lake-done  ## run, then publish into a shared lake (CCHC_LAKE, CCHC_PUBLISHER: docs/scaling.md)
	@$(BIN)/cchc run $(ARGS) || test $$? -eq 3
	@$(BIN)/cchc lake publish

run-spark: setup $(VENV)/.spark-done  ## run, then build the same models on Spark and compare every row (needs Java 17)
	@$(BIN)/cchc run $(ARGS) || test $$? -eq 3
	@$(BIN)/cchc spark

spark-setup: setup $(VENV)/.spark-done  ## what `make run-spark` needs beside the rest (once, 450 MB)

cluster-setup: setup $(VENV)/.cluster-done  ## what Dagster needs to keep its runs in PostgreSQL (once)

lake-setup: setup $(VENV)/.lake-done  ## what `make run-lake` needs beside the rest (once)

$(VENV)/.%-done: requirements/%.lock $(VENV)/.done
	@echo "Installing what requirements/$*.lock names (once) ..."
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/$*.lock
	@touch $@

# Files in their order: the few long ones stand before the many short ones, or one of them would end alone.
TESTS := $(BIN)/python -m pytest --dist loadfile --no-loadscope-reorder tests
# Else each worker would compile every test anew where the machine forbids to keep that.
test test-slow: export PYTHONDONTWRITEBYTECODE :=

test: setup  ## the tests (under 3 minutes)
	@$(TESTS) -n 2 -m "not slow"

# A worker more than cores: services that wait for the next minute leave theirs idle.
test-slow: setup  ## only the slow tests: crashes, full disks, hostile inputs, whole worlds
	@$(TESTS) -n 3 -m slow

test-all: test test-slow  ## all tests, each once

# mypy takes one core, so that SQL is read beside it.
lint: setup  ## ruff, mypy, sqlfluff
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy & typed=$$!; bad=; \
	PYTHONWARNINGS=ignore $(BIN)/sqlfluff lint --disable-progress-bar --processes 0 dbt_project/models dbt_project/tests || bad=1; \
	wait $$typed && test -z "$$bad"

format: setup  ## rewrite Python files in the project's format
	@$(BIN)/ruff check --fix-only -q . && $(BIN)/ruff format -q .

docs: setup  ## dbt's documentation of the models and their lineage, as one HTML file
	@$(BIN)/cchc docs

measure-plans: setup  ## score the plan reader on its labelled plans, or on LABELS=<folder> PLANS=<folder>
	@for folder in $(if $(LABELS),"$(LABELS)",$$($(BIN)/python -m tools.make_labelled_plans)); do \
		$(BIN)/python -m pipelines.plans.measure --labels "$$folder" --plans $(if $(PLANS),"$(PLANS)","$$folder"); \
	done

bench: setup  ## timings: runs on 0.4 and 4 million generated observations (ARGS="--sizes ..."), KPI exports, the plan reader, 5,000 small files
	@$(BIN)/python -m tools.bench $(ARGS)
	@$(BIN)/python -m tools.bench_kpi
	@$(BIN)/python -m tools.bench_plans
	@$(BIN)/python -m tools.bench_small_files

fuzz: setup  ## mutated copies of the shipped inputs through the fence (ARGS="--each 2000 --format pdf")
	@$(BIN)/python -m tools.fuzz $(ARGS)

RESOLVE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-strip-extras

lock: setup  ## resolve the dependencies of pyproject.toml again
	@for kind in sql dev; do extras="--extra dev"; test $$kind = dev || extras="--extra dev --extra sql"; \
	constraint=""; test $$kind = sql || constraint="--constraint requirements/sql.lock"; \
	$(RESOLVE) $$extras $$constraint pyproject.toml -o requirements/$$kind.lock; done
	@for group in lake spark serve cluster; do \
	$(RESOLVE) --group $$group --constraint requirements/dev.lock -o requirements/$$group.lock; done

clean:  ## remove published builds and work files (inputs and .venv stay)
	@rm -rf "$(DATA)/.work" "$(DATA)/marts/builds"
	@find "$(DATA)/marts" -mindepth 1 -maxdepth 1 ! -name README.md -exec rm -rf {} + 2>/dev/null || true
	@rm -rf dbt_project/target dbt_project/logs .mypy_cache .ruff_cache

.PHONY: help setup run serve run-lake run-spark lake-setup spark-setup cluster-setup summary findings ui nightly sql test test-slow test-all lint format docs measure-plans bench fuzz lock clean
