import type { FailureCode } from './failure.ts';

/**
 * Every failure that somebody can meet who runs Shardkeep, as a fact: its reason, and what the reason is about. These are
 * the English words; hosts add what depends on them (an option of the command line, a control of a page), so no sentence
 * here names either. Where `next` is absent, it is such a way out, or the words for the code say enough.
 */

/** What is safe after a failure. */
export const safetyWords = {
  'nothing-written': 'Nothing was written.',
  'nothing-touched': 'Nothing was touched.',
  'nothing-changed': 'Nothing was changed.',
  'nothing-created': 'Nothing was created.',
  'folder-untouched': 'Nothing in the folder was touched.',
  'earlier-sets': 'Sets that were complete before are untouched; this one is not a backup.',
  'earlier-restorable': 'Sets that were complete before are untouched and can be restored.',
  'other-chains': 'Full sets, and chains without this set, can be restored.',
  'servers-alone': 'The servers’ data is not concerned.',
  'server-data': 'The server’s data is not concerned, and sets that were complete before are untouched.',
  'statement-not-run': 'Nothing of this statement was run: without the variable it could mean something else.',
  'servers-as-before':
    'The servers are as they were. Sets that were complete before are untouched; this one is not a backup.',
  'locks-ended':
    'Locks on the servers ended with their connections. Sets that were complete before are untouched; this one is not a backup.',
  'locks-released': 'All locks were released at once; the servers run as before.',
  'partly-restored': 'The backup is untouched. The targets hold a part of it.',
  'maybe-partly-restored': 'The backup is untouched. The targets may hold a part of it.',
  'chunk-rolled-back': 'The chunk was rolled back.',
  'replayed-before': 'Everything before this transaction is applied, nothing of it and of what follows it.',
  'others-replayed': 'All tables that roll back are exactly as they were before this transaction.',
  'set-not-completed': 'The set was not completed, so that nobody relies on it.',
  'practice-cleared': 'What was made on the practice targets is gone again; the backup is untouched.',
  'volumes-readable': 'Volumes can still be opened with unzip; README.txt in the destination says how.',
  'other-run': 'That run is not disturbed, and nothing was written by this one.',
  'other-jobs': 'They are not disturbed.',
  'other-app': 'It is not disturbed.',
  'nothing-else': 'Nothing else is affected.',
  'jobs-go-on': 'Jobs that run in it go on without this page.',
} as const;
export type Safety = keyof typeof safetyWords;

export interface ReasonWords {
  readonly code: FailureCode;
  readonly message: string;
  readonly safety?: Safety;
  readonly next?: string;
}

