#!/bin/sh
# Makes the packages: a tarball and, where cargo-deb is there, a Debian package, both under target/package.
#
#   deploy/package.sh [--profile dist|release] [--static] [--tar-only] [--binary FILE]
#
# --static links glibc into the program (static-pie): it runs on any Linux of this kind of machine, also without a libc.
# --binary takes a program that is built already. The same commit and compiler give the same tarball, byte for byte.
set -eu
cd "$(dirname "$0")/.."

profile=dist static=no deb=yes binary=
while [ $# -gt 0 ]; do
    case "$1" in
    --profile) profile=$2; shift ;;
    --binary) binary=$2; shift ;;
    --static) static=yes ;;
    --tar-only) deb=no ;;
    *) sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
    shift
done

version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
machine=$(uname -m)
# Times in the packages are the commit's, so that they do not tell when they were made.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y Cargo.toml)}
export SOURCE_DATE_EPOCH

if [ -z "$binary" ]; then
    if [ "$static" = yes ]; then
        target=$machine-unknown-linux-gnu
        # With --target the flags are for the program alone, not for what runs while it is built.
        RUSTFLAGS="-C target-feature=+crt-static" cargo build --locked --profile "$profile" --target "$target"
        binary=target/$target/$profile/chairside
    else
        cargo build --locked --profile "$profile"
        binary=target/$profile/chairside
    fi
fi

out=target/package
rm -rf "$out/man" "$out/completions" "$out/bin" "$out/data"
mkdir -p "$out/man" "$out/completions" "$out/bin" "$out/data"
cp "$binary" "$out/bin/chairside"
"$out/bin/chairside" man "$out/man"
"$out/bin/chairside" completions bash > "$out/completions/chairside"
"$out/bin/chairside" completions zsh > "$out/completions/_chairside"
"$out/bin/chairside" completions fish > "$out/completions/chairside.fish"

# The tarball: one folder that runs where it is unpacked.
name=chairside-$version-$machine-linux
rm -rf "${out:?}/$name"
mkdir -p "$out/$name/deploy"
cp "$out/bin/chairside" README.md CHANGELOG.md LICENSE appliance.toml "$out/$name/"
cp -r docs "$out/man" "$out/completions" "$out/$name/"
cp deploy/chairside.service deploy/litestream.yml deploy/prometheus-rules.yml deploy/grafana-dashboard.json "$out/$name/deploy/"
find "$out/$name" -type d -exec chmod 755 {} +
find "$out/$name" -type f -exec chmod 644 {} +
chmod 755 "$out/$name/chairside"
tar --sort=name --format=gnu --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" \
    -C "$out" -cf - "$name" | gzip -9n > "$out/$name.tar.gz"
rm -r "${out:?}/$name"
echo "$out/$name.tar.gz"

if [ "$deb" = yes ]; then
    cargo deb --no-build --no-strip --output "$out/"
fi
(cd "$out" && sha256sum -- *.tar.gz *.deb 2>/dev/null) > "$out/SHA256SUMS" || true
