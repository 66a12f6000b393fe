#!/usr/bin/env bash
# Lists all findings of the tree: code scanning compares a pull request with the branch that it goes to by itself.
set -uo pipefail

out=$RUNNER_TEMP/shipworthy
mkdir -p "$out"
node "$GITHUB_ACTION_PATH/bin/shipworthy.mjs" audit . --ref HEAD --format sarif --reported-only --output "$out/shipworthy.sarif" --data-dir "${FACTS:-$out/facts}"
status=$?
# 1: there are findings at or above the gate.
if [ "$status" -gt 1 ]; then exit "$status"; fi
echo "file=$out/shipworthy.sarif" >> "$GITHUB_OUTPUT"