/** By what they concern: servers, what was asked for, destinations and their files, the target, the app itself. */
export const failureWords = {
  // ------------------------------------------------------------------------------------------ servers
  'nothing-answers': {
    code: 'unreachable',
    message: '{{shard}}: nothing answers on {{server}}.',
    next: 'Check that the server runs and that host and port are right.',
  },
  'unknown-host': {
    code: 'unreachable',
    message: '{{shard}}: the name {{host}} is not known.',
    next: 'Check the spelling of the host, or the name server of this computer.',
  },
  'no-answer-in-time': {
    code: 'unreachable',
    message: '{{shard}}: {{server}} did not answer in time.',
    next: 'Check the network, a firewall between this computer and the server, and the server’s bind-address.',
  },
  'slow-answer': {
    code: 'unreachable',
    message: '{{shard}}: {{server}} did not answer in time.',
    next: 'Check the network, and whether the server is overloaded or waits for a lock.',
  },
  'too-many-connections': {
    code: 'unreachable',
    message: '{{shard}}: {{server}} has no free connection left.',
    next: 'Try again later, or raise max_connections.',
  },
  'no-tls': { code: 'unreachable', message: '{{shard}}: {{server}} does not offer TLS.' },
  'password-in-clear': {
    code: 'access-denied',
    message:
      '{{shard}}: {{server}} asks for the password itself over a connection that is not encrypted. It was not sent.',
    next: 'Switch TLS on at the server.',
  },
  'tls-too-old': {
    code: 'unreachable',
    message:
      '{{shard}}: {{server}} offers TLS, but no agreement was reached: it may know versions before TLS 1.2 only.',
    next: 'Enable TLS 1.2 or later on the server.',
  },
  'tls-only': { code: 'access-denied', message: '{{shard}}: {{server}} accepts encrypted connections only.' },
  'untrusted-certificate': {
    code: 'unreachable',
    message: '{{shard}}: the certificate of {{server}} cannot be trusted.',
  },
  'certificate-out-of-date': {
    code: 'unreachable',
    message: '{{shard}}: the certificate of {{server}} is not valid today.',
    next: 'Renew it on the server, and check the clocks of the server and of this computer.',
  },
  'certificate-of-another': {
    code: 'unreachable',
    message: '{{shard}}: the certificate of {{server}} is valid, but not for {{host}}.',
    next: 'Use a name that is in the certificate (subjectAltName) as host, or give the server one with this name. If neither is expected, somebody else may be answering.',
  },
  'password-too-long': {
    code: 'access-denied',
    message: '{{shard}}: the password is too long to be given to {{server}} over a connection that is not encrypted.',
    next: 'Switch TLS on for this shard, or choose a password of at most 200 bytes.',
  },
  'closed-while-connecting': {
    code: 'unreachable',
    message: '{{shard}}: {{server}} closed the connection before it was made.',
    next: 'Check that the server is up and not just stopping, that max_connections is not reached, and that no other service listens on this port.',
  },
  'tls-file-unreadable': {
    code: 'bad-input',
    message: 'The TLS file {{path}} of shard {{shard}} cannot be read.',
  },
  'not-a-database-server': {
    code: 'unreachable',
    message: '{{shard}}: {{server}} answered, but not as a MySQL or MariaDB server.',
    next: 'Check host and port; another service may listen there.',
  },
  'wrong-password': {
    code: 'access-denied',
    message: '{{shard}}: {{server}} refuses user "{{user}}" with this password.',
    next: 'Check user and password. An account may also be limited to other client hosts, or to encrypted connections (REQUIRE SSL); one that needs a certificate of the client’s own (REQUIRE X509) cannot be used.',
  },
  'host-not-allowed': {
    code: 'access-denied',
    message: '{{shard}}: {{server}} does not accept connections from this computer.',
    next: "Create the account for this computer’s address, for example 'user'@'%'.",
  },
  'host-blocked': {
    code: 'access-denied',
    message: '{{shard}}: {{server}} does not accept connections from this computer.',
    next: 'Run FLUSH HOSTS on the server after too many failed attempts.',
  },
  'login-method': {
    code: 'access-denied',
    message: '{{shard}}: the account "{{user}}" logs in by a method that is not supported.',
    next: 'Use an account with caching_sha2_password, sha256_password or mysql_native_password.',
  },
  'connection-refused': { code: 'access-denied', message: '{{shard}}: {{server}} refused the connection.' },
  'connection-lost': {
    code: 'connection-lost',
    message: '{{shard}} closed the connection.',
    next: 'Check that the server is up, then start the run again.',
  },
  'line-dead': {
    code: 'connection-lost',
    message:
      '{{shard}}: nothing has gone to {{server}} or come from it for {{seconds}} s, and asked by another connection it does not answer, or knows nothing of the first one.',
    next: 'Check the network and that the server is up, then start the run again.',
  },
  'result-silent': {
    code: 'connection-lost',
    message:
      '{{shard}}: {{server}} began an answer and has sent nothing more of it for {{seconds}} s, although it is up.',
    next: 'See what the server is doing (SHOW PROCESSLIST), then start the run again.',
  },
  'answer-without-end': {
    code: 'connection-lost',
    message:
      '{{shard}}: an answer of the server was given up after {{bytes}} bytes: it is larger than any that was asked for can be.',
    next: 'Make sure that this is the server you mean and that nobody is between it and this computer; use TLS with verify.',
  },
  'connection-lost-at': {
    code: 'connection-lost',
    message: '{{shard}} closed the connection while working on {{table}} (server restarted?).',
    next: 'Check that the server is up, then start the run again.',
  },
  'answer-damaged': {
    code: 'connection-lost',
    message: '{{shard}}: an answer of the server arrived damaged ({{cause}}).',
    next: 'Something on the way to the server alters bytes, such as a tunnel or a network card. Start the run again; if it happens again, use TLS.',
  },
  'lock-not-granted': {
    code: 'lock-timeout',
    message: '{{shard}} did not grant a lock in time.',
    next: 'Try again at a quieter time, or end the long statements on the server.',
  },
  'others-hold-locks': {
    code: 'lock-timeout',
    message: '{{shard}} did not grant the lock in time: others are in its way.',
    safety: 'locks-released',
    next: 'Try again at a quieter time, or end the long statements on the server.',
  },
  'held-too-long': {
    code: 'lock-timeout',
    message: '{{shard}} and the shards with it were too slow while their writers were held up, again and again.',
    safety: 'locks-released',
    next: 'Try again at a quieter time.',
  },
  'silent-while-locking': {
    code: 'lock-timeout',
    message: '{{shard}} did not answer in time while it was to be locked.',
    next: 'Check whether the server is overloaded, then start the run again.',
  },
  'statement-denied': {
    code: 'missing-privilege',
    message: '{{shard}}: the account "{{user}}" may not do this: {{cause}}.',
    next: 'Give the account what it lacks, then try again.',
  },
  'statement-refused': { code: 'server', message: '{{shard}} refused a statement: {{cause}}' },
  'may-not-lock': {
    code: 'missing-privilege',
    message: '{{shard}}: the account "{{user}}" may not lock the shard.',
    next: 'Allow one of these: GRANT RELOAD ON *.* TO {{account}}; or GRANT LOCK TABLES, SELECT ON *.* TO {{account}};',
  },
  'sees-no-schema': {
    code: 'missing-privilege',
    message: '{{shard}}: the account "{{user}}" sees no schema.',
    next: 'Allow it to read what is to be backed up: {{grant}}',
  },
  'may-not-skip-binlog': {
    code: 'missing-privilege',
    message: '{{shard}}: the account "{{user}}" may not switch the binary log off.',
    next: 'Grant {{privilege}} on *.* to it.',
  },
  'definition-hidden': {
    code: 'missing-privilege',
    message: 'The account may not read the definition: the server returned NULL.',
  },
  'charset-of-text': {
    code: 'server',
    message: '"{{text}}" cannot be written in the character set {{charset}} of the object.',
  },
  'mixed-charsets': {
    code: 'server',
    message: 'The server mixes character sets in the definition of {{name}}.',
  },
  // ------------------------------------------------------------------------------------------ what was asked for
  'no-matching-schema': {
    code: 'bad-input',
    message: '{{shard}} has no schema that matches {{schemas}}.',
    next: 'Check the schemas of this shard and the account’s privileges: schemas it may not see do not exist for it.',
  },
  'nothing-to-back-up': {
    code: 'bad-input',
    message: 'No shard has a schema to back up.',
    next: 'Check the schemas of the shards and the account’s privileges: schemas it may not see do not exist for it.',
  },
  'same-server-twice': {
    code: 'bad-input',
    message: '{{one}} and {{other}} are the same server and both have the schema "{{schema}}".',
    next: 'Give each shard its own server, or schemas of its own.',
  },
  'several-servers': {
    code: 'bad-input',
    message:
      '{{shard}}: {{server}} leads to different servers: one connection reached {{one}}, another {{other}}. Rows of both would be mixed, and a lock on one would not hold the other.',
    next: 'Give the address of one server, and not of a load balancer, of an endpoint for readers or of a name with several addresses.',
  },
  'server-restarted': {
    code: 'connection-lost',
    message: '{{shard}}: {{server}} was started anew while the run was at work, or a copy of it answers there now.',
    next: 'Start the run again. If it happens again, give the address of one server, and not one that several share.',
  },
  'nothing-matches': { code: 'bad-input', message: 'Nothing in the set {{id}} matches {{choice}}.' },
  'unknown-set-shard': {
    code: 'bad-input',
    message: '"{{name}}" is not a shard of the set.',
    next: 'Known are: {{known}}.',
  },
  'unknown-target': {
    code: 'bad-input',
    message: '"{{name}}" is not a shard of the target cluster.',
    next: 'Known are: {{known}}.',
  },
  'unknown-schema': {
    code: 'bad-input',
    message: '"{{name}}" is not a schema of the set.',
    next: 'Known are: {{known}}.',
  },
  'server-schema': {
    code: 'bad-input',
    message: 'The schema {{schema}} is the server’s own: no restore writes to it, and no backup of Shardkeep holds it.',
    next: 'Where the set says so, it is not as it was written: take it from another copy, or choose what to restore without this schema. Where it is a new name that was asked for, choose another.',
  },
  'no-target': {
    code: 'bad-input',
    message: 'The set’s shard {{shard}} has no target: the target cluster has no shard of that name.',
  },
  'same-place': {
    code: 'bad-input',
    message: '{{one}} and {{other}} would both become {{becomes}} on {{target}}.',
  },
  'cluster-name-taken': {
    code: 'bad-input',
    message: 'Another cluster is already named "{{name}}".',
    next: 'Choose another name.',
  },
  'shard-name-taken': {
    code: 'bad-input',
    message: '"{{name}}" is already the name of another shard.',
    next: 'Choose another name.',
  },
  'password-again': {
    code: 'bad-input',
    message: '{{name}}: the kept password belongs to another server, or to a connection that is better protected.',
    next: 'Enter the password again.',
  },
  'cluster-gone': {
    code: 'not-found',
    message: 'This cluster is no longer there.',
    next: 'Choose another cluster.',
  },
  'path-not-whole': {
    code: 'bad-input',
    message: 'Give the whole path of the folder.',
    next: 'For example {{example}}.',
  },
  'no-folder-dialog': {
    code: 'bad-input',
    message: 'There is no folder dialog here.',
    next: 'Type the path of the folder.',
  },
  'folder-not-remembered': {
    code: 'bad-input',
    message: '{{path}} is in no destination that was used here, and is not shown.',
    next: 'Choose the destination on Backups first.',
  },
  'folder-not-shown': {
    code: 'bad-input',
    message: 'Folders cannot be shown from the browser.',
    next: 'The path is {{path}}.',
  },
  // ------------------------------------------------------------------------------------------ destinations
  'lock-not-a-file': {
    code: 'destination',
    message:
      '{{path}}, where a run says that it writes here, is not an ordinary file, but a link, a pipe, a device or a folder. It was not opened, and nothing was written.',
    next: 'Find out who put it there, delete it, and start again.',
  },
  'destination-busy': {
    code: 'busy',
    message: 'Another run writes to this destination.',
    safety: 'other-run',
    next: 'Wait until it has ended. If it cannot be running any more, delete {{path}}.',
  },
  'destination-busy-since': {
    code: 'busy',
    message: 'Another run writes to this destination ({{doing}} on {{host}} since {{since}}).',
    safety: 'other-run',
    next: 'Wait until it has ended. If that computer is gone for good, delete {{path}}.',
  },
  'destination-taken': {
    code: 'busy',
    message: 'Another run took this destination at the same moment.',
    next: 'Start the run again when it has ended.',
  },
  'holds-other-things': {
    code: 'destination',
    message: '{{folder}} holds other things ({{names}}).',
    safety: 'folder-untouched',
    next: 'Choose an empty folder, or a new folder inside this one.',
  },
  'not-a-destination': {
    code: 'destination',
    message: '{{folder}} is not a Shardkeep destination: it has no {{marker}}.',
    next: 'Choose the folder that backups were written to, not one inside it, and check that the right drive is connected.',
  },
  'marker-unreadable': {
    code: 'destination',
    message: '{{path}} cannot be read as a destination’s marker.',
    safety: 'folder-untouched',
    next: 'Restore the file from another copy of the destination, or choose another folder.',
  },
  'newer-destination': {
    code: 'newer-format',
    message: '{{folder}} was written by a newer version of Shardkeep.',
    safety: 'folder-untouched',
    next: 'Update Shardkeep to use this destination.',
  },
  'link-not-folder': {
    code: 'destination',
    message: '{{path}} is a link to another folder. Backups are neither written nor read through links.',
    safety: 'folder-untouched',
    next: 'Choose the folder itself as the destination, or move what is behind the link into its place.',
  },
  'not-an-ordinary-file': {
    code: 'damaged',
    message: '{{path}} is not an ordinary file, but a link, a pipe, a device or a folder: it was not opened.',
    next: 'Find out who put it there, and put the file itself in its place.',
  },
  'file-beyond-limit': {
    code: 'damaged',
    message: 'The file has {{bytes}} bytes, and such a file is read up to {{limit}}.',
    next: 'Check that it is the right file; take it from another copy if it was altered.',
  },
  'file-not-folder': { code: 'destination', message: '{{folder}} is a file, not a folder.', next: 'Choose a folder.' },
  'not-a-folder': { code: 'destination', message: '{{folder}} is not a folder.', next: 'Choose a folder.' },
  'cannot-create-folder': {
    code: 'destination',
    message: '{{folder}} cannot be created.',
    next: 'Choose a folder that this user may write to.',
  },
  'no-parent-folder': {
    code: 'destination',
    message: 'The folder {{folder}} is not there.',
    safety: 'nothing-created',
    next: 'Connect the drive, or create the folder first.',
  },
  'destination-gone': {
    code: 'destination',
    message: '{{path}} was a destination before, and what was in it is not there now.',
    safety: 'nothing-touched',
    next: 'Connect the drive. If the folder was emptied on purpose, take it off the list of destinations first.',
  },
  'no-permission': {
    code: 'destination',
    message: '{{path}} cannot be written: no permission.',
    next: 'Choose a folder that this user may write to.',
  },
  'read-only-disk': {
    code: 'destination',
    message: '{{path}} cannot be written: the disk is read-only.',
    next: 'Choose a folder that this user may write to.',
  },
  'path-not-there': {
    code: 'destination',
    message: '{{path}} is not there.',
    next: 'Check that the drive or network disk is connected.',
  },
  'drive-silent': {
    code: 'destination',
    message: '{{path}} does not answer.',
    next: 'Check that the drive or network disk is connected and without errors, then look again.',
  },
  'disk-stopped': {
    code: 'destination',
    message: 'The disk stopped answering at {{path}}.',
    safety: 'earlier-sets',
    next: 'Connect the drive again, check it for errors, then run the backup again.',
  },
  'disk-error': {
    code: 'destination',
    message: '{{path}} cannot be used.',
    next: 'Check that the drive is connected and without errors, or choose another folder.',
  },
  'disk-full': {
    code: 'no-space',
    message: 'The disk is full: {{name}} could not be written in {{folder}}.',
    safety: 'earlier-sets',
    next: 'Free space or choose another destination, then run the backup again.',
  },
  'file-too-large': {
    code: 'no-space',
    message: 'The file system does not take a file as large as {{name}}.',
    safety: 'earlier-sets',
  },
  'name-too-long': {
    code: 'bad-input',
    message: 'The file system does not take a name as long as {{name}}.',
    next: 'Choose shorter names for the cluster and its shards; a Chinese character takes nine letters of a file name.',
  },
  'row-too-large': { code: 'server', message: 'A single row is larger than the largest volume (4 GiB).' },
  // ------------------------------------------------------------------------------------------ sets and their files
  'no-such-set': { code: 'not-found', message: '{{folder}} holds no set {{id}}.' },
  'cluster-lost': {
    code: 'damaged',
    message: 'No set of {{cluster}} is here any more. The newest that was complete here was {{id}}.',
    safety: 'servers-alone',
    next: 'Look for the sets on another copy of this drive, and take a full backup now. If somebody deleted them on purpose, delete {{file}} too.',
  },
  'nothing-half-restored': {
    code: 'not-found',
    message: 'Nothing is written down beside {{id}} that a restore has left half done.',
    next: 'Look which set it is: list names what is half restored and from which set.',
  },
  'no-sets': { code: 'not-found', message: '{{folder}} holds no sets.' },
  'no-complete-set': { code: 'not-found', message: '{{folder}} holds no complete set.' },
  'no-complete-set-of': { code: 'not-found', message: '{{folder}} holds no complete set of {{cluster}}.' },
  'set-interrupted': {
    code: 'not-found',
    message: 'The set {{id}} was interrupted and is not a backup: it has no manifest.',
  },
  'set-finished': {
    code: 'bad-input',
    message: 'The set {{id}} is complete: there is nothing to finish.',
    safety: 'nothing-changed',
  },
  'resume-other-cluster': {
    code: 'bad-input',
    message: '{{id}} is a set of the cluster {{was}} and not of {{cluster}}.',
    safety: 'nothing-changed',
    next: 'Finish it with the cluster that it was begun with.',
  },
  'resume-other-shards': {
    code: 'bad-input',
    message: '{{id}} was begun with the shards {{was}}; the cluster has {{is}}.',
    safety: 'nothing-changed',
    next: 'Finish it with the shards that it was begun with, or take a new full backup.',
  },
  'resume-asked-otherwise': {
    code: 'bad-input',
    message: 'The journal of the set {{id}} says that it was begun with {{was}}; now it is asked for with {{is}}.',
    safety: 'nothing-changed',
    next: 'If it was begun so, ask for it in the same way. If not, somebody has changed the journal: take a new full backup.',
  },
  'resume-not-full': {
    code: 'bad-input',
    message: '{{id}} is not a full set: it holds nothing that would save time.',
    safety: 'nothing-changed',
    next: 'Take a new one instead. Nothing builds on an interrupted set, and its folder can be deleted.',
  },
  'journal-missing': {
    code: 'damaged',
    message: 'The set {{id}} has no journal: nothing says what in its volumes is whole.',
    safety: 'earlier-sets',
    next: 'Take a new full backup. The folder of this one can be deleted.',
  },
  'journal-damaged': {
    code: 'damaged',
    message: 'The journal of the set {{id}} cannot be read: line {{line}} is not as it was written.',
    safety: 'earlier-sets',
    next: 'Take a new full backup. The folder of this one can be deleted.',
  },
  'journal-older': {
    code: 'bad-input',
    message: 'The set {{id}} was begun by a version whose journal does not say how to finish it.',
    safety: 'nothing-changed',
    next: 'Take a new full backup. The folder of this one can be deleted.',
  },
  'several-clusters': {
    code: 'bad-input',
    message: '{{folder}} holds sets of several clusters, and none is named {{cluster}}.',
    next: 'Say which set is meant. The newest are {{newest}}.',
  },
  'newer-set-format': {
    code: 'newer-format',
    message: 'The set was written by a newer version of Shardkeep (format {{format}}, this version reads {{reads}}).',
    safety: 'nothing-touched',
    next: 'Update Shardkeep to read this set.',
  },
  'manifest-unreadable': {
    code: 'damaged',
    message: 'The manifest cannot be read, so the set cannot be used: {{cause}}.',
    safety: 'volumes-readable',
    next: 'Take manifest.json from another copy of the set, or restore from another set.',
  },
  'manifest-altered': {
    code: 'damaged',
    message: 'The manifest has been altered, so the set cannot be used: its SHA-256 is not the one in {{file}}.',
    safety: 'volumes-readable',
    next: 'Take manifest.json from another copy of the set, or restore from another set.',
  },
  'manifest-elsewhere': {
    code: 'damaged',
    message: 'The manifest is that of the set {{id}} of the cluster {{cluster}}, and does not belong into this folder.',
    safety: 'nothing-touched',
    next: 'Put the folder back where it was, under the names that the manifest says.',
  },
  'manifest-lost': {
    code: 'damaged',
    message: 'manifest.json is missing and so is its copy, although the set was complete: it cannot be used.',
    safety: 'volumes-readable',
    next: 'Take manifest.json from another copy of the set, or restore from another set.',
  },
  'manifest-lost-copied': {
    code: 'damaged',
    message: 'manifest.json is missing. {{copy}} is whole and was used in its place.',
    next: 'Verify the set, and copy {{copy}} to manifest.json when all else is whole.',
  },
  'manifest-damaged-copied': {
    code: 'damaged',
    message: 'manifest.json is damaged. {{copy}} is whole and was used in its place.',
    next: 'Verify the set, and copy {{copy}} to manifest.json when all else is whole.',
  },
  'manifest-hash-lost': {
    code: 'damaged',
    message: '{{file}} is missing or damaged; the manifest and its copy are alike and were used.',
    next: 'Verify the set: a volume that was damaged too would be found.',
  },
  'manifest-copy-damaged': {
    code: 'damaged',
    message: 'The copy of the manifest is not what was written. The manifest itself is whole.',
    next: 'Copy manifest.json over it: it stands in when that is lost.',
  },
  'entry-beyond-limit': {
    code: 'damaged',
    message: 'The entry {{entry}} has {{bytes}} bytes, and such an entry is read up to {{limit}}.',
  },
  'block-beyond-limit': {
    code: 'damaged',
    message: 'A block is recorded with {{bytes}} bytes, more than a block can have.',
  },
  'memory-short': {
    code: 'no-space',
    message:
      'A piece of {{bytes}} bytes has to be held in memory as a whole, and this computer has {{left}} bytes left.',
    next: 'Close other programs, or do it on a computer with more memory. A row or a log event has up to 1 GiB; where no table of yours has such rows, make sure who wrote the set, or that the server is the one you mean.',
  },
  'volume-missing': {
    code: 'damaged',
    message: 'The file is missing.',
    next: 'Look for the file on other copies of this destination; what other volumes hold can still be restored.',
  },
  'volume-unreadable': { code: 'damaged', message: 'The file cannot be read: {{cause}}' },
  'volume-length': { code: 'damaged', message: 'The file has {{bytes}} bytes where {{written}} were written.' },
  'volume-altered': { code: 'damaged', message: 'The file has been altered: its SHA-256 differs.' },
  'volume-directory': { code: 'damaged', message: 'The volume’s directory cannot be read: {{cause}}.' },
  'volume-ends-early': { code: 'damaged', message: 'The volume ends within the entry {{entry}}.' },
  'volume-not-listed': { code: 'damaged', message: 'Its volume {{volume}} is not listed in the manifest.' },
  'volume-outside': {
    code: 'damaged',
    message:
      'The manifest names a volume {{volume}}, which no file of the set’s folder can be called. It was not looked at.',
    next: 'Somebody has altered the manifest: take the set from another copy.',
  },
  'stray-file': { code: 'damaged', message: 'The manifest does not know this file.' },
  'stray-entry': { code: 'damaged', message: 'The manifest does not know this entry.' },
  'entry-missing': { code: 'damaged', message: 'The entry {{entry}} is missing.' },
  'entry-altered': { code: 'damaged', message: 'The content of the entry {{entry}} differs from what was written.' },
  'entry-not-plain': { code: 'damaged', message: 'The entry {{entry}} is not stored plainly.' },
  'entry-twice': { code: 'damaged', message: 'The entry {{entry}} occurs twice.' },
  'entry-length': {
    code: 'damaged',
    message: 'The entry {{entry}} has {{bytes}} bytes where its index accounts for {{indexed}}.',
  },
  'entry-no-event': { code: 'damaged', message: 'The entry does not hold a CREATE EVENT as servers print it.' },
  'entry-no-database': { code: 'damaged', message: 'The entry does not hold a CREATE DATABASE statement.' },
  'index-unreadable': { code: 'damaged', message: 'A frame index is not readable.' },
  'index-differs': { code: 'damaged', message: 'The index of the entry {{entry}} does not agree with the manifest.' },
  'block-undecodable': { code: 'damaged', message: 'A compressed block cannot be decoded: {{cause}}.' },
  'block-length': {
    code: 'damaged',
    message: 'A compressed block has {{bytes}} bytes where {{recorded}} were recorded.',
  },
  'block-cut': { code: 'damaged', message: 'A block of the entry {{entry}} does not end at the end of a row.' },
  'block-rows': { code: 'damaged', message: 'A block has {{rows}} rows where {{recorded}} were recorded.' },
  'field-escaped': {
    code: 'damaged',
    message: 'A row is not in the form that Shardkeep writes: the set has been altered.',
  },
  'rows-altered': { code: 'damaged', message: 'Its rows are not those that were read: their SHA-256 differs.' },
  'chunks-sum': { code: 'damaged', message: 'Its chunks do not add up to its rows.' },
  'parts-sum': { code: 'damaged', message: 'The parts of chunk {{chunk}} do not add up to its rows.' },
  'json-member': { code: 'damaged', message: 'A JSON value has no member for its type "{{type}}".' },
  'definition-altered': {
    code: 'damaged',
    message: 'The definition of {{name}} in the set is not the one that was written.',
    next: 'Verify the set to see what else is damaged, and take the volume from another copy.',
  },
  'table-altered': {
    code: 'damaged',
    message: 'The rows of {{table}} in the set are not those that were read: their SHA-256 differs.',
    safety: 'chunk-rolled-back',
    next: 'Verify the set to see what else is damaged, and take the volume from another copy.',
  },
  'restore-note-unreadable': {
    code: 'bad-input',
    message:
      '{{shard}} holds an interrupted restore that this version cannot read: the note in {{table}} is of another version, or was changed.',
    safety: 'nothing-touched',
    next: 'Finish that restore with the version that began it, or drop {{table}} and restore everything anew.',
  },
  'set-damaged': {
    code: 'damaged',
    message: 'What would be replaced cannot be restored whole, since the set is damaged.',
    safety: 'nothing-written',
  },
  // ------------------------------------------------------------------------------------------ binary logs and chains
  'chain-broken': {
    code: 'chain-broken',
    message: '{{shard}}: no incremental backup can follow: {{why}}.',
    safety: 'earlier-restorable',
  },
  'no-parent': {
    code: 'not-found',
    message: '{{folder}} holds no full set of {{cluster}} that another set could build on.',
    safety: 'nothing-written',
    next: 'Take a full backup first.',
  },
  'prove-not-full': {
    code: 'bad-input',
    message: '{{id}} is no full set: only a full set holds the rows that an older chain has to give.',
    safety: 'nothing-written',
    next: 'Name a full set.',
  },
  'prove-no-position': {
    code: 'bad-input',
    message: '{{id}} does not say exactly where in the binary log of {{shard}} its rows are from.',
    safety: 'nothing-written',
    next: 'Prove the chain with a full set that was taken with the binary log on and RELOAD granted.',
  },
  'prove-no-chain': {
    code: 'not-found',
    message: 'There is no older full set of the same shards in front of {{id}}.',
    safety: 'nothing-written',
    next: 'A chain is proven by the full set behind it: take another full set later, and prove then.',
  },
  'prove-log-missing': {
    code: 'chain-broken',
    message: 'No set holds the log from the end of the older chain ({{last}}) to {{id}}, so they cannot be compared.',
    safety: 'nothing-written',
    next: 'While the servers still have that log, take one more incremental set that builds on {{last}}, and prove again.',
  },
  'practice-taken': {
    code: 'target-not-empty',
    message: '{{target}} has schemas that the proof would make: {{schemas}} ({{count}}).',
    safety: 'nothing-written',
    next: 'Use a server that has none of them, or other names. If a proof that was killed has left them, drop them.',
  },
  'practice-unmarked': {
    code: 'target-not-empty',
    message:
      'The schema {{schema}} on {{target}} is empty and does not bear the mark of this proof: somebody else may have made it meanwhile.',
    next: 'Drop it by hand if it is nobody’s.',
  },
  'practice-left': {
    code: 'server',
    message:
      'The proof ended early ({{cause}}), and what it had made on {{target}} could not all be taken away: {{names}}.',
    next: 'Drop it by hand when the server answers.',
  },
  'base-other-cluster': {
    code: 'bad-input',
    message: '{{id}} is a set of the cluster {{was}} and not of {{cluster}}.',
    safety: 'nothing-written',
    next: 'Name a set of {{cluster}}.',
  },
  'parent-missing': {
    code: 'damaged',
    message: '{{id}} builds on {{parent}}, which is not there.',
    safety: 'other-chains',
    next: 'Bring {{parent}} back from another copy of the destination, or restore another set.',
  },
  'parent-unreadable': {
    code: 'damaged',
    message: '{{id}} builds on {{parent}}, which is not readable.',
    safety: 'other-chains',
    next: 'Bring {{parent}} back from another copy of the destination, or restore another set.',
  },
  'position-hidden': {
    code: 'missing-privilege',
    message: '{{shard}}: the position in the binary log cannot be read.',
    next: 'Give the account what it lacks, then try again.',
  },
  'position-too-large': {
    code: 'server',
    message: '{{shard}}: position {{position}} in {{file}} is too large to be asked for.',
    next: 'Take a full backup; binary log files beyond 4 GiB come from single transactions of that size.',
  },
  'log-ends-early': {
    code: 'damaged',
    message: '{{shard}}: the binary log ends at {{at}} and not at {{until}}.',
    safety: 'earlier-sets',
    next: 'Run the backup again; if it happens again, take a full backup.',
  },
  'log-damaged': {
    code: 'damaged',
    message: '{{shard}}: the binary log {{file}} is not whole at {{position}}: {{what}}.',
    safety: 'server-data',
    next: 'Take a full backup; check the server’s disk and its error log.',
  },
  'log-gap': {
    code: 'damaged',
    message:
      '{{shard}}: the binary log of this set begins at {{begins}}, and the one of the set before ends at {{ended}}.',
    safety: 'other-chains',
    next: 'Restore an earlier set of the chain.',
  },
  'instant-not-covered': {
    code: 'not-found',
    message: 'No backup in {{folder}} reaches {{at}}.',
    safety: 'nothing-written',
    next: 'What can be restored: {{windows}}.',
  },
  'gtid-not-found': {
    code: 'not-found',
    message: 'No stored binary log in {{folder}} behind a full backup holds the transaction {{gtid}}.',
    safety: 'nothing-written',
    next: 'What the logs hold: {{windows}}.',
  },
  'gtid-ambiguous': {
    code: 'bad-input',
    message: 'Several shards have a transaction {{gtid}}: {{shards}}.',
    safety: 'nothing-written',
    next: 'Put the shard in front of it, such as {{one}}/{{gtid}}.',
  },
  'no-such-mark': {
    code: 'not-found',
    message: 'No restore mark in {{folder}} is called “{{name}}”.',
    safety: 'nothing-written',
    next: 'Marks that are there: {{marks}}.',
  },
  'mark-ambiguous': {
    code: 'bad-input',
    message: 'Marks of several clusters are called “{{name}}”: {{clusters}}.',
    safety: 'nothing-written',
    next: 'Name a set whose chain has it.',
  },
  'mark-not-covered': {
    code: 'not-found',
    message: 'The logs of no backup reach the mark “{{name}}” ({{at}}).',
    safety: 'nothing-written',
    next: 'Take an incremental backup; it goes up to now. What can be restored: {{windows}}.',
  },
  'mark-off-chain': {
    code: 'not-found',
    message: 'The mark “{{name}}” ({{at}}) was taken where the chain of {{set}} has no log of {{shard}}.',
    safety: 'nothing-written',
    next: 'Restore to an instant or a set of this chain.',
  },
  'mark-unreadable': {
    code: 'damaged',
    message: 'This restore mark cannot be read: {{cause}}',
    next: 'Sets do not depend on it. Restore to its instant, or delete the file.',
  },
  'mark-exists': {
    code: 'bad-input',
    message: 'A mark of this cluster is called “{{name}}” already; it is of {{at}}.',
    safety: 'nothing-written',
    next: 'Choose another name.',
  },
  'mark-of-replicas': {
    code: 'bad-input',
    message:
      'The shards of {{cluster}} cannot be marked at one instant: {{shards}} are replicas, and nobody knows by how much they are behind.',
    safety: 'nothing-written',
    next: 'Mark the instant on the servers that they take their changes from.',
  },
  'mark-not-common': {
    code: 'missing-privilege',
    message:
      'The shards of {{cluster}} cannot be marked at one instant: an account may not hold commits back for a moment.',
    safety: 'nothing-written',
    next: 'Grant RELOAD, and try again.',
  },
  'event-altered': {
    code: 'damaged',
    message: 'An event of the binary log behind position {{position}} has been altered in {{entry}}.',
    next: 'Verify the set to see what else is damaged, and take the volume from another copy.',
  },
  'segment-altered': {
    code: 'damaged',
    message: 'It is not the binary log that was read: its SHA-256 differs.',
  },
  'block-events': { code: 'damaged', message: 'A block has {{events}} events where {{recorded}} were recorded.' },
  'log-event-damaged': { code: 'damaged', message: 'A binary log event is damaged: {{what}}.' },
  'log-event-misplaced': { code: 'damaged', message: 'A binary log event of type {{type}} {{what}}.' },
  'log-compressed-damaged': {
    code: 'damaged',
    message: 'A compressed event of the binary log is damaged: {{what}}.',
  },
  'log-transaction-damaged': {
    code: 'damaged',
    message: 'A compressed transaction of the binary log is damaged: {{what}}.',
  },
  'log-checksum-unknown': {
    code: 'damaged',
    message: 'The binary log uses checksum algorithm {{algorithm}}, which Shardkeep does not know.',
  },
  'log-variable-unknown': {
    code: 'server',
    message:
      'The binary log has a statement with session variable {{variable}}, which this version of Shardkeep does not know.',
    safety: 'statement-not-run',
    next: 'Use a newer version of Shardkeep, or restore to a point before this statement.',
  },
  'name-too-long-for-log': {
    code: 'bad-input',
    message: '"{{name}}" is too long for the name of a schema or table.',
  },
  // What a replay of a binary log meets. `transaction` is its identity, or where it begins.
  'replay-damaged': {
    code: 'damaged',
    message: '{{shard}}: the binary log is damaged at transaction {{transaction}}: {{what}}.',
    safety: 'replayed-before',
    next: 'Verify the backup, or restore to a point just before this transaction.',
  },
  'replay-refused': {
    code: 'server',
    message: '{{shard}}: the replay stops at transaction {{transaction}}, since {{why}}: {{statement}}',
    safety: 'replayed-before',
    next: 'Restore everything under its own name, choose what to restore so that the statement is inside or outside of it, or restore to a point just before this transaction.',
  },
  'replay-statement': {
    code: 'server',
    message:
      '{{shard}}: transaction {{transaction}} was logged as a statement instead of as rows, and may give other rows when it runs again: {{statement}}',
    safety: 'replayed-before',
    next: 'Restore to a point just before this transaction. On the source, set binlog_format=ROW and take a full backup.',
  },
  'replay-xa-unknown': {
    code: 'server',
    message:
      '{{shard}}: transaction {{transaction}} commits the XA transaction {{xid}}, which was prepared before the restored log begins.',
    safety: 'replayed-before',
    next: 'Restore to a point just before this transaction: its rows are not in the backup. Take a full backup while no XA transaction is prepared.',
  },
  'replay-beyond': {
    code: 'bad-input',
    message: '{{shard}} is already at {{file}} position {{position}}, behind the chosen point.',
    safety: 'nothing-changed',
    next: 'Restore the full backup again to get to an earlier point.',
  },
  'replay-uncertain': {
    code: 'difference',
    message:
      '{{shard}}: an earlier replay ended while it changed tables that do not roll back (MyISAM, Aria, MEMORY), in transaction {{transaction}}.',
    safety: 'others-replayed',
    next: 'Restore the full backup again: nobody can tell how much of the transaction is in those tables.',
  },
  'replay-differs': {
    code: 'difference',
    message: '{{shard}}: transaction {{transaction}} does not fit the rows that are there: {{cause}}',
    safety: 'replayed-before',
    next: 'Where the table has stored generated columns that the restore named as different, rows are not found by them: see there. Else something changed the rows since they were restored. Restore the tables again, restore to a point just before this transaction, or take a full backup.',
  },
  'replay-denied': {
    code: 'missing-privilege',
    message: '{{shard}}: the account may not replay transaction {{transaction}}: {{cause}}',
    safety: 'replayed-before',
    next: 'Grant the account what is missing (for a replay {{privileges}}, and the rights that the statements of the log need), then go on with the restore.',
  },
  'replay-no-space': {
    code: 'no-space',
    message: '{{shard}}: the target’s disk is full at transaction {{transaction}}: {{cause}}',
    safety: 'replayed-before',
    next: 'Make room on the target, then go on with the restore.',
  },
  'replay-cut-off': {
    code: 'connection-lost',
    message: '{{shard}} closed the connection while transaction {{transaction}} was replayed.',
    next: 'Check that the server is up, then go on with the restore: the replay knows how far it is.',
  },
  'replay-failed': {
    code: 'server',
    message: '{{shard}}: the server refused transaction {{transaction}}: {{cause}} {{statement}}',
    safety: 'replayed-before',
    next: 'Remove the cause and go on with the restore, or restore to a point just before this transaction.',
  },
  'replay-older-target': {
    code: 'server',
    message:
      '{{shard}}: the log is of version {{source}}, and this server, {{target}}, cannot run transaction {{transaction}}: {{cause}} {{statement}}',
    safety: 'replayed-before',
    next: 'Restore to a server of the log’s version or a newer one, or to a point just before this transaction.',
  },
  'replay-row-too-large': {
    code: 'server',
    message:
      '{{shard}}: a row of the log needs a statement of {{needed}} MiB, and the server accepts {{accepted}} MiB.',
    next: 'Set max_allowed_packet on the target to at least {{needed}} MiB, then go on with the restore. No server accepts more than 1024 MiB.',
  },
  'replay-not-allowed': {
    code: 'missing-privilege',
    message: '{{shard}}: the account "{{user}}" may not replay a binary log.',
    safety: 'nothing-changed',
    next: 'Run GRANT {{privilege}} ON *.* TO the account, then go on with the restore.',
  },
  'progress-altered': {
    code: 'target-not-empty',
    message:
      '{{shard}}: what the restore wrote down in {{table}} of how far it is has been changed by somebody else, or is an earlier state of it, put back or left by a crash of the server.',
    safety: 'partly-restored',
    next: 'Do not go on from there: restore everything anew and replace what is there.',
  },
  'replay-busy': {
    code: 'busy',
    message: 'Another replay of "{{id}}" runs on {{shard}}.',
    safety: 'nothing-changed',
    next: 'Wait until it has ended, or end its connection on the server: KILL {{connection}}.',
  },
  'replay-other-flavour': {
    code: 'bad-input',
    message: '{{shard}}: the log of a {{source}} server cannot be replayed on a {{target}} server.',
    safety: 'nothing-changed',
    next: 'Restore to a server of the same kind.',
  },
  'replay-collation-missing': {
    code: 'server',
    message: 'The target does not have the collation {{collation}} that a statement of the log uses.',
    safety: 'statement-not-run',
    next: 'Restore to a server of the same version or a newer one.',
  },
  'accounts-altered': {
    code: 'damaged',
    message: 'The accounts of {{shard}} in the set are not what was written.',
    next: 'Verify the set to see what else is damaged, and take the volume from another copy.',
  },
  'no-accounts': { code: 'bad-input', message: 'The set {{id}} holds no accounts.' },
  'sets-altered': {
    code: 'bad-input',
    message:
      'The set {{id}}, or one that it builds on, is not what was looked at before: somebody has changed it since.',
    safety: 'nothing-written',
    next: 'Look again, and read what is found before you start.',
  },
  // ------------------------------------------------------------------------------------------ the target
  'rows-missing': {
    code: 'server',
    message: 'The server took {{loaded}} of {{rows}} rows of {{table}}.',
    next: 'Look for rows with equal keys or values the target does not accept.',
  },
  'packet-too-small': {
    code: 'server',
    message: 'A row of {{table}} is larger than the server’s max_allowed_packet.',
    next: 'Raise max_allowed_packet on the target, or switch local_infile on.',
  },
  // ------------------------------------------------------------------------------------------ stopped by somebody
  'backup-cancelled': { code: 'cancelled', message: 'The backup was cancelled.', safety: 'servers-as-before' },
  'verify-cancelled': { code: 'cancelled', message: 'The check was cancelled.', safety: 'nothing-changed' },
  'proof-cancelled': { code: 'cancelled', message: 'The proof was cancelled.', safety: 'practice-cleared' },
  'restore-cancelled': { code: 'cancelled', message: 'The restore was cancelled.' },
  'run-stopped': { code: 'cancelled', message: 'The run was stopped.' },
  'inspection-stopped': { code: 'cancelled', message: 'The inspection was stopped.', safety: 'nothing-changed' },
  'cancelled-at-once': {
    code: 'cancelled',
    message: 'The run was cancelled before it had begun.',
    safety: 'nothing-changed',
  },
  // ------------------------------------------------------------------------------------------ the app itself
  'backup-crashed': {
    code: 'internal',
    message: 'The process that ran this backup ended unexpectedly.',
    safety: 'locks-ended',
    next: 'Finish this backup where that is offered: tables that are whole need not be read again. Else start it anew.',
  },
  'verify-crashed': {
    code: 'internal',
    message: 'The process that ran this check ended unexpectedly.',
    safety: 'nothing-changed',
    next: 'Start the check again.',
  },
  'restore-busy': {
    code: 'busy',
    message: 'Another restore is writing to {{schema}} on {{target}} (its connection {{connection}}).',
    next: 'Wait until it has ended, then run this one again.',
  },
  'restore-crashed': {
    code: 'internal',
    message: 'The process that ran this restore ended unexpectedly.',
    safety: 'maybe-partly-restored',
    next: 'Start the restore again and let it replace what is there.',
  },
  'backup-abandoned': {
    code: 'internal',
    message: 'Shardkeep was ended while this backup ran.',
    safety: 'locks-ended',
    next: 'Finish this backup where that is offered: tables that are whole need not be read again. Else start it anew.',
  },
  'verify-abandoned': {
    code: 'internal',
    message: 'Shardkeep was ended while this check ran.',
    safety: 'nothing-changed',
    next: 'Start the check again.',
  },
  'restore-abandoned': {
    code: 'internal',
    message: 'Shardkeep was ended while this restore ran.',
    safety: 'maybe-partly-restored',
    next: 'Start the restore again and let it replace what is there.',
  },
  'backup-killed': {
    code: 'cancelled',
    message: 'The backup was cancelled.',
    safety: 'locks-ended',
    next: 'Finish this backup where that is offered: tables that are whole need not be read again. Else start it anew.',
  },
  'verify-killed': {
    code: 'cancelled',
    message: 'The check was cancelled.',
    safety: 'nothing-changed',
    next: 'Start the check again.',
  },
  'restore-killed': {
    code: 'cancelled',
    message: 'The restore was cancelled.',
    safety: 'maybe-partly-restored',
    next: 'Start the restore again and let it replace what is there.',
  },
  'thread-ended': {
    code: 'internal',
    message: 'A worker thread ended unexpectedly.',
    next: 'Start the run again.',
  },
  'no-answer-from-host': {
    code: 'unreachable',
    message: 'Shardkeep’s host does not answer.',
    safety: 'jobs-go-on',
    next: 'If it was stopped, start it again and open the address it prints.',
  },
  'other-versions': {
    code: 'internal',
    message: 'The reply to {{method}} is not as agreed; page and host may be of different versions.',
    next: 'Reload the page; restart Shardkeep if that does not help.',
  },
  'no-result': { code: 'internal', message: 'The run ended without a result.', next: 'Start the run again.' },
  'app-closing': { code: 'busy', message: 'Shardkeep is being closed.', next: 'Start it again.' },
  'too-many-jobs': {
    code: 'busy',
    message: '{{count}} jobs already run at the same time.',
    safety: 'other-jobs',
    next: 'Wait until one of them has ended.',
  },
  'job-gone': { code: 'not-found', message: 'This job is no longer in the history.', next: 'Start it again.' },
  'port-taken': {
    code: 'busy',
    message: 'The port {{port}} cannot be used: something listens there.',
    next: 'Choose another port, or none for a free one.',
  },
  'port-unusable': {
    code: 'busy',
    message: 'The port {{port}} cannot be used.',
    next: 'Choose another port, or none for a free one.',
  },
  'data-folder-busy': {
    code: 'busy',
    message: 'Shardkeep already runs with the data folder {{folder}} (process {{pid}}).',
    safety: 'other-app',
  },
  'data-folder-taken': {
    code: 'busy',
    message: 'Shardkeep already runs with the data folder {{folder}}.',
    safety: 'other-app',
  },
  'key-file-damaged': {
    code: 'damaged',
    message: 'The key file {{path}} is damaged: it has {{bytes}} bytes instead of {{wanted}}.',
    next: 'Put the file back from a copy, or delete it and enter the passwords again.',
  },
  'password-unreadable': {
    code: 'access-denied',
    message: 'A kept password can no longer be read: the key that protected it has changed.',
    safety: 'nothing-else',
    next: 'Enter the password again.',
  },
  'sets-unreadable': {
    code: 'internal',
    message: 'The backup sets could not be read.',
    next: 'Read the destination again.',
  },
} as const satisfies Readonly<Record<string, ReasonWords>>;
export type FailureReason = keyof typeof failureWords;
export const failureReasons = Object.keys(failureWords) as [FailureReason, ...FailureReason[]];
export const safeties = Object.keys(safetyWords) as [Safety, ...Safety[]];

