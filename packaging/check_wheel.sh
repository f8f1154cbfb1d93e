#!/bin/sh
# Builds the wheel, installs it where no checkout is, as `pipx install` would, and uses it there (packaging/smoke.py;
# arguments go to it). Takes the versions of packaging/requirements, which set-up has in uv's cache already.
set -eu
cd "$(dirname "$0")/.."
uv=$PWD/.venv/bin/uv
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

.venv/bin/python -m build --wheel --no-isolation --outdir "$work" . >"$work/build.log" 2>&1 ||
    { cat "$work/build.log" >&2; exit 1; }
"$uv" venv --quiet --python .venv/bin/python "$work/venv"
"$uv" pip install --quiet --python "$work/venv/bin/python" --constraint packaging/requirements/base.txt \
    "$work"/facet_desktop-*.whl
installed=$("$uv" pip list --python "$work/venv/bin/python" --format freeze)
echo "installed: $(echo "$installed" | wc -l) packages, $(du -sm "$work/venv" | cut -f1) MB"
if echo "$installed" | grep -iE '^(tensorflow|keras|torch|nvidia|scikit|typer)'; then
    echo "a plain install brings what only the trainer needs" >&2
    exit 1
fi
(cd "$work" && "$work/venv/bin/python" "$OLDPWD/packaging/smoke.py" --program "$work/venv/bin/facet" "$@")
