#!/bin/sh
# Runs a command with a node of 20 or newer on the PATH: the machine's own if it has one with npm,
# else the one that PyPI carries, so that Python alone is enough to set the project up.
set -eu

major=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/') || true
if [ "${major:-0}" -lt 20 ] || ! command -v npm >/dev/null 2>&1; then
    [ .venv/node -nt requirements-node.lock ] || {
        .venv/bin/python -m pip install --quiet --require-hashes --no-deps --only-binary :all: -r requirements-node.lock
        touch .venv/node
    }
    PATH="$PWD/.venv/bin:$PATH"
    export PATH
fi
exec "$@"
