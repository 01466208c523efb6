#!/bin/sh
# Installs what the tests need on Debian and runs them all: format, lints, unit and integration tests.
set -eu
cd "$(dirname "$0")"

# cc builds SQLite; the schema test reads the tables with the sqlite3 program; openssl makes the certificates of the mail
# server, and Python reads what is sent and measured: with other libraries than those that wrote it; systemd reads the unit;
# chromium shows the page, with a font so that something is drawn.
missing=""
command -v cc >/dev/null || missing="$missing gcc libc6-dev"
command -v sqlite3 >/dev/null || missing="$missing sqlite3"
command -v openssl >/dev/null || missing="$missing openssl"
/usr/bin/python3 -c 'import icalendar, aiosmtpd' 2>/dev/null ||
    missing="$missing python3 python3-icalendar python3-aiosmtpd"
/usr/bin/python3 -c "import prometheus_client" 2>/dev/null || missing="$missing python3 python3-prometheus-client"
command -v systemd-analyze >/dev/null || missing="$missing systemd"
if ! command -v chromium >/dev/null || ! command -v chromedriver >/dev/null; then
    missing="$missing chromium chromium-driver fonts-dejavu-core"
fi
if [ -n "$missing" ]; then
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo"
    $as_root apt-get update -q
    # shellcheck disable=SC2086  # a list of packages
    $as_root apt-get install -q -y --no-install-recommends $missing
fi

cargo fmt --check
cargo clippy --locked --all-targets -- -D warnings
# The long runs are no part of "all targets".
cargo clippy --locked --test attack --test deliveries --test pages --test schedules -- -D warnings
cargo test --locked
