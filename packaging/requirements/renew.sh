#!/bin/sh
# Pins anew what Facet installs: for Python 3.11 to 3.13 on Linux, Windows and macOS, by hash, without addresses.
# `make requirements` runs it; `make requirements ARGS=--upgrade` takes the newest versions that pyproject.toml admits.
set -eu
cd "$(dirname "$0")/../.."
here=packaging/requirements
uv=${UV:-.venv/bin/uv}

pin() { # pin OUTPUT ARGUMENT...
    output=$here/$1
    shift
    "$uv" pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-annotate \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make requirements" \
        --output-file "$output" "$@"
    # True of every line, and set-up has refused other Pythons by then.
    sed -i.old -e "s/ ; python_full_version < '3.14' and / ; /" -e "s/ ; python_full_version < '3.14'//" \
        -e "s/ and python_full_version < '3.14'//" "$output"
    rm "$output.old"
    echo "$output: $(grep -c '==' "$output") packages"
}

pin dev.txt pyproject.toml --extra trainer --extra dev "$@"
# The same versions as dev.txt, so that one .venv serves both.
pin base.txt pyproject.toml "$here/editable.in" --constraint "$here/dev.txt" "$@"
# Likewise, but for the packages that it has others in place of.
pin bundle.txt pyproject.toml "$here/bundle.in" --override "$here/bundle_overrides.in" --constraint "$here/dev.txt" "$@"
pin installer.txt "$here/installer.in" "$@"
