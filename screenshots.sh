#!/bin/sh
# Writes a picture of every page of the demo into a folder: light and dark, 390, 768 and 1280 pixels wide, German and
# English. Fails if a page is wider than its window, has no heading, or a control nobody can name; and if a page is not in
# the list (tests/pages/list.rs).
set -eu
[ $# = 1 ] || { echo "usage: ./screenshots.sh DIR" >&2; exit 2; }
mkdir -p "$1"
folder=$(cd "$1" && pwd)
cd "$(dirname "$0")"
exec cargo test --locked --quiet --test pages -- pictures "$folder"
