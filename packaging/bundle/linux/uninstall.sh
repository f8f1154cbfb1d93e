#!/bin/sh
# Takes away what install.sh installed for this user. People, recordings and settings stay, and it says where.
set -eu
data=${XDG_DATA_HOME:-$HOME/.local/share}
program=$HOME/.local/lib/facet
command=$HOME/.local/bin/facet

say() { echo "facet: $*"; }

remove_shared() {
    (cd "$program/share" && find . -type f) | while IFS= read -r file; do rm -f "$data/$file"; done
    if command -v update-desktop-database >/dev/null && [ -d "$data/applications" ]; then
        update-desktop-database -q "$data/applications" || true
    fi
}

say_what_stays() {
    for folder in "$data/facet" "${XDG_CONFIG_HOME:-$HOME/.config}/facet" "${XDG_CACHE_HOME:-$HOME/.cache}/facet" \
        "${XDG_STATE_HOME:-$HOME/.local/state}/facet"; do
        [ ! -d "$folder" ] || say "your own files stay: $folder"
    done
}

remove() { # one function: the shell has read it before its file goes
    [ -d "$program/share" ] || { say "it is not installed in $program" >&2; exit 2; }
    remove_shared
    [ "$(readlink "$command" || true)" != "$program/facet" ] || rm -f "$command"
    cd /
    rm -rf "$program"
    say "removed"
    say_what_stays
    exit 0
}

remove
