"""Rebuilds src/assets/data/python-stdlib.json.

    python3 scripts/build-stdlib.py [other interpreters, 3.10 or later]

Takes sys.stdlib_module_names of this interpreter and of the others (3.10 to 3.13 for the table in the repository), and
adds by hand what other versions added or removed.
"""

import json
import subprocess
import sys
from pathlib import Path

TARGET = Path(__file__).parent.parent / "src/assets/data/python-stdlib.json"

# Removed by 3.8, 3.9, 3.12 (PEP 632) and 3.13 (PEP 594), still valid in earlier versions.
REMOVED = """
_dummy_thread dummy_threading macpath binhex asynchat asyncore distutils imp smtpd
aifc audioop cgi cgitb chunk crypt imghdr lib2to3 mailcap msilib nis nntplib ossaudiodev pipes sndhdr spwd sunau telnetlib uu xdrlib
nturl2path sre_compile sre_constants sre_parse
"""

# Added by 3.9 (zoneinfo, graphlib), 3.11 (tomllib), 3.13 and 3.14 (PEP 749, PEP 784).
ADDED = "zoneinfo graphlib tomllib annotationlib compression _colorize _interpreters _pyrepl _zstd"

# Modules that need no file: the script that runs, and the stub that type checkers bring.
WITHOUT_FILE = "__main__ _typeshed"

# Removed by Python 3.10, or CPython's own tests: projects use these names for modules of their own.
ANYBODYS = set("formatter parser symbol test".split())


def names_of(interpreter):
    program = "import sys; print(*sys.stdlib_module_names)"
    return subprocess.run([interpreter, "-c", program], check=True, capture_output=True, text=True).stdout.split()


def main():
    names = {name for interpreter in [sys.executable, *sys.argv[1:]] for name in names_of(interpreter)}
    names.update(REMOVED.split(), ADDED.split(), WITHOUT_FILE.split())
    table = {
        "source": "sys.stdlib_module_names of CPython 3.10 to 3.13; additions and removals of 3.8, 3.9 and 3.14 by hand",
        "rebuilt": "python3 scripts/build-stdlib.py [other interpreters]",
        "modules": " ".join(sorted(names - ANYBODYS)),
    }
    TARGET.write_text(json.dumps(table, indent=1) + "\n")


if __name__ == "__main__":
    main()
