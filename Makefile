# GNU make 3.81, which macOS carries, is enough. Stamps stand inside what they vouch for, so that
# deleting .venv or node_modules is always safe.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet
VENDOR := app/static/vendor

.NOTPARALLEL:
.PHONY: run setup develop test lint types soak bench lock clean

run: setup
	@$(BIN)/between-visits serve

setup: .venv/runtime $(VENDOR)/htmx.min.js $(VENDOR)/idb.js $(VENDOR)/argon2.umd.min.js

develop: .venv/dev node_modules/.dev setup

test: develop
	@scripts/test.sh

lint: .venv/dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/python scripts/audit.py

types: develop
	@$(BIN)/mypy && scripts/types.sh

soak: develop
	@SOAK=1 $(BIN)/python -m pytest -q tests/python/test_killed.py tests/python/test_any_request.py tests/simulation/test_simulation.py

bench: develop
	@scripts/bench.sh

# After a change of dependencies in pyproject.toml or package.json, or to take newer versions.
lock: .venv/dev
	@scripts/lock.sh

clean:
	@rm -rf .venv node_modules $(VENDOR) *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis test-results

.venv/made: scripts/make_venv.sh
	@scripts/make_venv.sh

.venv/runtime: .venv/made requirements.lock pyproject.toml
	@echo "Installing Python packages"
	@$(PIP) --require-hashes --no-deps -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: .venv/runtime requirements-dev.lock
	@echo "Installing Python packages for development"
	@$(PIP) --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

node_modules/.runtime: package-lock.json scripts/front_end.sh | .venv/made
	@echo "Installing front-end packages"
	@scripts/with_node.sh scripts/front_end.sh runtime

node_modules/.dev: package-lock.json scripts/front_end.sh | .venv/made
	@echo "Installing front-end packages for development"
	@scripts/with_node.sh scripts/front_end.sh dev

$(VENDOR)/htmx.min.js: node_modules/.runtime
	@mkdir -p $(VENDOR) && cp node_modules/htmx.org/dist/htmx.min.js $@

# idb.d.ts is for `make types` alone: it gives the copy the types of its package.
$(VENDOR)/idb.js: node_modules/.runtime
	@mkdir -p $(VENDOR) && echo 'export * from "idb";' > $(VENDOR)/idb.d.ts && cp node_modules/idb/build/index.js $@

$(VENDOR)/argon2.umd.min.js: node_modules/.runtime
	@mkdir -p $(VENDOR) && cp node_modules/hash-wasm/dist/argon2.umd.min.js $@
