#!/bin/sh
# Every test there is; the first that fails stops the run and fails it.
set -eu

CHROMIUM=$(.venv/bin/python scripts/find_browser.py --install)
export CHROMIUM

# `node --test` takes globs from 21 only, so the files are listed for it.
set -- $(find tests/client -name '*.test.js' 2>/dev/null | sort)
if [ $# -gt 0 ]; then
    scripts/with_node.sh node --test --test-reporter=spec "$@"
fi
# The slowest are named: the whole is to stay within twenty minutes on two cores.
.venv/bin/python -m pytest -q -n 2 --durations=15 tests/python
.venv/bin/python -m pytest -q -n 2 tests/simulation
# A browser on a busy machine may miss a moment once; each that did is named, and is to be looked into.
.venv/bin/python -m pytest -q -n 2 --reruns 1 -rR --durations=40 tests/browser
