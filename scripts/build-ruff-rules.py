"""Rebuilds src/assets/data/ruff-rules.json: the names of Ruff's rules, and those whose fixes are always safe.

    ruff rule --all --output-format json > rules.json
    python3 scripts/build-ruff-rules.py rules.json path/to/ruff/source "$(ruff --version)"

Rules that are gone are left out. A test holds the codes against those of the Ruff that is shipped: where it fails, the table is to be made again.

Ruff in WebAssembly gives a diagnostic's edits, but does not say whether it holds them to be safe. A rule's fixes are taken as
safe when the Rust file that implements the rule makes safe edits and no others.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

TARGET = Path(__file__).parent.parent / "src/assets/data/ruff-rules.json"
OTHER_EDITS = re.compile(r"unsafe_edit|applicable_edit|display_only|Applicability::(Unsafe|Display)|isolat")


def is_safe(rule, source):
    path = source / rule["source_location"]["file"]
    if rule["fix_availability"] == "None" or not path.exists():
        return False
    text = path.read_text()
    return "safe_edit" in text and not OTHER_EDITS.search(text)


def main():
    listed = json.loads(Path(sys.argv[1]).read_text())
    rules = sorted((rule for rule in listed if rule["code"] is not None and "Removed" not in rule["status"]), key=lambda rule: rule["code"])
    source = Path(sys.argv[2])
    commit = subprocess.run(["git", "-C", source, "rev-parse", "--short=10", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
    table = {
        "source": f"Ruff (MIT licence): names from `ruff rule --all` of {sys.argv[3]}, safety of fixes from its source at {commit}; see scripts/build-ruff-rules.py",
        "names": {rule["code"]: rule["name"] for rule in rules},
        "safe": " ".join(rule["code"] for rule in rules if is_safe(rule, source)),
    }
    TARGET.write_text(json.dumps(table, indent=1) + "\n")


main()
