#!/usr/bin/env bash
# The reference of JobCore and JobClient as static pages, out of the comments in their sources: docs/api.sh BIN OUT, with
# the folder of a debug build. A link that leads nowhere and a parameter without a word are errors.
set -euo pipefail
bin=$1 out=$2
graphs=$(mktemp -d)
trap 'rm -rf "$graphs"' EXIT

maps=()
while IFS= read -r map; do
  maps+=(-Xcc "-fmodule-map-file=$map")
done < <(find .build/checkouts -path '*/include/*' -name module.modulemap; ls "$bin"/C*.build/module.modulemap)
mkdir -p "$out"

for module in JobCore JobClient; do
  mkdir -p "$graphs/$module"
  swift symbolgraph-extract -module-name "$module" -I "$bin/Modules" "${maps[@]}" -I Sources/CSQLite -I Sources/CLinux \
    -target "$(swift -print-target-info | sed -n 's/.*"triple" *: *"\(.*\)".*/\1/p' | head -1)" \
    -minimum-access-level public -output-dir "$graphs/$module"
  docc convert "Sources/$module/$module.docc" --additional-symbol-graph-dir "$graphs/$module" \
    --fallback-display-name "$module" --fallback-bundle-identifier "jobd.$module" \
    --transform-for-static-hosting --hosting-base-path "$module" --warnings-as-errors --output-path "$out/$module"
done
echo "the reference of JobCore and JobClient is in $out"
