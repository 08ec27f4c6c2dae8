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
                                    without this file is not a backup
    <cluster>/<set>/*.zip           volumes: ordinary ZIP files

Inside the volumes (names are percent-encoded):

    schema/<schema>/<kind>.<name>.sql     SQL for the stock client
    data/<schema>/<table>/<chunk>.tsv.zst rows, as LOAD DATA reads them
    ....idx                               index of the compressed blocks;
                                          not needed here

One table by hand, shard s0, schema shop, table order_0:

    unzip -o 's0.*.zip' 'schema/shop/*' 'data/shop/order_0/*' -d out
    mysql -e 'CREATE DATABASE shop'
    mysql shop < out/schema/shop/table.order_0.sql
    for f in out/data/shop/order_0/*.tsv.zst; do
      zstd -dc "$f" > rows.tsv
      mysql --local-infile=1 shop -e "
        SET time_zone = '+00:00',
            sql_mode = 'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES',
            foreign_key_checks = 0;
        LOAD DATA LOCAL INFILE 'rows.tsv' INTO TABLE order_0
        CHARACTER SET binary (id, ...);"
    done

The list of columns, in the order of the file, is in manifest.json under
shards / tables / columns. It can be left out for tables without generated
and invisible columns. JSON columns of MySQL are read as
"(id, @j) SET doc = CONVERT(@j USING utf8mb4)".

To check the manifest: sha256sum -c manifest.sha256
To check a volume: its SHA-256 is in manifest.json under volumes.
`;
}
