# Head of the scripts that unpack Debian's packages into FOLDER, beside the system and without touching it; to be sourced.
# They need apt-get and dpkg, configured for a Debian mirror; no root. Gives $folder, $work and place_result.
set -euo pipefail

folder=${folder:?usage: ${0##*/} ${usage:-FOLDER}}

# Everything happens in a folder beside, which gets its name when it is whole: an interrupted run leaves nothing to trip over.
begin_unpacking() {
  mkdir -p "$(dirname "$folder")"
  work=$(mktemp -d "$folder.partial-XXXXXX")
  trap 'rm -rf "$work"' EXIT
  trap 'echo "${0##*/}: stopped at line $LINENO" >&2' ERR
  trap 'exit 130' INT TERM
}

# Fetches PACKAGE… into $work and unpacks them there; apt would drop root's rights and could not write there then.
unpack_here() {
  (cd "$work" && apt-get download -qq -o APT::Sandbox::User=root "$@" && dpkg -x ./*.deb .)
}

# Gives the folder RESULT its name; another run may have finished first, and then its result is as good as ours.
place_result() {
  chmod 755 "$1"
  mv -T "$1" "$folder" 2>/dev/null || [[ -d $folder ]] || { echo "${0##*/}: $folder is in the way" >&2; exit 1; }
}
