#!/bin/sh
# Checks the pins: they agree with one another and with pyproject.toml, and every Python and system that Facet is for
# has wheels for them. Resolves only; installs nothing.
set -eu
cd "$(dirname "$0")/../.."
here=packaging/requirements
uv=${UV:-.venv/bin/uv}
platforms="x86_64-manylinux_2_34 aarch64-manylinux_2_39 x86_64-pc-windows-msvc aarch64-apple-darwin"
failed=0

resolve() { # resolve PYTHON PLATFORM ARGUMENT...
    python=$1 platform=$2
    shift 2
    # macOS 14 is the oldest that PySide6 and ONNX Runtime are built for.
    MACOSX_DEPLOYMENT_TARGET=14.0 "$uv" pip compile --quiet --only-binary :all: --no-header --no-annotate \
        --python-version "$python" --python-platform "$platform" "$@" >/dev/null ||
        { echo "Python $python on $platform: no wheels for $*" >&2; failed=1; }
}

"$uv" pip check
for python in 3.11 3.12 3.13; do
    for platform in $platforms; do
        resolve "$python" "$platform" "$here/base.txt"
        resolve "$python" "$platform" "$here/dev.txt"
        resolve "$python" "$platform" pyproject.toml --all-extras --constraint "$here/dev.txt"
    done
    echo "Python $python looked at on: $platforms"
done
exit $failed
