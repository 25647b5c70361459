# Every command that a person, a hook or the test server runs. `make run` and `make test` set up what they need themselves.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
HUB := $(VENV)/bin/hub
NAME ?=

.PHONY: help setup run demo test check fix docs texts bench bench-full screenshots lock clean

help: ## show what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: $(VENV)/.run build/static/staticfiles.json ## install what the hub needs to run

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; say which with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml $(VENV)/bin/python
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/.test: requirements-dev.lock $(VENV)/.run
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

FRONTEND := $(filter-out frontend/node_modules,$(wildcard frontend/*.js frontend/*.mjs frontend/*.css frontend/*.json frontend/*.svg))
CATALOGUES := $(wildcard partnerhub/locale/*/LC_MESSAGES/django.po)

build/static/staticfiles.json: $(VENV)/.run $(FRONTEND) $(CATALOGUES)
	@PATH="$(CURDIR)/$(VENV)/bin:$$PATH" sh frontend/build.sh $(PY)
	$(VENV)/bin/pybabel --quiet compile --use-fuzzy --domain django --directory partnerhub/locale
	DJANGO_SETTINGS_MODULE=partnerhub.config.settings $(PY) -m django collectstatic --noinput --clear --verbosity 0

run: setup ## set up, fill with a demo partner when empty, serve, print address and sign-in link
	$(HUB) demo --if-empty
	$(HUB) run

demo: setup ## a believable partner of any size: make demo CUSTOMERS=1000
	$(HUB) demo --customers $(or $(CUSTOMERS),100)

test: setup $(VENV)/.test check ## set up what tests need and run all of them
	@sh tests/browser.sh
	@echo "The suite on PostgreSQL:"
	$(PY) -m tests.postgres $(PY) -m pytest -m "not journey and not kill and not written"
	@echo "The suite on SQLite, with the browser journeys:"
	$(PY) -m pytest

check: $(VENV)/.test setup ## format, lint, types, contracts, migrations, docs
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	DJANGO_SETTINGS_MODULE=partnerhub.config.settings $(PY) -m django makemigrations --check --dry-run
	$(PY) -m partnerhub.config.docs --check

fix: $(VENV)/.test ## mend format and what the linter can
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

docs: setup ## write the generated docs
	$(PY) -m partnerhub.config.docs

bench: $(VENV)/.test setup ## speed beside its baselines, in ten minutes; one of them: make bench NAME=build-day
	$(PY) -m bench $(NAME)

bench-full: $(VENV)/.test setup ## everything, hours allowed
	$(PY) -m bench --full $(NAME)

texts: $(VENV)/.test setup ## bring the catalogues up to date with the texts of the code, then translate what is empty in them
	$(VENV)/bin/pybabel --quiet extract -F frontend/texts.cfg -k mark -k counted:2,3 -k gettext_lazy -k ngettext:1,2 -k ngettext_lazy:1,2 --sort-output --add-location=file -o build/django.pot .
	$(VENV)/bin/pybabel --quiet update --domain django --locale sv -i build/django.pot -d partnerhub/locale -w 120 --ignore-obsolete --no-fuzzy-matching --ignore-pot-creation-date

screenshots: $(VENV)/.test setup ## the pictures of the README, from the demo
	@sh tests/browser.sh
	$(PY) -m tests.screenshots

lock: $(VENV)/.test ## choose the newest versions again
	$(VENV)/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml -o requirements.lock
	$(VENV)/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --group pyproject.toml:dev pyproject.toml -c requirements.lock -o requirements-dev.lock

clean: ## remove everything that set-up made (not the data folder)
	rm -rf $(VENV) build frontend/node_modules partnerhub/web/static
