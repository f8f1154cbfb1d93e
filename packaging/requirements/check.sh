#!/bin/sh
# Checks the pins: they agree with one another and with pyproject.toml, and every Python and system that Facet is for
# has wheels for them. Resolves only; installs nothing.
set -eu
cd "$(dirname "$0")/../.."
here=packaging/requirements
uv=${UV:-.venv/bin/uv}
failed=0

resolve() { # resolve ARGUMENT...: prints what is wrong, and fails, where there is no answer from wheels alone
    # macOS 14 is the oldest that ONNX Runtime is built for.
    MACOSX_DEPLOYMENT_TARGET=14.0 "$uv" pip compile --quiet --only-binary :all: --no-header --no-annotate "$@" >/dev/null
}

has_wheels() { # has_wheels PYTHON PLATFORM PINS: does every pin? Those of base.txt are among those of dev.txt.
    set -- --python-version "$1" --python-platform "$2" "$here/$3"
    # What was asked of the registry a moment ago need not be asked again.
    resolve --offline "$@" 2>/dev/null || resolve "$@"
}

"$uv" pip check
resolve --universal --python-version 3.11 pyproject.toml --all-extras --constraint "$here/dev.txt" ||
    { echo "pyproject.toml and the pins disagree: make requirements" >&2; failed=1; }
for python in 3.11 3.12 3.13; do
    for platform in x86_64-manylinux_2_34 aarch64-manylinux_2_39 x86_64-pc-windows-msvc aarch64-apple-darwin; do
        if has_wheels "$python" "$platform" dev.txt && has_wheels "$python" "$platform" bundle.txt; then
            echo "Python $python on $platform: a wheel for every pin"
        else
            echo "Python $python on $platform: not every pin has a wheel" >&2
            failed=1
        fi
    done
done
exit $failed
