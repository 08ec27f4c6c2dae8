#!/bin/bash
# Unpacks Debian's libfaketime into FOLDER, beside the system and without touching it: tests set a server's clock with it.
# Usage: get-faketime.sh FOLDER     Needs apt-get and dpkg; no root, less than 1 MB.
set -euo pipefail

folder=${1:?usage: get-faketime.sh FOLDER}
[[ -d $folder ]] && exit

# Everything happens in a folder beside, which gets its name when it is whole: an interrupted run leaves nothing to trip over.
mkdir -p "$(dirname "$folder")"
work=$(mktemp -d "$folder.partial-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'echo "get-faketime.sh: stopped at line $LINENO" >&2' ERR
trap 'exit 130' INT TERM

(cd "$work" && apt-get download -qq -o APT::Sandbox::User=root libfaketime && dpkg -x ./*.deb .)
library=$(dirname "$(find "$work/usr/lib" -name libfaketimeMT.so.1 -print -quit)")
chmod 755 "$library"
# Another run may have finished first: then its result is as good as ours.
mv -T "$library" "$folder" 2>/dev/null || [[ -d $folder ]]
