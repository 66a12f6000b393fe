#!/usr/bin/env bash
# Reviews what is checked out. The exit code goes into the output `status`, so that what follows still runs; the last step ends with it.
set -uo pipefail

out=$RUNNER_TEMP/shipworthy
mkdir -p "$out"
args=(--format "$FORMAT" --write "json=$out/report.json" --write "markdown=$out/report.md" --data-dir "${FACTS:-$out/facts}")
if [ -n "$FAIL_ON" ]; then args+=(--fail-on "$FAIL_ON"); fi
if [ -n "$BASE" ]; then
  args=(review . --base "$BASE" --head HEAD "${args[@]}")
else
  args=(audit . --ref HEAD "${args[@]}")
fi

rm -f "$out/report.json" "$out/report.md"
# Only the format for GitHub is made so that text of the repository can't be a command to the runner.
token=$(node -p 'crypto.randomUUID()')
if [ "$FORMAT" != github ]; then echo "::stop-commands::$token"; fi
node "$GITHUB_ACTION_PATH/bin/shipworthy.mjs" "${args[@]}" 2> "$out/errors.txt"
status=$?
if [ "$FORMAT" != github ]; then echo "::$token::"; fi

if [ -s "$out/errors.txt" ]; then
  echo "::stop-commands::$token"
  cat "$out/errors.txt"
  echo "::$token::"
fi
if [ "$status" -gt 1 ]; then echo '::error title=Shipworthy::The review could not be made; the log says why.'; fi
# GitHub takes a summary of one mebibyte.
if [ "$SUMMARY" = true ] && [ -f "$out/report.md" ]; then head -c 1000000 "$out/report.md" >> "$GITHUB_STEP_SUMMARY"; fi

{
  echo "status=$status"
  echo "report=$out/report.json"
  if [ -f "$out/report.json" ]; then
    node -e 'const { verdict, scores } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8")); console.log(`verdict=${verdict.result}\nscore=${scores.overall.head ?? ""}`)' "$out/report.json"
  fi
} >> "$GITHUB_OUTPUT"
