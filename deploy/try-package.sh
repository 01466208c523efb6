#!/bin/bash
# The Debian package, tried on this machine: installed, started, asked, removed, purged. Needs root. It refuses where
# Chairside is installed already, and leaves nothing behind.
#
#   deploy/try-package.sh target/package/chairside_….deb
#
# Under systemd the unit starts it. Elsewhere it is started as the unit does: as its user, in its folder.
set -euo pipefail

deb=$(realpath "$1")
here=$(realpath "$(dirname "$0")/..")
data=/var/lib/chairside
[ "$(id -u)" = 0 ] || { echo "this needs root" >&2; exit 1; }
if dpkg -s chairside >/dev/null 2>&1 || [ -e "$data" ] || getent passwd chairside >/dev/null; then
    echo "Chairside is here already: this would take it away" >&2
    exit 1
fi

started=()
place=$(mktemp -d)
chmod 755 "$place"
end() {
    for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
    CHAIRSIDE_PURGE_DATA=yes dpkg --purge chairside >/dev/null 2>&1 || true
    rm -rf "$place"
}
trap end EXIT
step() { echo "== $*"; }
must() { "$@" || { echo "FAILED: $*" >&2; exit 1; }; }
has_systemd() { [ -d /run/systemd/system ]; }
# A command of the salon, as its user in its folder.
salon() { (cd "$data" && runuser -u chairside -- chairside "$@"); }

step "what is in it"
dpkg-deb -I "$deb" | sed -n 's/^ \(Package\|Version\|Architecture\|Depends\|Installed-Size\):/\1:/p'
contents=$(dpkg-deb -c "$deb")
for path in usr/bin/chairside lib/systemd/system/chairside.service usr/share/man/man1/chairside.1.gz \
    usr/share/man/man1/chairside-mappings-set.1.gz usr/share/bash-completion/completions/chairside \
    usr/share/zsh/vendor-completions/_chairside usr/share/fish/vendor_completions.d/chairside.fish \
    usr/share/doc/chairside/copyright usr/share/doc/chairside/docs/install.md usr/share/doc/chairside/examples/appliance.toml; do
    must grep -q "$path" <<< "$contents"
done
if grep -Ev ' (root/root|0/0) ' <<< "$contents"; then echo "FAILED: not root's" >&2; exit 1; fi

step "installed"
dpkg -i "$deb" 2>&1 | tail -n 3
must getent passwd chairside
must test "$(stat -c '%a %U %G' "$data")" = "700 chairside chairside"
must chairside version
if command -v man >/dev/null; then must man -w chairside-mappings-set; fi

if command -v cargo >/dev/null; then
    step "what was installed, set up by a browser; a first booking by a signed call; the customer's message in its folder"
    (cd "$here" && must env CHAIRSIDE_TEST_PROGRAM=/usr/bin/chairside \
        cargo test --locked --test it -- browser::first_run first_run::whole) || exit 1
fi

step "set up, beside a stand-in of Cal.com"
mkfifo "$place/out"
chairside sandbox calcom > "$place/out" 2>/dev/null &
started+=($!)
exec 3< "$place/out"
url=
while read -r -t 20 line <&3; do
    [[ $line =~ (http://127\.0\.0\.1:[0-9]+) ]] && url=${BASH_REMATCH[1]} && break
done
must test -n "$url"
if has_systemd; then systemctl stop chairside || true; fi
rm -f "$data/appliance.toml"
runuser -u chairside -- tee "$data/appliance.toml" >/dev/null <<TOML
[company]
key = "salon-probe"
name = "Salon Probe"
[server]
listen = "127.0.0.1:0"
[calcom]
base_url = "$url"
api_key = "cal_sandbox_demo"
TOML
must salon check-config

step "started"
if has_systemd; then
    systemctl reset-failed chairside || true
    must systemctl start chairside
    must systemctl is-enabled chairside
else
    (cd "$data" && umask 077 && exec runuser -u chairside -- chairside serve) > "$place/served" 2> "$place/log" &
    started+=($!)
    for _ in $(seq 300); do grep -q 'listening on' "$place/served" && break; sleep 0.1; done
    must grep 'listening on' "$place/served"
fi
must salon healthcheck
salon status || echo "(status ended with $?: it says why)"
must test "$(stat -c '%a %U' "$data/chairside.db")" = "600 chairside"
must salon backup

step "installed once more, as an upgrade is: the data stays"
dpkg -i "$deb" 2>&1 | tail -n 1
must test -f "$data/chairside.db"

step "removed: stopped, and the data stays"
if ! has_systemd; then
    kill "${started[-1]}"
    wait "${started[-1]}" || true
fi
dpkg --remove chairside 2>&1 | tail -n 1
must test -f "$data/chairside.db"
must test ! -e /usr/bin/chairside
if has_systemd; then must test "$(systemctl is-active chairside || true)" != active; fi

step "purged: the data stays unless it is asked for"
dpkg --purge chairside 2>&1 | tail -n 2
must test -f "$data/chairside.db"
dpkg -i "$deb" >/dev/null 2>&1
CHAIRSIDE_PURGE_DATA=yes dpkg --purge chairside 2>&1 | tail -n 1
must test ! -e "$data"
must test -z "$(getent passwd chairside || true)"
echo "== all of it"