/** What a sentence has gaps for. */
type Gaps<S> = S extends `${string}{{${infer Name}}}${infer Rest}` ? Name | Gaps<Rest> : never;
type WordsOf<R extends FailureReason> = (typeof failureWords)[R];
type NextOf<R extends FailureReason> = WordsOf<R> extends { readonly next: infer N } ? N : never;

/** What a reason is about: a value for every gap in its sentences. */
export type ReasonValues<R extends FailureReason> = {
  readonly [N in Gaps<WordsOf<R>['message']> | Gaps<NextOf<R>>]: string | number;
};

/** A failure, or one piece of damage, as a fact: hosts choose the words. Its schema is FactData (fact-data.ts). */
export interface Fact {
  readonly reason: FailureReason;
  readonly values: Readonly<Record<string, string | number>>;
}

/** A fact, with a value for every gap. */
export function factFrom<R extends FailureReason>(reason: R, values: ReasonValues<R>): Fact {
  return { reason, values: values as Fact['values'] };
}

/** What a reason says in English, with its gaps filled. */
export function sayReason({ reason, values }: Fact): { message: string; next?: string } {
  const words: ReasonWords = failureWords[reason];
  return {
    message: fill(words.message, values),
    ...(words.next === undefined ? {} : { next: fill(words.next, values) }),
  };
}

/** A sentence with its gaps filled. */
export function fill(template: string, values: Readonly<Record<string, unknown>>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]));
}
