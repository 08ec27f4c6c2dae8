#!/bin/bash
# Unpacks the current MySQL of Debian sid into FOLDER, beside the system and without touching it, and writes the programs
# FOLDER/mysqld, mysql, mysqldump and mysqlbinlog. They bring their own C library and loader, so they run on any Debian.
# Usage: get-mysql.sh FOLDER     Needs apt-get and dpkg, configured for a Debian mirror; no root, about 400 MB while it runs.
set -euo pipefail

folder=${1:?usage: get-mysql.sh FOLDER}
if [[ -x $folder/mysqld ]]; then
  "$folder/mysqld" --version
  exit
fi

# Everything happens in a folder beside, which gets its name when it is whole: an interrupted run leaves nothing to trip over.
mkdir -p "$(dirname "$folder")"
work=$(mktemp -d "$folder.partial-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'echo "get-mysql.sh: stopped at line $LINENO" >&2' ERR
trap 'exit 130' INT TERM

# A private apt with an empty package state: it sees sid only, and resolves every library down to libc.
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | sed -n 1p)
if [[ -z $mirror ]]; then
  echo "get-mysql.sh: apt has no Debian mirror with package lists; run apt-get update first" >&2
  exit 1
fi
keyring=/usr/share/keyrings/debian-archive-keyring
for file in "$keyring.pgp" "$keyring.gpg"; do [[ -r $file ]] && signed_by="[signed-by=$file]"; done
apt=$work/apt
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$work/root"
: >"$apt/status"
echo "deb ${signed_by:-} $mirror sid main" >"$apt/sources.list"
cat >"$apt/apt.conf" <<CONF
APT::Architecture "$(dpkg --print-architecture)";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "3";
Dir::Cache "$apt/cache";
Dir::Etc::SourceList "$apt/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::State::Lists "$apt/lists";
Dir::State::status "$apt/status";
CONF
export APT_CONFIG=$apt/apt.conf
apt-get update -qq

# Libraries and the two programs only; what else is depended on (adduser, debconf, perl …) serves an installed system.
mapfile -t packages < <(
  apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    mysql-server-core mysql-client-core | grep -E '^(lib|zlib1g|mysql-(server|client)-core)' | grep -v '^libperl' | sort -u
)
(cd "$apt/cache" && apt-get download -qq "${packages[@]}")
for package in "$apt"/cache/*.deb; do dpkg -x "$package" "$work/root"; done
rm -rf "$apt"

# The loader is called by name, because the programs ask for the system's one, which may be older than their libraries.
library=$(cd "$work/root" && find usr -name 'libc.so.6' -printf '%h' -quit)
loader=$(cd "$work/root" && find usr -name 'ld-linux-*.so.*' -print -quit)
if [[ -z $library || -z $loader ]]; then
  echo "get-mysql.sh: the packages hold no C library that this script knows" >&2
  exit 1
fi
write_program() { # NAME PATH [ARGUMENT]…
  local name=$1 path=$2
  shift 2
  cat >"$work/$name" <<PROGRAM
#!/bin/sh
root=\$(cd "\${0%/*}" && pwd)/root
exec "\$root/$loader" --library-path "\$root/$library" "\$root/usr/$path" "\$@" $*
PROGRAM
  chmod 755 "$work/$name"
}
# Own arguments come last: --no-defaults and --defaults-file must stay the first ones.
charsets='--character-sets-dir="$root/usr/share/mysql/charsets"'
write_program mysqld sbin/mysqld '--basedir="$root/usr"' '--lc-messages-dir="$root/usr/share/mysql"' "$charsets"
for program in mysql mysqldump mysqlbinlog; do write_program $program bin/$program "$charsets"; done

for program in mysqld mysql mysqldump mysqlbinlog; do "$work/$program" --version >/dev/null; done
chmod 755 "$work"
# Another run may have finished first: then its result is as good as ours.
mv -T "$work" "$folder" 2>/dev/null || [[ -x $folder/mysqld ]] || { echo "get-mysql.sh: $folder is in the way" >&2; exit 1; }
"$folder/mysqld" --version
