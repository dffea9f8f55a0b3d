#!/bin/sh
# One resolution for every supported Python and system; the shorter lists take its versions.
set -eu
cd "$(dirname "$0")/../requirements"
resolver=../var/lock
[ -x "$resolver/bin/uv" ] || {
  "$1" -m venv "$resolver"
  "$resolver/bin/pip" install --quiet --disable-pip-version-check uv==0.13.9
}
lock() {
  "$resolver/bin/uv" pip compile --quiet --no-config --universal --python-version 3.11 \
    --generate-hashes --no-emit-index-url --no-emit-find-links \
    --custom-compile-command "make lock" "$@"
}
lock dev.in -o dev.txt
lock -c dev.txt demo.in -o demo.txt
lock -c dev.txt runtime.in -o runtime.txt
