#!/bin/bash
# Unpacks a server that this Debian has not among its packages into FOLDER:
#
#   get-server.sh mysql FOLDER          the current MySQL of Debian sid: mysqld, mysql, mysqldump, mysqlbinlog
#   get-server.sh mariadb-11 FOLDER     MariaDB 11.8 (LTS) of Debian trixie: mariadbd, mariadb, mariadb-dump, mariadb-binlog,
#                                       mariadb-install-db
#   get-server.sh mariadb-10.5 FOLDER   MariaDB 10.5 of Debian bullseye: the same
#
# The programs bring their own C library and loader, so they run on any Debian. While it runs about 400 MB.
release=${1:-} folder=${2:-} usage='mysql|mariadb-11|mariadb-10.5 FOLDER'
source "$(dirname "$0")/unpacking.sh"

server=mariadbd share=mariadb clients=(mariadb mariadb-dump mariadb-binlog)
case $release in
  mysql)
    suite=sid server=mysqld share=mysql
    clients=(mysql mysqldump mysqlbinlog) wanted=(mysql-server-core mysql-client-core)
    ;;
  mariadb-11) suite=trixie wanted=(mariadb-server-core mariadb-client-core mariadb-client) ;;
  mariadb-10.5) suite=bullseye wanted=(mariadb-server-core-10.5 mariadb-client-core-10.5 mariadb-client-10.5 mariadb-server-10.5) ;;
  *)
    echo "usage: ${0##*/} $usage" >&2
    exit 2
    ;;
esac
if [[ -x $folder/$server ]]; then
  "$folder/$server" --version
  exit
fi
begin_unpacking

# A private apt with an empty package state: it sees one suite only, and resolves every library down to libc.
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | sed -n 1p)
if [[ -z $mirror ]]; then
  echo "get-server.sh: apt has no Debian mirror with package lists; run apt-get update first" >&2
  exit 1
fi
keyring=/usr/share/keyrings/debian-archive-keyring
for file in "$keyring.pgp" "$keyring.gpg"; do [[ -r $file ]] && signed_by="[signed-by=$file]"; done
apt=$work/apt
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$work/root"
: >"$apt/status"
echo "deb ${signed_by:-} $mirror $suite main" >"$apt/sources.list"
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

# Libraries and the programs only; what else is depended on (adduser, debconf, perl …) serves an installed system.
mapfile -t packages < <(
  apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    "${wanted[@]}" | grep -E '^(lib|zlib1g)' | grep -Ev '^libperl|-perl$' | sort -u
)
packages+=("${wanted[@]}")
(cd "$apt/cache" && apt-get download -qq "${packages[@]}")
for package in "$apt"/cache/*.deb; do dpkg -x "$package" "$work/root"; done
rm -rf "$apt"

# The loader is called by name, because the programs ask for the system's one, which may be older than their libraries.
# Older Debians keep both in /lib, beside the other libraries in /usr/lib.
library=$(cd "$work/root" && find . -name 'libc.so.6' -printf '%P\n' -quit)
library=${library%/*}
loader=$(cd "$work/root" && find . -name 'ld-linux-*.so.*' ! -xtype d -printf '%P\n' -quit)
if [[ -z $library || -z $loader ]]; then
  echo "get-server.sh: the packages hold no C library that this script knows" >&2
  exit 1
fi
write_program() { # NAME PATH [ARGUMENT]…
  local name=$1 path=$2
  shift 2
  cat >"$work/$name" <<PROGRAM
#!/bin/sh
root=\$(cd "\${0%/*}" && pwd)/root
exec "\$root/$loader" --library-path "\$root/$library:\$root/usr/${library#usr/}" "\$root/usr/$path" "\$@" $*
PROGRAM
  chmod 755 "$work/$name"
}
# Own arguments come last: --no-defaults and --defaults-file must stay the first ones.
charsets="--character-sets-dir=\"\$root/usr/share/$share/charsets\""
write_program $server sbin/$server '--basedir="$root/usr"' "--lc-messages-dir=\"\$root/usr/share/$share\"" "$charsets"
for program in "${clients[@]}"; do write_program $program bin/$program "$charsets"; done

if [[ $server = mariadbd ]]; then
  # A script that finds the server by --basedir, unless told of another, and asks a program for arguments from option files,
  # of which there are none here. --force: host names need not resolve.
  printf '#!/bin/sh\n' >"$work/root/usr/bin/my_print_defaults"
  cat >"$work/mariadb-install-db" <<'PROGRAM'
#!/bin/sh
here=$(cd "${0%/*}" && pwd)
MYSQLD_BOOTSTRAP=$here/mariadbd exec "$here/root/usr/bin/mariadb-install-db" "$@" --force --basedir="$here/root/usr"
PROGRAM
  chmod 755 "$work/mariadb-install-db" "$work/root/usr/bin/my_print_defaults"
fi

for program in $server "${clients[@]}"; do "$work/$program" --version >/dev/null; done
place_result "$work"
"$folder/$server" --version
