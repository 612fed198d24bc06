#!/bin/sh
# Debian's python3 has no venv without a second package, and macOS's python3 may be 3.9: both fail
# with a page of traceback, so they are asked for in one sentence here instead.
set -eu

for python in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
    [ -n "$python" ] && command -v "$python" >/dev/null 2>&1 || continue
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || continue
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "Python's venv module is missing: run 'sudo apt-get install python3-venv', then try again." >&2
        exit 1
    fi
    "$python" -m venv .venv
    touch .venv/made
    exit 0
done
echo "Python 3.11 or newer is needed: install it (Debian, Ubuntu: python3 and python3-venv; macOS: brew install python), then try again." >&2
exit 1
