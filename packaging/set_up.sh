#!/bin/sh
# Makes .venv ready: `packaging/set_up.sh base` to run Facet, `packaging/set_up.sh dev` to test it and to train models.
# `packaging/set_up.sh bundle` makes .venv-bundle, which holds what goes into the bundle and PyInstaller.
# Does nothing where that is done already. PYTHON names the interpreter to use; VENV another folder.
set -eu
cd "$(dirname "$0")/.."

wanted=${1:?base, dev or bundle}
folder=.venv
[ "$wanted" != bundle ] || folder=.venv-bundle
venv=${VENV:-$folder}
pins=packaging/requirements/$wanted.txt
packages=packaging/debian-packages.txt

say() { echo "facet set-up: $*" >&2; }
die() { say "$*"; exit 1; }

in_range() { # in_range PYTHON: does it run, and is it a version that Facet runs on?
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

find_python() {
    for python in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if in_range "$python"; then
            echo "$python"
            return
        fi
    done
    die "Facet needs Python 3.11, 3.12 or 3.13, and found none (looked for ${PYTHON:-python3, python3.13, python3.12," \
        "python3.11}); install one, or name it: make PYTHON=/path/to/python3.12"
}

# --- Debian and Ubuntu's packages ---------------------------------------------------------------------------------

is_debian() { [ -e /etc/debian_version ] && command -v dpkg-query >/dev/null; }

missing_packages() { # one line for each entry of the list of which no alternative is installed
    purposes=run
    [ "$wanted" = dev ] && purposes='run|test'
    [ "$wanted" = bundle ] && purposes='run|bundle'
    entries=$(sed -nE "s/^($purposes) +//p" "$packages")
    # shellcheck disable=SC2086,SC2046
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $(echo "$entries" | tr '|' ' ') 2>/dev/null |
        sed -n 's/^installed //p')
    for entry in $entries; do
        echo "$installed" | grep -qxE "$(echo "$entry" | sed 's/[.+]/\\&/g')" || echo "$entry"
    done
}

names_here() { # the alternative that this release knows, for each entry on stdin
    while IFS='|' read -r first second; do
        if [ -n "$second" ] && ! apt-cache show "$first" >/dev/null 2>&1; then first=$second; fi
        echo "$first"
    done
}

renew_package_lists() { # once
    [ -n "${lists_are_new:-}" ] || apt-get update -q >&2 || say "apt-get update failed; going on with the lists at hand"
    lists_are_new=yes
}

install_packages() { # install_packages NAME...: with apt-get, as root
    say "installing with apt-get: $*"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >&2
}

system_libraries() {
    is_debian || return 0
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ]; then
        renew_package_lists
        # shellcheck disable=SC2046
        install_packages $(echo "$missing" | names_here)
    else
        say "system packages are missing; install them with:" \
            "sudo apt-get install $(echo "$missing" | names_here | tr '\n' ' ')"
    fi
}

# --- .venv --------------------------------------------------------------------------------------------------------

make_venv() { # make_venv PYTHON
    if ! "$1" -c 'import ensurepip, venv' 2>/dev/null; then
        package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        if is_debian && [ "$(id -u)" = 0 ]; then
            renew_package_lists
            install_packages "$package"
        else
            die "$1 cannot make virtual environments; on Debian and Ubuntu: sudo apt-get install $package"
        fi
    fi
    say "making $venv with $("$1" --version)"
    "$1" -m venv --clear "$venv"
}

install_pinned() { # install_pinned FILE: with uv, which is many times faster, else with pip
    if "$venv/bin/python" -m pip install -q --disable-pip-version-check --require-hashes \
            -r packaging/requirements/installer.txt &&
        "$venv/bin/uv" pip install --python "$venv/bin/python" --require-hashes -r "$1"; then
        return
    fi
    say "uv could not install them; pip does, which takes longer"
    "$venv/bin/python" -m pip install --disable-pip-version-check --require-hashes -r "$1"
}

# What the desktop runs on, compiled now: the first start takes half the time, and so does every start where Python is
# told to write no bytecode.
compile_desktop() {
    site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_paths()["platlib"])')
    (cd "$site" && ls -d numpy pydantic pydantic_core annotated_types typing_inspection cv2 onnxruntime PySide6 shiboken6) \
        2>/dev/null | sed "s|^|$site/|" | xargs "$venv/bin/python" -m compileall -q -j 0 -x tmpl desktop vision >/dev/null 2>&1 ||
        say "not all of Python's bytecode could be written: the first start takes longer"
}

# What the environment was made from, so that a change of any of it sets up anew. Facet itself is linked to, by path.
key() { { pwd; cat "packaging/requirements/$1.txt" pyproject.toml; } | cksum; }

is_ready() { [ "$(cat "$venv/.facet-$1" 2>/dev/null)" = "$(key "$1")" ] && [ -x "$venv/bin/facet" ]; }

# --- set up -------------------------------------------------------------------------------------------------------

case $wanted in base | dev | bundle) ;; *) die "base, dev or bundle, not '$wanted'" ;; esac
if ! in_range "$venv/bin/python"; then
    python=$(find_python)
    make_venv "$python"
fi
# `dev` holds all of `base`, in the same versions.
if { [ "$wanted" = bundle ] || ! is_ready dev; } && ! is_ready "$wanted"; then
    say "installing Python packages from $pins into $venv"
    install_pinned "$pins" >&2
    "$venv/bin/python" -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation --editable . >&2
    compile_desktop
    key "$wanted" > "$venv/.facet-$wanted"
fi
system_libraries
