#!/bin/sh
# Runs axe-core on every page of the demo in chromium, light and dark, narrow and wide, German and English. npm brings
# axe-core into target/; nothing of it is part of the program. Any violation is a failure.
set -eu
cd "$(dirname "$0")"
version=4.14.1
npm install --silent --no-audit --no-fund --no-save --ignore-scripts --prefix target/axe "axe-core@$version"
exec cargo test --locked --quiet --test pages -- axe "$PWD/target/axe/node_modules/axe-core/axe.min.js"
