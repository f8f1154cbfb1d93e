#!/bin/sh
# Installs Facet from this folder for the user who runs it: the program, its entry in the menu, its icons.
# Run again from a newer folder it replaces the older program. `uninstall.sh` takes all of it away.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
data=${XDG_DATA_HOME:-$HOME/.local/share}
program=$HOME/.local/lib/facet
command=$HOME/.local/bin/facet

say() { echo "facet: $*"; }

install_program() { # beside, then renamed, so that a program is never there by half
    new=$program.new
    rm -rf "$new"
    mkdir -p "$(dirname "$program")"
    cp -R "$here" "$new"
    if [ -e "$program" ]; then
        rm -rf "$program.old"
        mv "$program" "$program.old"
    fi
    mv "$new" "$program"
    rm -rf "$program.old"
}

install_command() { # what stands there and is not this program's stays
    if [ -e "$command" ] || [ -L "$command" ]; then
        if [ "$(readlink "$command" || true)" != "$program/facet" ]; then
            say "$command is another program and stays; start this one from the menu, or as $program/facet"
            return
        fi
    fi
    mkdir -p "$(dirname "$command")"
    ln -sfn "$program/facet" "$command"
    case ":$PATH:" in
        *":$(dirname "$command"):"*) ;;
        *) say "on a terminal it is $command; put $(dirname "$command") into PATH to write only facet" ;;
    esac
}

with_place() { # the menu entry, with the program's full path: PATH may differ where menus are
    while IFS= read -r line; do
        case $line in
            Exec=facet*) printf 'Exec="%s"%s\n' "$program/facet" "${line#Exec=facet}" ;;
            *) printf '%s\n' "$line" ;;
        esac
    done
}

install_shared() {
    (cd "$here/share" && find . -type f) | while IFS= read -r file; do
        mkdir -p "$(dirname "$data/$file")"
        case $file in
            *.desktop) with_place < "$here/share/$file" > "$data/$file.new" ;;
            *) cp "$here/share/$file" "$data/$file.new" ;;
        esac
        mv "$data/$file.new" "$data/$file"
    done
}

tell_desktop() { # where these programs are not, the desktop finds out by itself
    if command -v update-desktop-database >/dev/null; then
        update-desktop-database -q "$data/applications" || true
    fi
    if command -v gtk-update-icon-cache >/dev/null; then
        gtk-update-icon-cache -qtf "$data/icons/hicolor" || true
    fi
}

[ "$here" != "$program" ] || { say "this is the installed program; run install.sh of an unpacked archive" >&2; exit 2; }
install_program
install_command
install_shared
tell_desktop
say "installed; it is in the menu as Facet. $program/uninstall.sh takes it away again"
