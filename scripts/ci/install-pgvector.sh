#!/usr/bin/env bash
# Builds pgvector 0.8 for the PostgreSQL of Debian 12 from the source package of Debian 13: Debian 12 has none. Does nothing where the extension is there already.
# The machine's own package lists are not touched.
set -euo pipefail
compgen -G '/usr/share/postgresql/*/extension/vector.control' >/dev/null && exit 0
config=$(command -v pg_config)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
# The mirror that this machine uses anyway.
site=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep -v security | head -n 1)
echo "deb-src ${site%/} trixie main" >"$work/sources.list"
options=(-qq -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root)
cd "$work"
apt-get "${options[@]}" update
apt-get "${options[@]}" source --download-only pgvector
tar xzf pgvector_*.orig.tar.gz
cd pgvector-*/
make -s with_llvm=no PG_CONFIG="$config"
make -s install with_llvm=no PG_CONFIG="$config"
