#!/bin/bash
# Unpacks the plugins of Debian's MariaDB (ARCHIVE, ed25519 …) into FOLDER: the package that has them also brings a service,
# which nobody asked for. They belong to the version that is installed.
# Usage: get-mariadb-plugins.sh FOLDER     About 30 MB while it runs.
folder=${1:-}
source "$(dirname "$0")/unpacking.sh"
[[ -d $folder ]] && exit
begin_unpacking

version=$(dpkg-query --show --showformat '${Version}' mariadb-server-core)
unpack_here "mariadb-server=$version"
place_result "$work/usr/lib/mysql/plugin"
