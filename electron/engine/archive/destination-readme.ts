/** The text of README.txt: how to get data out of this folder with stock tools, should Shardkeep not be at hand. */
export function destinationReadme(): string {
  return `Shardkeep destination
=====================

This folder holds backups of sharded MySQL and MariaDB systems. Shardkeep
restores them with:

    shardkeep list --from .
    shardkeep restore --from . --id SET --cluster cluster.json

Everything can also be read without Shardkeep, with unzip, zstd and the
server's own client.

    <cluster>/<set>/manifest.json   what the set holds and where; a set
                                    without this file is not a backup,
                                    unless it has lost it: then
                                    manifest.json.copy, the same bytes, can
                                    take its place
    <cluster>/<set>/*.zip           volumes: ordinary ZIP files

Inside the volumes (names are percent-encoded):

    schema/<schema>/<kind>.<name>.sql     SQL for the stock client
    data/<schema>/<table>/<chunk>.tsv.zst rows, as LOAD DATA reads them
    accounts/accounts.sql                 accounts and grants, where they were
                                          asked for, with password hashes:
                                          keep such a set like passwords
    ....idx                               index of the compressed blocks;
                                          not needed here

One table by hand: shard s0, schema shop, table order_0, in the set's folder
(where a volume does not hold it, unzip says so and goes on):

    sha256sum -c manifest.sha256
    unzip -p 's0.*.zip' schema/shop/database.shop.sql | mysql --binary-mode
    unzip -p 's0.*.zip' schema/shop/table.order_0.sql |
      mysql --binary-mode shop
    unzip -p 's0.*.zip' 'data/shop/order_0/*.zst' | zstd -dc > rows.tsv
    mysql --local-infile=1 shop -e "
      SET time_zone = '+00:00', foreign_key_checks = 0,
          sql_mode = 'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES';
      LOAD DATA LOCAL INFILE 'rows.tsv' INTO TABLE order_0
      CHARACTER SET binary (id, ...);"

The columns in brackets, in the order of the file, are in manifest.json under
shards / tables / columns; generated columns are not among them. Columns of
type JSON (MySQL), UUID and INET (MariaDB) are read as
"(@i, @j) SET id = @i, doc = CONVERT(@j USING utf8mb4)", columns marked
"as": "number" from CAST(@e AS UNSIGNED); fields marked "as": "json-types"
are left out by giving an @name of their own. Sets written without
compression have .tsv entries: leave zstd out. The SQL of triggers, views and
routines runs after that of the tables, in the order of manifest.json.

Tables with "history": true in manifest.json (MariaDB) need one more setting,
system_versioning_insert_history = 1. MariaDB 11.5 moved the moment at which
their current rows end. From an older server to 11.5 or newer it must be
exchanged, or every row is history:

    sed -i 's/\\t2038-01-19 03:14:07\\.999999$/\\t2106-02-07 06:28:15.999999/' \\
      rows.tsv

and the other way round from 11.5 or newer to an older server. Nothing
exchanges it in the binary log: do not apply that across this border with
mariadb-binlog.

Entries that manifest.json lists under volumes / unused are left over from
a run that was interrupted: leave them out (unzip -x).

All volumes of the shard must be there: manifest.json lists them, with the
SHA-256 of each, under volumes. Otherwise rows are missing.
`;
}
