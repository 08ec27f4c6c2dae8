#!/bin/bash
# Unpacks the plugins of Debian's MariaDB (ARCHIVE, ed25519 …) into FOLDER, beside the system and without touching it: the
# package that has them also brings a service, which nobody asked for. They belong to the version that is installed.
# Usage: get-mariadb-plugins.sh FOLDER     Needs apt-get and dpkg; no root, about 30 MB while it runs.
set -euo pipefail

folder=${1:?usage: get-mariadb-plugins.sh FOLDER}
[[ -d $folder ]] && exit

# Everything happens in a folder beside, which gets its name when it is whole: an interrupted run leaves nothing to trip over.
mkdir -p "$(dirname "$folder")"
work=$(mktemp -d "$folder.partial-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'echo "get-mariadb-plugins.sh: stopped at line $LINENO" >&2' ERR
trap 'exit 130' INT TERM

version=$(dpkg-query --show --showformat '${Version}' mariadb-server-core)
(cd "$work" && apt-get download -qq -o APT::Sandbox::User=root "mariadb-server=$version" && dpkg -x ./*.deb .)
plugins=$work/usr/lib/mysql/plugin
chmod 755 "$plugins"
# Another run may have finished first: then its result is as good as ours.
mv -T "$plugins" "$folder" 2>/dev/null || [[ -d $folder ]]
