#!/bin/bash
# Figures of a program: size, how it is linked, time until it answers, memory when idle. Beside a floor of the same run:
# how long it takes to start /bin/true.
#
#   deploy/measure.sh [PROGRAM] [RUNS]
#
# PROGRAM is target/dist/chairside unless another is named. Nothing leaves this machine: Cal.com is the built-in stand-in.
set -euo pipefail
cd "$(dirname "$0")/.."

program=$(realpath "${1:-target/dist/chairside}")
runs=${2:-20}
idle_seconds=10
place=$(mktemp -d)
started=()
end() {
    for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
    rm -rf "$place"
}
trap end EXIT

micros() { echo "${EPOCHREALTIME/[.,]/}"; }
# The median and the quickest of numbers of microseconds, as milliseconds.
summed() { sort -n | awk '{ all[NR] = $1 } END { printf "%.1f ms (quickest %.1f)", all[int((NR + 1) / 2)] / 1000, all[1] / 1000 }'; }

mkfifo "$place/sandbox.out"
"$program" sandbox calcom > "$place/sandbox.out" 2>/dev/null &
started+=($!)
exec 3< "$place/sandbox.out"
url=
while read -r -t 10 line <&3; do
    [[ $line =~ (http://127\.0\.0\.1:[0-9]+) ]] && url=${BASH_REMATCH[1]} && break
done
[ -n "$url" ] || { echo "the stand-in of Cal.com tells no address" >&2; exit 1; }

cat > "$place/appliance.toml" <<TOML
[company]
key = "salon-probe"
name = "Salon Probe"
[server]
listen = "127.0.0.1:0"
[calcom]
base_url = "$url"
api_key = "cal_sandbox_demo"
TOML
cd "$place"

# Starts `serve` and waits for the line that tells where it listens. Sets `pid` and `took`.
start() {
    rm -f "$place/out"
    mkfifo "$place/out"
    local begun
    begun=$(micros)
    "$program" serve > "$place/out" 2>/dev/null &
    pid=$!
    started+=("$pid")
    exec 4< "$place/out"
    local line=
    read -r -t 60 line <&4 || { echo "it does not start" >&2; exit 1; }
    took=$(($(micros) - begun))
}
stop() {
    kill "$pid"
    wait "$pid" || true
    exec 4<&-
}

for _ in $(seq "$runs"); do
    begun=$(micros)
    /bin/true
    echo $(($(micros) - begun))
done > floor
for _ in $(seq "$runs"); do
    begun=$(micros)
    "$program" version > /dev/null
    echo $(($(micros) - begun))
done > version
for _ in $(seq "$runs"); do
    rm -rf chairside.db* backups
    start
    echo "$took"
    stop
done > fresh
for _ in $(seq "$runs"); do
    start
    echo "$took"
    stop
done > again
start
sleep "$idle_seconds"
rss=$(awk '/^Rss:/ { print $2 }' "/proc/$pid/smaps_rollup")
pss=$(awk '/^Pss:/ { print $2 }' "/proc/$pid/smaps_rollup")
threads=$(awk '/^Threads:/ { print $2 }' "/proc/$pid/status")
stop

linked=$(file -bL "$program" 2>/dev/null | grep -o 'static-pie linked\|statically linked\|dynamically linked' || echo unknown)
needs=$({ ldd "$program" 2>/dev/null || true; } | awk '/=>/ { printf "%s ", $1 }')
bytes=$(stat -c %s "$program")

echo "| what | figure |"
echo "|---|---|"
echo "| program | $("$program" version) |"
echo "| size | $(awk "BEGIN { printf \"%.1f MB\", $bytes / 1e6 }") ($bytes bytes) |"
echo "| linked | $linked${needs:+; needs $needs} |"
echo "| floor: starting /bin/true | $(summed < floor) |"
echo "| \`chairside version\` | $(summed < version) |"
echo "| cold start, no database, until it answers | $(summed < fresh) |"
echo "| start, with a database, until it answers | $(summed < again) |"
echo "| memory, idle for $idle_seconds s | $(awk "BEGIN { printf \"%.1f MB\", $rss / 1024 }") resident, $(awk "BEGIN { printf \"%.1f MB\", $pss / 1024 }") proportional, $threads threads |"
