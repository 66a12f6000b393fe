#!/usr/bin/env bash
# Installs what the program needs into the action's own folder; no package runs a script while it is installed.
set -euo pipefail

if ! node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 18) ? 0 : 1)'; then
  echo '::error title=Shipworthy::Node 20.18 or newer is needed. Put actions/setup-node before this step.'
  exit 1
fi
cd "$GITHUB_ACTION_PATH"
if [ ! -d node_modules ]; then
  npm ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error
fi
