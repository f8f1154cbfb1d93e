#!/bin/sh
# Runs the tests: those that need a display under Xvfb, where there is one, then all others without a display, files
# side by side on up to four cores. A window on a busy machine may answer late, so what failed runs once more, alone: a
# fault fails twice, and what passed only then is named.
# Arguments go to pytest and then pick from the tests without a display.
set -eu
cd "$(dirname "$0")/.."
pytest=".venv/bin/python -m pytest"
failed=0

twice() { # twice COMMAND... with pytest's arguments at its end
    result=0
    "$@" || result=$?
    [ $result = 1 ] || return $result
    echo "once more, alone, what failed:"
    "$@" -n 0 --last-failed --last-failed-no-failures none --verbose || return 1
    echo "passed only when run alone: the tests named above"
}

on_display=$(grep -rl --include='test_*.py' 'mark\.needs_display' tests || true)
if [ $# = 0 ] && [ -n "$on_display" ]; then
    if command -v xvfb-run >/dev/null; then
        echo "tests that need a display, under Xvfb:"
        # shellcheck disable=SC2086
        twice env -u WAYLAND_DISPLAY FACET_TEST_DISPLAY=1 QT_QPA_PLATFORM=xcb \
            xvfb-run --auto-servernum --server-args="-screen 0 1600x1000x24" \
            $pytest -m needs_display $on_display || failed=1
    else
        echo "no xvfb-run here, so the tests that need a display are left out: $on_display" >&2
    fi
fi
side_by_side=""
[ $# != 0 ] || side_by_side="-n auto --maxprocesses=4 --dist loadfile"
# shellcheck disable=SC2086
twice env QT_QPA_PLATFORM=offscreen $pytest -m "not needs_display" $side_by_side "$@" || failed=1
exit $failed
