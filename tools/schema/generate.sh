#!/bin/sh
# Writes src/kubernetes/schema/table/*.txt from Kubernetes itself. Needs Go and the Go module proxy, no server.
#
#   tools/schema/generate.sh [FOLDER]
#
# FOLDER (default: a temporary one) keeps the dump of each version between runs.
set -eu
VERSIONS="1.33.13 1.34.4 1.35.4 1.36.3 1.37.2"
GATEWAY="1.6.3"

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
if [ $# -gt 0 ]; then
    mkdir -p "$1"
    work=$(cd "$1" && pwd)
else
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
fi

dumps=""
for version in $VERSIONS; do
    minor=${version#1.}
    minor=${minor%%.*}
    dump=$work/1.$minor.json
    dumps="$dumps $dump"
    [ -s "$dump" ] && continue
    module=$work/$version
    mkdir -p "$module"
    cp "$here/dump/main.go" "$module/main.go"
    cd "$module"
    theirs=$(go mod download -json "k8s.io/kubernetes@v$version" | sed -n 's/.*"GoMod": "\(.*\)",*$/\1/p')
    {
        echo "module schema-dump"
        grep '^go ' "$theirs"
        echo "require k8s.io/kubernetes v$version"
        # Kubernetes' own go.mod takes its staging modules from its source tree; each is also published as v0.MINOR.PATCH.
        echo "replace ("
        sed -n 's|^[[:space:]]*\(k8s.io/[a-z0-9-]*\) => \./staging/.*|\1|p' "$theirs" | sort -u |
            while read -r name; do echo "    $name => $name v0.${version#1.}"; done
        echo ")"
    } > go.mod
    go mod tidy
    go run . > "$dump.new"
    mv "$dump.new" "$dump"
    cd "$root"
done

# The Gateway API is no part of Kubernetes, but what svcc's routes are made of. Its schema does not depend on the version.
dump=$work/gateway.json
if [ ! -s "$dump" ]; then
    module=$work/gateway
    mkdir -p "$module"
    cp "$here/gateway/main.go" "$module/main.go"
    cd "$module"
    {
        echo "module schema-gateway"
        echo "go 1.25.0"
        echo "require sigs.k8s.io/gateway-api v$GATEWAY"
    } > go.mod
    go mod tidy
    source=$(go list -m -f '{{.Dir}}' sigs.k8s.io/gateway-api)
    go run . "$source/config/crd/standard" > "$dump.new"
    mv "$dump.new" "$dump"
fi

cd "$here/merge"
# shellcheck disable=SC2086
go run . "$root/src/kubernetes/schema/table" "$dump" $dumps
