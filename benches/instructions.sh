#!/bin/sh
# Holds the release build to its budget of instructions: what `svcc build` executes for 1,000 apps, counted by
# callgrind, which is the same on a busy machine as on an idle one.
#
#   benches/instructions.sh            compares with benches/instructions.txt (5 % either way)
#   benches/instructions.sh --update   writes it
#
# A change that costs more than the budget is either made cheaper or raises the budget, with its reason in the commit.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
budget=benches/instructions.txt
apps=1000

if ! command -v valgrind > /dev/null; then
    echo "instructions: valgrind is not installed, so the budget CANNOT be checked: apt-get install valgrind" >&2
    exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo build --quiet --release --bin svcc
cargo build --quiet --example generate
target=${CARGO_TARGET_DIR:-target}

count() {
    "$target/debug/examples/generate" "$1" "$work/$1"
    valgrind --tool=callgrind --callgrind-out-file="$work/$1.out" "$target/release/svcc" build "$work/$1/svc" \
        > "$work/$1.yaml" 2> "$work/$1.log"
    sed -n 's/^summary: //p; s/^totals: //p' "$work/$1.out" | head -n 1
}

one=$(count 1)
half=$(count $((apps / 2)))
all=$(count "$apps")
per_app=$(((all - one) / (apps - 1)))
echo "instructions: $one for 1 app, $half for $((apps / 2)), $all for $apps: $per_app for each further app"

# Twice the apps, twice the instructions.
if [ $(((all - one) * 100)) -gt $(((half - one) * 215)) ]; then
    echo "instructions: $apps apps cost more than twice what $((apps / 2)) do" >&2
    exit 1
fi
if [ "${1:-}" = --update ]; then
    printf '# Instructions of `svcc build`, by benches/instructions.sh --update.\nstart %s\nper_app %s\n' "$one" "$per_app" > "$budget"
    exit 0
fi
check() {
    allowed=$(sed -n "s/^$1 //p" "$budget")
    if [ $(($2 * 100)) -gt $((allowed * 105)) ]; then
        echo "instructions: $1 is $2, more than 5 % over its budget of $allowed" >&2
        exit 1
    fi
    if [ $(($2 * 100)) -lt $((allowed * 95)) ]; then
        echo "instructions: $1 is $2, more than 5 % under its budget of $allowed: keep the gain with --update" >&2
        exit 1
    fi
}
check start "$one"
check per_app "$per_app"
