# One command each; `make help` lists them. Everything made here stays in this directory.

PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
PORT ?= 8000
VENV := .venv
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes
ENGINE := $(RUN) -m canacintra_portal.embedded
NPM := $(RUN) -m canacintra_portal.embedded.npm --prefix frontend --no-audit --no-fund --loglevel=error

FOR_RUN := $(VENV)/.requirements
FOR_DEV := $(VENV)/.requirements-dev
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))
FRONTEND := $(shell find frontend static/portal -type f -not -path "*/node_modules/*" 2>/dev/null)
NODE_MODULES := $(if $(FRONTEND),frontend/node_modules/.installed)
ASSETS := $(if $(FRONTEND),static/build/.built)

export PORT
.DELETE_ON_ERROR:
.PHONY: help run test check bench reset lock messages assets clean
.DEFAULT_GOAL := help

help: ## lists the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | sed -E 's/^([a-z-]+):.*## /make \1\t/' | expand -t 18

run: $(FOR_RUN) $(CATALOGUES) $(ASSETS) ## serves the whole portal on http://127.0.0.1:8000 (PORT=8010 chooses another)
	@$(ENGINE) run

test: $(FOR_DEV) $(CATALOGUES) $(ASSETS) ## passes all tests (ARGS="-k seats" chooses some)
	@$(RUN) -m pytest -n logical --maxprocesses 4 $(ARGS)

check: $(FOR_DEV) $(CATALOGUES) $(ASSETS) ## format, lint, types, migrations, translations, templates, deployment
	@$(ENGINE) --instance test exec $(abspath $(RUN)) -m canacintra_portal.testing.check

bench: $(FOR_DEV) $(CATALOGUES) $(ASSETS) ## measures, side by side with the floor of this machine
	@$(RUN) -m canacintra_portal.bench $(ARGS)

reset: $(FOR_RUN) ## deletes the demo's data; the next start begins anew
	@$(ENGINE) reset

lock: $(FOR_DEV) ## pins requirements*.in, with hashes (ARGS=--upgrade takes new versions)
	@$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" $(ARGS) -o requirements.txt requirements.in
	@$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" $(ARGS) -c requirements.txt -o requirements-dev.txt requirements-dev.in

messages: $(FOR_DEV) ## brings locale/ up to date with the code (FRAGMENTS=dir fills it from *.po files there)
	@$(RUN) manage.py messages $(if $(FRAGMENTS),--merge $(wildcard $(FRAGMENTS)/*.po))

assets: $(ASSETS) ## builds static/build from frontend/

clean: ## removes everything that was made, the demo's data included
	@if [ -x $(RUN) ] && [ -e $(FOR_RUN) ]; then $(ENGINE) reset && $(ENGINE) --instance test reset; fi
	rm -rf $(VENV) .local staticfiles staticfiles.lock static/build frontend/node_modules $(CATALOGUES)
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results

# --- What the commands stand on -----------------------------------------------------------------

$(RUN):
	@if [ -z "$(PYTHON)" ]; then \
		echo "The portal needs Python 3.11 or newer. Install it, or name it: make run PYTHON=/path/to/python3.12" >&2; exit 1; fi
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments. On Debian or Ubuntu this brings what is missing:" >&2; \
		echo "  apt-get install -y python3-venv" >&2; exit 1; }
	@echo "Python environment: $(VENV)"
	@$(PYTHON) -m venv --clear $(VENV)

$(FOR_RUN): requirements.txt | $(RUN)
	@echo "Python packages: requirements.txt"
	@$(PIP) -r $<
	@touch $@

$(FOR_DEV): requirements-dev.txt $(FOR_RUN) | $(RUN)
	@echo "Python packages: requirements-dev.txt"
	@$(PIP) -r $<
	@touch $@

%.mo: %.po | $(FOR_RUN)
	@$(VENV)/bin/pybabel --quiet compile --input-file=$< --output-file=$@

$(NODE_MODULES): frontend/package.json frontend/package-lock.json | $(FOR_RUN)
	@echo "Front-end packages: frontend/package-lock.json"
	@$(NPM) ci
	@touch $@

$(ASSETS): $(FRONTEND) $(NODE_MODULES) | $(FOR_RUN)
	@echo "Front-end build: static/build"
	@$(NPM) run build
	@mkdir -p $(@D) && touch $@
