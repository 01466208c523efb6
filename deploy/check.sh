#!/bin/sh
# Checks what is shipped for Prometheus and Grafana with Debian's promtool (package prometheus) and jq; installs them if
# they are missing. With a file, or `-` for standard input, it also lints metrics that were scraped:
#   curl -s http://127.0.0.1:9187/metrics | deploy/check.sh -
set -eu
cd "$(dirname "$0")"

missing=""
command -v promtool >/dev/null || missing="$missing prometheus"
command -v jq >/dev/null || missing="$missing jq"
if [ -n "$missing" ]; then
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo"
    $as_root apt-get update -q
    # shellcheck disable=SC2086  # a list of packages
    $as_root apt-get install -q -y --no-install-recommends $missing
fi

promtool check rules prometheus-rules.yml
promtool test rules prometheus-rules.test.yml
jq -e '.panels | length > 0' grafana-dashboard.json >/dev/null
# Each expression of the dashboard is one that Prometheus understands: as a rule, with Grafana's variable filled in.
jq -r '[.panels[] | .targets // [] | .[].expr] | {groups: [{name: "dashboard", rules: (to_entries
    | map({record: "dashboard:\(.key)", expr: (.value | gsub("\\$__rate_interval"; "5m") | gsub("\\$instance"; ".*"))}))}]}' \
    grafana-dashboard.json >"${TMPDIR:-/tmp}/chairside-dashboard-rules.$$.yml"
trap 'rm -f "${TMPDIR:-/tmp}/chairside-dashboard-rules.$$.yml"' EXIT
promtool check rules "${TMPDIR:-/tmp}/chairside-dashboard-rules.$$.yml"
if [ $# -gt 0 ]; then
    cat -- "$1" | promtool check metrics
fi
echo "deploy: all good"
