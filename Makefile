# Two commands are enough: `make demo` and `make test`. Each does all its own set-up.
.DEFAULT_GOAL := help
.PHONY: demo demo-reset test hostile accessible lint format bench lock help

# Compiled once and kept, whatever an image says: each start is of many processes of one project.
export PYTHONDONTWRITEBYTECODE =

PORT ?= 8000
HOST ?= 127.0.0.1
ARGS ?=
# The first Python that can run the project, among the names it goes by.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { command -v "$$name"; break; }; done)
RUN := .venv/bin/python
ifeq ($(shell uname),Darwin)
# Homebrew's libraries, for a Python that comes from elsewhere.
RUN := DYLD_FALLBACK_LIBRARY_PATH=/opt/homebrew/lib:/usr/local/lib .venv/bin/python
endif

define set_up
@test -n "$(PYTHON)" || { echo "✗ Python 3.11 ou plus récent est introuvable : installez-le, puis recommencez." >&2; exit 1; }
@"$(PYTHON)" scripts/setup_environment.py $(1)
endef

demo: ## Ouvre la démonstration (PORT=8000)
	$(call set_up,demo)
	@exec $(RUN) -m inclusion.demo.supervisor --port $(PORT) --host $(HOST)

demo-reset: ## Efface les données de la démonstration
	$(call set_up,demo)
	@exec $(RUN) -m inclusion.demo.supervisor --reset

test: ## Lance tous les tests (ARGS="-k mot" pour en choisir)
	$(call set_up,dev)
	@$(RUN) -m pytest -n 2 --dist worksteal --ignore tests/browser $(ARGS) || [ $$? -eq 5 ]
	@# The browser after the rest: each process has a real demo and a Chromium of its own.
	@$(RUN) -m pytest -n 2 --dist loadscope --no-loadscope-reorder tests/browser $(ARGS) || [ $$? -eq 5 ]

hostile: ## Essaie toutes les valeurs folles dans tous les champs, et les compte
	$(call set_up,dev)
	@WALK=everything $(RUN) -m pytest -n 2 --dist worksteal -rA tests/walk/test_bad_input.py $(ARGS)

accessible: ## Ouvre plusieurs pages de chaque sorte pour chaque rôle, et juge leur accessibilité
	$(call set_up,dev)
	@WALK=everything $(RUN) -m pytest -n 2 --dist load tests/browser/test_accessibility.py $(ARGS)

lint: ## Vérifie le code, les gabarits, les migrations et les fichiers tiers
	$(call set_up,dev)
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m djlint --quiet --lint templates
	@$(RUN) -W error::RuntimeWarning manage.py makemigrations --check --dry-run
	@$(RUN) scripts/vendor.py --check
	@$(RUN) scripts/check_tree.py

format: ## Met le code en forme
	$(call set_up,dev)
	@$(RUN) -m ruff check --fix --quiet . ; $(RUN) -m ruff format .

bench: ## Mesure les rapports de performance
	$(call set_up,dev)
	@for file in scripts/bench/[a-z]*.py; do \
	  $(RUN) -m scripts.bench.$$(basename $$file .py) $(ARGS) || exit 1; done

lock: ## Recalcule requirements/*.txt à partir de requirements/*.in
	$(call set_up,dev)
	@sh scripts/lock_requirements.sh "$(PYTHON)"

help: ## Affiche cette aide
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20
