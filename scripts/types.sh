#!/bin/sh
# Three runs, because a page, a service worker and node each have globals the others lack.
set -eu

for project in tsconfig.json tsconfig.worker.json tsconfig.tests.json; do
    scripts/with_node.sh node node_modules/typescript/bin/tsc --project "$project"
done
