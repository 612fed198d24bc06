#!/bin/sh
# Every test there is; the first that fails stops the run and fails it.
set -eu

CHROMIUM=$(.venv/bin/python scripts/find_browser.py --install)
CHROMIUM_SHELL=${CHROMIUM_SHELL:-$(.venv/bin/python scripts/find_browser.py --shell --install)}
export CHROMIUM CHROMIUM_SHELL

# Where nothing compiled may be kept, each of the many processes would compile the tests again.
unset PYTHONDONTWRITEBYTECODE

# `node --test` takes globs from 21 only, so the files are listed for it.
set -- $(find tests/client -name '*.test.js' 2>/dev/null | sort)
if [ $# -gt 0 ]; then
    scripts/with_node.sh node --test --test-concurrency=2 --test-reporter=spec "$@"
fi
# The whole is to stay within twenty minutes on two cores: a worker that is done takes over what waits
# for the other, and the slowest tests are named.
.venv/bin/python -m pytest -q -n 2 --dist worksteal --durations=15 tests/simulation tests/python
# Three, since each waits a fifth of its time, as people do.
# A browser on a busy machine may miss a moment once; each that did is named, and is to be looked into.
.venv/bin/python -m pytest -q -n 3 --dist worksteal --reruns 1 -rR --durations=40 tests/browser
