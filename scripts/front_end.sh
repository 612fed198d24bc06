#!/bin/sh
# Installs the front-end packages: `runtime` leaves the tools out, unless they are there already,
# because `npm ci` begins by deleting everything.
set -eu

if [ "$1" = runtime ] && [ ! -e node_modules/.dev ]; then
    npm ci --loglevel=error --omit=dev >/dev/null
else
    npm ci --loglevel=error >/dev/null
    touch node_modules/.dev
fi
touch node_modules/.runtime
