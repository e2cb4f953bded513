"""A Python with Django, made once under build/tools."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

VERSION = "6.1.3"
NAMES = ("python3.14", "python3.13", "python3.12", "python3")


def find(root, given=None):
    """The path of a Python that has Django, or None with the reason printed."""
    if given:
        return given
    folder = Path(root) / "build" / "tools" / "django"
    python = folder / "bin" / "python"
    if has_django(python):
        return str(python)
    base = suitable()
    if base is None:
        print("skipped: no Python 3.12 or later to run Django with", file=sys.stderr)
        return None
    print(f"making {folder} with {base} and Django {VERSION}", file=sys.stderr)
    subprocess.run([base, "-m", "venv", str(folder)], check=True)
    subprocess.run([str(python), "-m", "pip", "install", "-q", f"django=={VERSION}"], check=True)
    return str(python)


def has_django(python):
    if not Path(python).exists():
        return False
    said = subprocess.run([str(python), "-c", "import django; print(django.__version__)"], capture_output=True, text=True)
    return said.stdout.strip() == VERSION


def suitable():
    candidates = [os.environ.get("PYTHON_FOR_DJANGO")] + [shutil.which(name) for name in NAMES]
    pyenv = Path.home() / ".pyenv" / "versions"
    if pyenv.is_dir():
        candidates += [str(path / "bin" / "python") for path in sorted(pyenv.iterdir(), reverse=True)]
    for candidate in candidates:
        if candidate and runs(candidate):
            return candidate
    return None


def runs(python):
    check = "import sys, sqlite3; sys.exit(sys.version_info < (3, 12) or sqlite3.sqlite_version_info < (3, 37))"
    try:
        return subprocess.run([python, "-c", check], capture_output=True).returncode == 0
    except OSError:
        return False
