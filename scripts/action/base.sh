#!/usr/bin/env bash
# Finds the commit to compare with, and fetches as much history as the comparison needs. Writes `base` to GITHUB_OUTPUT; empty: there is none, so all is audited.
set -euo pipefail

case "$EVENT_NAME" in
  pull_request | pull_request_target) wanted=$PULL_BASE ;;
  merge_group) wanted=$GROUP_BASE ;;
  push) wanted=$PUSH_BEFORE ;;
  *) wanted='' ;;
esac
wanted=${INPUT_BASE:-$wanted}
# A branch is pushed for the first time.
if [[ "$wanted" =~ ^0+$ ]]; then wanted=$DEFAULT_BRANCH; fi

if [ -z "$wanted" ]; then
  echo 'base=' >> "$GITHUB_OUTPUT"
  exit 0
fi
if ! git check-ref-format --allow-onelevel "$wanted" || [[ "$wanted" == -* ]]; then
  echo '::error title=Shipworthy::The base is neither a branch nor a commit.'
  exit 1
fi

# Answers where two histories meet, as far as they are here.
meet() {
  base=$(git rev-parse --verify --quiet "$wanted^{commit}" || git rev-parse --verify --quiet "refs/remotes/origin/$wanted^{commit}" || git rev-parse --verify --quiet "refs/shipworthy/base^{commit}") || return 1
  git merge-base "$base" HEAD > /dev/null 2>&1
}

# A depth for a clone that has its whole history would cut it off.
get() {
  local depth=()
  if [ "$(git rev-parse --is-shallow-repository)" = true ]; then depth=("$1"); fi
  git fetch --quiet --no-tags --no-recurse-submodules ${depth[@]+"${depth[@]}"} origin "+$wanted:refs/shipworthy/base" "$(git rev-parse HEAD)" 2> /dev/null \
    || git fetch --quiet --no-tags --no-recurse-submodules ${depth[@]+"${depth[@]}"} origin "+$wanted:refs/shipworthy/base"
}

for depth in --depth=50 --depth=500 --depth=5000 --unshallow; do
  if meet; then break; fi
  if ! get "$depth"; then
    # What a branch was before it was pushed by force may be gone.
    if [ "$EVENT_NAME" != push ] || [ -n "$INPUT_BASE" ] || [ "$wanted" = "$DEFAULT_BRANCH" ]; then break; fi
    wanted=$DEFAULT_BRANCH
    get "$depth" || break
  fi
done
if ! meet; then
  echo '::error title=Shipworthy::The base and the head have no history in common here. Check out with fetch-depth: 0.'
  exit 1
fi
echo "base=$base" >> "$GITHUB_OUTPUT"
