#!/bin/bash
# Unpacks Debian's libfaketime into FOLDER: tests set a server's clock with it.
# Usage: get-faketime.sh FOLDER     Less than 1 MB.
folder=${1:-}
source "$(dirname "$0")/unpacking.sh"
[[ -d $folder ]] && exit
begin_unpacking

unpack_here libfaketime
place_result "$(dirname "$(find "$work/usr/lib" -name libfaketimeMT.so.1 -print -quit)")"
