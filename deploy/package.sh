#!/usr/bin/env bash
# Makes the release tarball: package.sh BIN_DIR OUT_DIR. Called by `make dist` after a release build.
set -euo pipefail
bin=$1
out=$2
cd "$(dirname "$0")/.."

rm -rf "$out"
install -d "$out"/{bin,systemd,sysusers.d,tmpfiles.d,completions,man,doc}
install -s -m 0755 "$bin/jobd" "$bin/jobctl" "$out/bin/"
install -m 0644 deploy/systemd/*.service deploy/systemd/*.socket "$out/systemd/"
cp -r deploy/systemd/user "$out/systemd/user"
install -m 0644 deploy/systemd/sysusers.conf "$out/sysusers.d/jobd.conf"
install -m 0644 deploy/systemd/tmpfiles.conf "$out/tmpfiles.d/jobd.conf"
install -m 0644 deploy/jobd.example.yaml README.md CHANGELOG.md LICENSE SECURITY.md docs/*.md "$out/doc/"

# For who wants to see on their own disk what docs/trust.md promises; Python and a C compiler run it.
cp -r Torture "$out/"
find "$out/Torture" -name __pycache__ -prune -exec rm -r {} +

# The argument parser's own tool, called directly: its package plugin would build everything again with other flags.
swift build --explicit-target-dependency-import-check error --product generate-manual
manual_maker=$(swift build --show-bin-path)/generate-manual
date=$(git log -1 --format=%cs 2>/dev/null || date -u +%F)

for program in jobd jobctl; do
  "$bin/$program" --generate-completion-script bash >"$out/completions/$program.bash"
  "$bin/$program" --generate-completion-script zsh >"$out/completions/_$program"
  "$bin/$program" --generate-completion-script fish >"$out/completions/$program.fish"
  "$manual_maker" "$bin/$program" --date "$date" --output-directory "$out/man"
done

tar -C "$(dirname "$out")" --owner=0 --group=0 --sort=name -czf "$out.tar.gz" "$(basename "$out")"
echo "$out.tar.gz"
