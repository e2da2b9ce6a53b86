SHELL := /bin/sh
.DEFAULT_GOAL := help

# The first Python that is new enough; `make run PYTHON=/path/to/python3` takes another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
SIDE_BY_SIDE = --numprocesses 3 --dist loadfile --no-loadscope-reorder
TEMPLATES = $$(find templates -name '*.html')

.PHONY: help
help: ## List the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.PHONY: run
run: .venv/run ## Set everything up and serve the site (PORT, DATABASE_URL, DATA_DIR ... from the environment)
	@exec $(BIN)/python manage.py serve

.PHONY: dev
dev: .venv/dev ## Serve with DEBUG on, reloading when the code changes
	@DEBUG=1 $(BIN)/python manage.py prepare
	@DEBUG=1 exec $(BIN)/python manage.py runserver $${PORT:-8000}

.PHONY: worker
worker: .venv/run ## Send the digest and do the other work beside the site, until stopped; any number of them
	@exec $(BIN)/python manage.py work

.PHONY: test
test: .venv/dev ## Run the whole test suite
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) $(ARGS)

.PHONY: coverage
coverage: .venv/dev ## Run the whole test suite and tell which lines it does not reach
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) --cov --cov-report=term-missing:skip-covered $(ARGS)

.PHONY: check
check: .venv/dev ## Lint, format, types, import contract, migrations, deploy checks, templates
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/djade --check --target-version 5.2 $(TEMPLATES)
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile
	$(BIN)/python manage.py makemigrations --check --dry-run
	@echo "check --deploy with production settings"
	@DATABASE_URL=postgres://nobody@localhost/none SITE_URL=https://tiebreak.example EMAIL_URL=smtp://localhost \
		SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

.PHONY: format
format: .venv/dev ## Format the code and the templates
	@$(BIN)/ruff check --fix --quiet; $(BIN)/ruff format
	@$(BIN)/djade --target-version 5.2 $(TEMPLATES)

.PHONY: bench
bench: .venv/dev ## Measure pages, votes, imports and the digest into docs/; needs wrk, nginx and curl
	@$(BIN)/python -m tests.bench $(ARGS)

.PHONY: fuzz
fuzz: .venv/dev ## Send 20,000 hostile requests to every address of the site (FUZZ_REQUESTS takes another number)
	@FUZZ_REQUESTS=$${FUZZ_REQUESTS:-20000} $(BIN)/python -m pytest -q --capture=no --show-capture=no tests/fuzz

.PHONY: chaos
chaos: .venv/dev ## Rehearse faults under load, into docs/faults.md; needs redis-server and nginx
	@$(BIN)/python -m tests.chaos

.PHONY: rehearse
rehearse: .venv/dev ## Run a whole cluster here and take pieces away under load (ARGS=--stay leaves it running)
	@$(BIN)/python -m tests.cluster $(ARGS)

.PHONY: audit
audit: .venv/dev ## Ask PyPI whether any pinned version is known to be vulnerable
	@$(BIN)/uv tool run --quiet pip-audit --strict --require-hashes --disable-pip --requirement requirements.txt

.PHONY: image
image: ## Build the image on plain Debian and try it; as root, with buildah, debootstrap, postgresql and curl
	@deploy/try-image.sh $(ARGS)

.PHONY: lighthouse
lighthouse: .venv/dev ## Have Lighthouse mark four pages; needs Chromium and npx
	@$(BIN)/python -m tests.lighthouse

.PHONY: screenshots
screenshots: .venv/dev ## Picture every page into screenshots/; needs Chromium
	@$(BIN)/python -m tests.screenshots

.PHONY: lock
lock: .venv/dev ## Pin the requirements anew, with hashes
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 $(ARGS) \
		pyproject.toml --output-file requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 $(ARGS) \
		pyproject.toml --group dev --constraints requirements.txt --output-file requirements-dev.txt

.venv/run: requirements.txt
	@$(MAKE) --no-print-directory venv
	@echo "Installing what the site needs into .venv ..."
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes --requirement requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt
	@$(MAKE) --no-print-directory venv
	@echo "Installing what development needs into .venv ..."
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes --requirement requirements-dev.txt
	@touch .venv/run $@

.PHONY: venv
venv:
	@$(or $(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Tiebreak needs Python 3.11 or newer, and $(or $(PYTHON),python3) is none. Name one: make run PYTHON=/path/to/python3" >&2; exit 1; }
	@$(BIN)/python -c '' 2>/dev/null || { echo "Making a virtual environment in .venv with $(PYTHON) ..."; $(PYTHON) -m venv --clear .venv; } || { \
		rm -rf .venv; echo "$(PYTHON) cannot make a virtual environment. On Debian and Ubuntu, install python3-venv." >&2; exit 1; }
