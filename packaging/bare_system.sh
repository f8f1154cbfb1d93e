#!/bin/sh
# Runs the bundle's smoke test in a Linux that has nothing: no Python, no display, no libraries but those that the
# bundle's README.txt names. `make smoke-bare` runs it; arguments go to packaging/smoke.py.
# Makes that Linux with debootstrap in build/bare, once, which takes about 300 MB and a network. For root alone; what it
# mounts is gone when it ends. RELEASE names another release of Debian or Ubuntu than the one that it runs on.
set -eu
cd "$(dirname "$0")/.."
root=$PWD/build/bare

die() { echo "bare system: $*" >&2; exit 1; }

[ "$(id -u)" = 0 ] || die "only root can make one"
command -v debootstrap >/dev/null || die "debootstrap is missing; apt-get install debootstrap"
# shellcheck disable=SC2012
bundle=$(ls -td dist/facet-*-linux-*/ 2>/dev/null | head -n 1)
[ -n "$bundle" ] || die "there is no bundle in dist/; make bundle"
bundle=$PWD/${bundle%/}
needs=$(sed -n 's/^    \(lib[^ ]* lib.*\)$/\1/p' "$bundle/README.txt")
release=${RELEASE:-$(. /etc/os-release && echo "$VERSION_CODENAME")}

if [ "$(cat "$root/made-for" 2>/dev/null)" != "$release $needs" ]; then
    rm -rf --one-file-system "$root"
    mkdir -p "$root"
    debootstrap --variant=minbase "$release" "$root" >build/bare.log 2>&1 || die "debootstrap failed; see build/bare.log"
    # shellcheck disable=SC2016
    DEBIAN_FRONTEND=noninteractive chroot "$root" \
        sh -euc 'apt-get update -q; apt-get install -y -q --no-install-recommends $0' "$needs" \
        >>build/bare.log 2>&1 || die "the libraries could not be installed; see build/bare.log"
    echo "$release $needs" >"$root/made-for"
fi
python=$(find "$root/usr" "$root/opt" -name 'python*' -path '*bin*' -print -quit)
[ -z "$python" ] || die "there is a Python: $python"
echo "bare system: $release without Python, with $needs"

# Mounts of our own, which nobody else sees. /tmp is shared: the smoke test's home and the display's socket lie there.
mkdir -p "$root/opt/facet"
for device in null zero random urandom; do touch "$root/dev/$device"; done
# shellcheck disable=SC2016
exec unshare --mount sh -euc '
    root=$1 bundle=$2
    shift 2
    mount -t proc proc "$root/proc"
    for device in null zero random urandom; do mount --bind "/dev/$device" "$root/dev/$device"; done
    mount --bind /tmp "$root/tmp"
    mount --bind "$bundle" "$root/opt/facet"
    TMPDIR=/tmp exec python3 packaging/smoke.py "$bundle" --root "$root" --program /opt/facet/facet "$@"
' sh "$root" "$bundle" "$@"
