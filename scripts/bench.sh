#!/bin/sh
# Every benchmark, one after the other; files that begin with an underscore are parts of others.
set -eu

CHROMIUM=$(.venv/bin/python scripts/find_browser.py --install)
export CHROMIUM
for benchmark in benchmarks/[!_]*.py; do
    echo "== $benchmark"
    .venv/bin/python "$benchmark"
done
