import type { FailureReason, Safety } from '../../shared/failure-words.ts';

/** Ways out on pages, where a control is one; they follow the reason's own. `{{moment}}` and so on are the wizard's steps. */
export const pageWays = {
  'no-tls': {
    en: 'Enable TLS on the server, or set TLS of this shard to “Off” if the network is trusted.',
    zh: '请在服务器上启用 TLS；如果网络可信，也可以把该分片的 TLS 设为“不加密”。',
  },
  'tls-only': {
    en: 'Set TLS of this shard to “Encrypt” or “Encrypt and check”.',
    zh: '请把该分片的 TLS 设为“加密”或“加密并验证”。',
  },
  'untrusted-certificate': {
    en: 'Make this computer trust the authority that issued it, or set TLS to “Encrypt”, which does not check who answers.',
    zh: '请让这台电脑信任签发该证书的机构，或把 TLS 设为“加密”（不校验对方身份）。',
  },
  'tls-file-unreadable': { en: 'Put the file back in its place.', zh: '请把该文件放回原处。' },
  'may-not-lock': {
    en: 'Or choose a hot backup, which holds no lock.',
    zh: '也可以改用不持锁的热备。',
  },
  'others-hold-locks': {
    en: 'Or choose a hot backup, which holds no lock.',
    zh: '也可以改用不持锁的热备。',
  },
  'nothing-matches': { en: 'Choose again under “{{scope}}”.', zh: '请在“{{scope}}”中重新选择。' },
  'no-target': { en: 'Choose a target for it under “{{where}}”.', zh: '请在“{{where}}”中为它选择目标。' },
  'file-too-large': {
    en: 'Choose a destination on a file system that takes files of 1 GiB.',
    zh: '请选择文件系统支持 1 GiB 大文件的目标位置。',
  },
  'row-too-large': {
    en: 'Such a row cannot be backed up; shorten it on the server, then start the backup again.',
    zh: '这样的行无法备份；请在服务器上缩短它，然后重新备份。',
  },
  'no-such-set': { en: 'Look at what the destination holds now.', zh: '请查看目标位置中现有的备份。' },
  'no-complete-set': {
    en: 'Make a backup first, or choose another destination.',
    zh: '请先做一次备份，或选择其他目标位置。',
  },
  'no-complete-set-of': {
    en: 'Make a backup first, or choose another destination.',
    zh: '请先做一次备份，或选择其他目标位置。',
  },
  'set-interrupted': { en: 'Choose a complete one under “{{moment}}”.', zh: '请在“{{moment}}”中选择完整的备份。' },
  'no-accounts': {
    en: 'Restore without accounts, or choose another backup under “{{moment}}”.',
    zh: '请不恢复账号，或在“{{moment}}”中选择其他备份。',
  },
  'several-clusters': { en: 'Choose it under “{{moment}}”.', zh: '请在“{{moment}}”中选择。' },
} as const satisfies Readonly<Partial<Record<FailureReason, { readonly en: string; readonly zh: string }>>>;

/** What is safe, in Chinese. */
export const safetyZh: Readonly<Record<Safety, string>> = {
  'nothing-written': '没有写入任何内容。',
  'nothing-touched': '没有改动任何内容。',
  'nothing-changed': '没有改动任何内容。',
  'nothing-created': '没有创建任何内容。',
  'folder-untouched': '文件夹中的内容没有改动。',
  'earlier-sets': '之前完成的备份不受影响；这一份不算备份。',
  'earlier-restorable': '之前完成的备份不受影响，可以恢复。',
  'other-chains': '全量备份，以及不含这一份的备份链，仍可恢复。',
  'servers-alone': '服务器上的数据不受影响。',
  'server-data': '服务器上的数据不受影响，之前完成的备份也不受影响。',
  'statement-not-run': '这条语句没有执行：缺少该变量时，它的含义可能不同。',
  'servers-as-before': '服务器保持原状。之前完成的备份不受影响；这一份不算备份。',
  'locks-ended': '服务器上的锁已随连接一起释放。之前完成的备份不受影响；这一份不算备份。',
  'locks-released': '所有锁已立即释放，服务器照常运行。',
  'partly-restored': '备份不受影响。目标服务器上有其中一部分内容。',
  'maybe-partly-restored': '备份不受影响。目标服务器上可能有其中一部分内容。',
  'chunk-rolled-back': '这一块数据已回滚。',
  'replayed-before': '该事务之前的内容已全部回放，该事务及其后的内容都没有。',
  'others-replayed': '所有支持回滚的表都与该事务之前完全一致。',
  'set-not-completed': '这份备份没有标记为完成，以免有人依赖它。',
  'volumes-readable': '归档文件仍可用 unzip 打开，方法见目标位置中的 README.txt。',
  'other-run': '那个任务不受影响，这次任务没有写入任何内容。',
  'other-jobs': '那些任务不受影响。',
  'other-app': '它不受影响。',
  'nothing-else': '其他内容不受影响。',
  'practice-cleared': '在演练服务器上创建的内容已全部清除；备份未受影响。',
  'jobs-go-on': '正在其中运行的任务不依赖此页面，会继续进行。',
};

interface ReasonZh {
  readonly message: string;
  readonly next?: string;
}

/** The same reasons as in shared/failure-words.ts, in Chinese. */
export const reasonZh: Readonly<Record<FailureReason, ReasonZh>> = {
  // ------------------------------------------------------------------------------------------ servers
  'nothing-answers': {
    message: '{{shard}}：{{server}} 上没有程序应答。',
    next: '请确认服务器正在运行，主机和端口填写正确。',
  },
  'unknown-host': {
    message: '{{shard}}：无法解析主机名 {{host}}。',
    next: '请检查主机名的拼写，或这台电脑的 DNS 设置。',
  },
  'no-answer-in-time': {
    message: '{{shard}}：{{server}} 没有在时限内应答。',
    next: '请检查网络、这台电脑与服务器之间的防火墙，以及服务器的 bind-address。',
  },
  'slow-answer': {
    message: '{{shard}}：{{server}} 没有在时限内应答。',
    next: '请检查网络，以及服务器是否过载或在等待锁。',
  },
  'too-many-connections': {
    message: '{{shard}}：{{server}} 的连接数已满。',
    next: '请稍后重试，或调大 max_connections。',
  },
  'no-tls': { message: '{{shard}}：{{server}} 不提供 TLS。' },
  'password-in-clear': {
    message: '{{shard}}：{{server}} 要求在未加密的连接上直接发送密码。密码没有发送。',
    next: '请在服务器上启用 TLS。',
  },
  'tls-too-old': {
    message: '{{shard}}：{{server}} 提供 TLS，但双方未能达成一致：它可能只支持 TLS 1.2 之前的版本。',
    next: '请在服务器上启用 TLS 1.2 或更高版本。',
  },
  'tls-only': { message: '{{shard}}：{{server}} 只接受加密连接。' },
  'untrusted-certificate': { message: '{{shard}}：{{server}} 的证书不受信任。' },
  'certificate-out-of-date': {
    message: '{{shard}}：{{server}} 的证书当前不在有效期内。',
    next: '请在服务器上更新证书，并检查服务器和这台电脑的时钟。',
  },
  'certificate-of-another': {
    message: '{{shard}}：{{server}} 的证书有效，但不是签发给 {{host}} 的。',
    next: '请把证书中的名称（subjectAltName）用作主机名，或为服务器换上包含该名称的证书。如果都不符合预期，应答的可能是别人。',
  },
  'password-too-long': {
    message: '{{shard}}：密码太长，无法通过未加密的连接交给 {{server}}。',
    next: '请为该分片启用 TLS，或使用不超过 200 字节的密码。',
  },
  'closed-while-connecting': {
    message: '{{shard}}：{{server}} 在连接建立之前就关闭了连接。',
    next: '请确认服务器正在运行且没有正在停止、连接数没有达到 max_connections，并且该端口上不是其他服务。',
  },
  'tls-file-unreadable': { message: '无法读取分片 {{shard}} 的 TLS 文件 {{path}}。' },
  'not-a-database-server': {
    message: '{{shard}}：{{server}} 有应答，但不是 MySQL 或 MariaDB 服务器。',
    next: '请检查主机和端口；该端口上可能是其他服务。',
  },
  'wrong-password': {
    message: '{{shard}}：{{server}} 拒绝了用户“{{user}}”和这个密码。',
    next: '请检查用户名和密码。该账号也可能只允许从其他主机登录，或只允许加密连接（REQUIRE SSL）；需要客户端证书的账号（REQUIRE X509）无法使用。',
  },
  'host-not-allowed': {
    message: '{{shard}}：{{server}} 不接受来自这台电脑的连接。',
    next: "请为这台电脑的地址创建账号，例如 'user'@'%'。",
  },
  'host-blocked': {
    message: '{{shard}}：{{server}} 不接受来自这台电脑的连接。',
    next: '失败次数过多后会被屏蔽，请在服务器上执行 FLUSH HOSTS。',
  },
  'login-method': {
    message: '{{shard}}：账号“{{user}}”使用的登录方式不受支持。',
    next: '请改用 caching_sha2_password、sha256_password 或 mysql_native_password 方式的账号。',
  },
  'connection-refused': { message: '{{shard}}：{{server}} 拒绝了连接。' },
  'connection-lost': { message: '{{shard}} 断开了连接。', next: '请确认服务器已恢复，然后重新开始。' },
  'line-dead': {
    message:
      '{{shard}}：与 {{server}} 之间已有 {{seconds}} 秒没有任何数据往来，用另一个连接询问时它没有应答，或者不认识原来的连接。',
    next: '请检查网络以及服务器是否在运行，然后重新运行。',
  },
  'result-silent': {
    message: '{{shard}}：{{server}} 已开始应答，但 {{seconds}} 秒内没有再发来任何数据，而服务器本身仍在运行。',
    next: '请查看服务器正在做什么（SHOW PROCESSLIST），然后重新运行。',
  },
  'answer-without-end': {
    message: '{{shard}}：服务器的一个应答在 {{bytes}} 字节之后被放弃：它比所询问的内容可能有的都大。',
    next: '请确认这就是您要连接的服务器，且与这台电脑之间没有他人；请使用 TLS 的 verify 模式。',
  },
  'connection-lost-at': {
    message: '处理 {{table}} 时 {{shard}} 断开了连接（服务器是否重启？）。',
    next: '请确认服务器已恢复，然后重新开始。',
  },
  'answer-damaged': {
    message: '{{shard}}：服务器的应答在传输中损坏（{{cause}}）。',
    next: '通往服务器的途中有设备改动了数据，例如隧道或网卡。请重新开始；如果再次出现，请使用 TLS。',
  },
  'lock-not-granted': {
    message: '{{shard}} 没有在时限内给出锁。',
    next: '请在空闲时段重试，或结束服务器上的长语句。',
  },
  'others-hold-locks': {
    message: '{{shard}} 没有在时限内给出锁：有其他会话占用。',
    next: '请在空闲时段重试，或结束服务器上的长语句。',
  },
  'held-too-long': {
    message: '{{shard}} 及同组分片在暂停写入期间多次未能及时完成。',
    next: '请在较空闲的时候重试。',
  },
  'silent-while-locking': {
    message: '给 {{shard}} 加锁时，它没有在时限内应答。',
    next: '请检查服务器是否过载，然后重新开始。',
  },
  'statement-denied': {
    message: '{{shard}}：账号“{{user}}”无权执行此操作：{{cause}}。',
    next: '请给账号补上缺少的权限，然后重试。',
  },
  'statement-refused': { message: '{{shard}} 拒绝执行一条语句：{{cause}}' },
  'may-not-lock': {
    message: '{{shard}}：账号“{{user}}”无权锁定该分片。',
    next: '请授予以下任意一种权限：GRANT RELOAD ON *.* TO {{account}}; 或 GRANT LOCK TABLES, SELECT ON *.* TO {{account}};',
  },
  'sees-no-schema': {
    message: '{{shard}}：账号“{{user}}”看不到任何库。',
    next: '请允许它读取要备份的内容：{{grant}}',
  },
  'may-not-skip-binlog': {
    message: '{{shard}}：账号“{{user}}”无权关闭 binlog。',
    next: '请授予它 *.* 上的 {{privilege}} 权限。',
  },
  'definition-hidden': { message: '账号无权读取定义：服务器返回了 NULL。', next: '请给账号补上缺少的权限，然后重试。' },
  'charset-of-text': { message: '“{{text}}”无法用该对象的字符集 {{charset}} 表示。' },
  'mixed-charsets': { message: '服务器给出的 {{name}} 的定义混用了多种字符集。' },
  // ------------------------------------------------------------------------------------------ what was asked for
  'no-matching-schema': {
    message: '{{shard}} 上没有与 {{schemas}} 匹配的库。',
    next: '请检查该分片的库设置和账号权限：账号看不到的库，对它来说就不存在。',
  },
  'nothing-to-back-up': {
    message: '所有分片上都没有可备份的库。',
    next: '请检查各分片的库设置和账号权限：账号看不到的库，对它来说就不存在。',
  },
  'same-server-twice': {
    message: '{{one}} 和 {{other}} 是同一台服务器，并且都包含库“{{schema}}”。',
    next: '请让每个分片使用各自的服务器，或各自的库。',
  },
  'several-servers': {
    message:
      '{{shard}}：{{server}} 通向不同的服务器：一个连接到了 {{one}}，另一个到了 {{other}}。两边的行会混在一起，锁住其中一台也管不住另一台。',
    next: '请填写某一台服务器自己的地址，不要填写负载均衡、只读端点或对应多个地址的域名。',
  },
  'server-restarted': {
    message: '{{shard}}：运行期间 {{server}} 重新启动了，或者现在应答的是它的一个副本。',
    next: '请重新运行。如果再次出现，请填写某一台服务器自己的地址，不要填写多台共用的地址。',
  },
  'nothing-matches': { message: '备份 {{id}} 中没有与 {{choice}} 匹配的内容。' },
  'unknown-set-shard': { message: '备份中没有分片“{{name}}”。', next: '现有：{{known}}。' },
  'unknown-target': { message: '目标集群中没有分片“{{name}}”。', next: '现有：{{known}}。' },
  'unknown-schema': { message: '备份中没有库“{{name}}”。', next: '现有：{{known}}。' },
  'server-schema': {
    message: '库 {{schema}} 属于服务器自身：恢复不会写入它，Shardkeep 的备份也不包含它。',
    next: '如果是备份中这样写的，说明它已不是当初写入的内容：请改用其他副本，或不选择这个库。如果是改名造成的，请换一个名称。',
  },
  'no-target': { message: '备份中的分片 {{shard}} 没有目标：目标集群中没有同名分片。' },
  'same-place': { message: '{{one}} 和 {{other}} 在 {{target}} 上都会成为 {{becomes}}。' },
  'cluster-name-taken': { message: '已有名为“{{name}}”的集群。', next: '请换一个名称。' },
  'shard-name-taken': { message: '“{{name}}”已是另一个分片的名称。', next: '请换一个名称。' },
  'password-again': {
    message: '{{name}}：保存的密码属于另一台服务器，或属于保护更强的连接。',
    next: '请重新输入密码。',
  },
  'cluster-gone': { message: '这个集群已不存在。', next: '请选择其他集群。' },
  'path-not-whole': { message: '请填写文件夹的完整路径。', next: '例如 {{example}}。' },
  'no-folder-dialog': { message: '这里没有选择文件夹的对话框。', next: '请直接填写文件夹路径。' },
  'folder-not-remembered': {
    message: '{{path}} 不在任何使用过的目的地中，因此不予显示。',
    next: '请先在“备份”页面选择该目的地。',
  },
  'folder-not-shown': { message: '浏览器无法打开文件夹。', next: '路径是 {{path}}。' },
  // ------------------------------------------------------------------------------------------ destinations
  'lock-not-a-file': {
    message:
      '{{path}} 本应由任务用来声明它正在写入这里，但它不是普通文件，而是链接、管道、设备或文件夹。没有打开它，也没有写入任何内容。',
    next: '请查明是谁放在那里的，将其删除，然后重新开始。',
  },
  'destination-busy': {
    message: '另一个任务正在写入这个目标位置。',
    next: '请等待它结束。如果它不可能仍在运行，请删除 {{path}}。',
  },
  'destination-busy-since': {
    message: '另一个任务正在写入这个目标位置（{{host}} 自 {{since}} 起：{{doing}}）。',
    next: '请等待它结束。如果那台电脑已不再使用，请删除 {{path}}。',
  },
  'destination-taken': { message: '另一个任务在同一时刻占用了这个目标位置。', next: '请等它结束后重新开始。' },
  'holds-other-things': {
    message: '{{folder}} 中有其他内容（{{names}}）。',
    next: '请选择空文件夹，或在其中新建一个文件夹。',
  },
  'not-a-destination': {
    message: '{{folder}} 不是 Shardkeep 的目标位置：其中没有 {{marker}}。',
    next: '请选择存放备份的那个文件夹，而不是其中的子文件夹，并检查是否连接了正确的磁盘。',
  },
  'marker-unreadable': {
    message: '无法读取目标位置的标记文件 {{path}}。',
    next: '请从目标位置的其他副本取回该文件，或选择其他文件夹。',
  },
  'newer-destination': {
    message: '{{folder}} 由更新版本的 Shardkeep 写入。',
    next: '请升级 Shardkeep 后再使用这个目标位置。',
  },
  'link-not-folder': {
    message: '{{path}} 是指向其他文件夹的链接。备份不会通过链接写入或读取。',
    next: '请直接选择该文件夹作为目标位置，或将链接所指的内容移到此处。',
  },
  'not-an-ordinary-file': {
    message: '{{path}} 不是普通文件，而是链接、管道、设备或文件夹，因此没有打开。',
    next: '请查明是谁放在那里的，并把文件本身放回原处。',
  },
  'file-beyond-limit': {
    message: '文件有 {{bytes}} 字节，此类文件最多读取 {{limit}} 字节。',
    next: '请确认这是正确的文件；如果它被改动过，请从其他副本取回。',
  },
  'file-not-folder': { message: '{{folder}} 是文件，不是文件夹。', next: '请选择文件夹。' },
  'not-a-folder': { message: '{{folder}} 不是文件夹。', next: '请选择文件夹。' },
  'cannot-create-folder': { message: '无法创建 {{folder}}。', next: '请选择当前用户可以写入的文件夹。' },
  'no-parent-folder': { message: '文件夹 {{folder}} 不存在。', next: '请连接磁盘，或先创建该文件夹。' },
  'destination-gone': {
    message: '{{path}} 曾是目标位置，但其中的内容现在不在了。',
    next: '请连接磁盘。如果是有意清空的，请先把它从目标位置列表中移除。',
  },
  'no-permission': { message: '无法写入 {{path}}：没有权限。', next: '请选择当前用户可以写入的文件夹。' },
  'read-only-disk': { message: '无法写入 {{path}}：磁盘是只读的。', next: '请选择当前用户可以写入的文件夹。' },
  'path-not-there': { message: '{{path}} 不存在。', next: '请确认磁盘或网络磁盘已连接。' },
  'drive-silent': {
    message: '{{path}} 没有响应。',
    next: '请检查硬盘或网络磁盘是否已连接、是否正常，然后重新查看。',
  },
  'disk-stopped': { message: '磁盘在 {{path}} 处停止响应。', next: '请重新连接磁盘并检查错误，然后重新备份。' },
  'disk-error': { message: '{{path}} 无法使用。', next: '请确认磁盘已连接且没有错误，或选择其他文件夹。' },
  'disk-full': {
    message: '磁盘已满：无法在 {{folder}} 中写入 {{name}}。',
    next: '请清理出空间或选择其他目标位置，然后重新备份。',
  },
  'file-too-large': { message: '文件系统不支持 {{name}} 这么大的文件。' },
  'name-too-long': {
    message: '文件系统不支持 {{name}} 这么长的文件名。',
    next: '请为集群和分片使用较短的名称；一个汉字在文件名中占九个字符。',
  },
  'row-too-large': { message: '有一行数据超过了归档文件的上限（4 GiB）。' },
  // ------------------------------------------------------------------------------------------ sets and their files
  'no-such-set': { message: '{{folder}} 中没有备份 {{id}}。' },
  'cluster-lost': {
    message: '这里已经没有集群 {{cluster}} 的任何备份；这里最后一个完整的备份是 {{id}}。',
    next: '请在该硬盘的其他副本中查找这些备份，并立即做一次全量备份。如果备份是有意删除的，请把 {{file}} 也删除。',
  },
  'nothing-half-restored': {
    message: '备份 {{id}} 旁边没有记录任何只完成了一部分的恢复。',
    next: '请确认是哪个备份：list 命令会列出只完成了一部分的恢复及其所用的备份。',
  },
  'no-sets': { message: '{{folder}} 中没有备份。' },
  'no-complete-set': { message: '{{folder}} 中没有完整的备份。' },
  'no-complete-set-of': { message: '{{folder}} 中没有 {{cluster}} 的完整备份。' },
  'set-interrupted': { message: '备份 {{id}} 已中断，没有清单文件，不算备份。' },
  'set-finished': { message: '备份 {{id}} 已经完成，没有需要续做的内容。' },
  'resume-other-cluster': {
    message: '{{id}} 是集群 {{was}} 的备份，不是 {{cluster}} 的。',
    next: '请用当初开始备份的集群来续做。',
  },
  'resume-other-shards': {
    message: '{{id}} 开始时的分片是 {{was}}，而集群现在的分片是 {{is}}。',
    next: '请用当初的分片续做，或重新做一次全量备份。',
  },
  'resume-asked-otherwise': {
    message: '备份 {{id}} 的日志文件（journal）写明开始时的选项是 {{was}}，而现在的选项是 {{is}}。',
    next: '如果当初确实如此，请用同样的选项续做；如果不是，说明有人改过日志文件，请重新做一次全量备份。',
  },
  'resume-not-full': {
    message: '{{id}} 不是全量备份，其中没有可以节省时间的内容。',
    next: '请重新做一次。中断的备份上不会再接其他备份，它的文件夹可以删除。',
  },
  'journal-missing': {
    message: '备份 {{id}} 没有日志文件（journal），无法知道分卷中哪些内容是完整的。',
    next: '请重新做一次全量备份。这份备份的文件夹可以删除。',
  },
  'journal-damaged': {
    message: '备份 {{id}} 的日志文件（journal）读不出来：第 {{line}} 行不是写入时的内容。',
    next: '请重新做一次全量备份。这份备份的文件夹可以删除。',
  },
  'journal-older': {
    message: '备份 {{id}} 由较旧的版本开始，其日志文件（journal）没有写明如何续做。',
    next: '请重新做一次全量备份。这份备份的文件夹可以删除。',
  },
  'several-clusters': {
    message: '{{folder}} 中有多个集群的备份，但没有名为 {{cluster}} 的。',
    next: '请指明使用哪一份，最新的有：{{newest}}。',
  },
  'newer-set-format': {
    message: '这份备份由更新版本的 Shardkeep 写入（格式 {{format}}，本版本支持到 {{reads}}）。',
    next: '请升级 Shardkeep 后再读取。',
  },
  'manifest-unreadable': {
    message: '清单文件无法读取，因此这份备份无法使用：{{cause}}。',
    next: '请从其他副本取回 manifest.json，或改用其他备份恢复。',
  },
  'manifest-altered': {
    message: '清单文件被改动过，因此这份备份无法使用：它的 SHA-256 与 {{file}} 中的不同。',
    next: '请从其他副本取回 manifest.json，或改用其他备份恢复。',
  },
  'manifest-elsewhere': {
    message: '这份清单属于集群 {{cluster}} 的备份 {{id}}，不应在这个文件夹中。',
    next: '请按清单中的名称把文件夹放回原处。',
  },
  'manifest-lost': {
    message: 'manifest.json 及其副本都已丢失，而这份备份曾经是完整的：现在无法使用。',
    next: '请从其他副本取回 manifest.json，或改用其他备份恢复。',
  },
  'manifest-lost-copied': {
    message: 'manifest.json 已丢失。{{copy}} 完好，已代替它使用。',
    next: '请校验这份备份；如果其余内容完好，请将 {{copy}} 复制为 manifest.json。',
  },
  'manifest-damaged-copied': {
    message: 'manifest.json 已损坏。{{copy}} 完好，已代替它使用。',
    next: '请校验这份备份；如果其余内容完好，请将 {{copy}} 复制为 manifest.json。',
  },
  'manifest-hash-lost': {
    message: '{{file}} 丢失或损坏；清单与其副本一致，已予使用。',
    next: '请校验这份备份：如果归档文件也有损坏，会被发现。',
  },
  'manifest-copy-damaged': {
    message: '清单的副本与写入时不同。清单本身完好。',
    next: '请用 manifest.json 覆盖它：清单丢失时由它代替。',
  },
  'entry-beyond-limit': { message: '条目 {{entry}} 有 {{bytes}} 字节，此类条目最多读取 {{limit}} 字节。' },
  'memory-short': {
    message: '有一段 {{bytes}} 字节的内容必须整段放入内存，而这台计算机只剩 {{left}} 字节可用。',
    next: '请关闭其他程序，或换一台内存更大的计算机。一行数据或一个日志事件最多 1 GiB；如果您的表没有这么大的行，请确认备份由谁写入，或服务器是否正确。',
  },
  'block-beyond-limit': { message: '有一个数据块记录为 {{bytes}} 字节，超过了数据块的上限。' },
  'volume-missing': {
    message: '文件缺失。',
    next: '请在目标位置的其他副本中查找该文件；其他归档文件中的内容仍可恢复。',
  },
  'volume-unreadable': { message: '文件无法读取：{{cause}}' },
  'volume-length': { message: '文件有 {{bytes}} 字节，写入时是 {{written}} 字节。' },
  'volume-altered': { message: '文件被改动过：SHA-256 不同。' },
  'volume-directory': { message: '归档文件的目录无法读取：{{cause}}。' },
  'volume-ends-early': { message: '归档文件在条目 {{entry}} 中途结束。' },
  'volume-outside': {
    message: '清单中写有归档文件 {{volume}}，备份集文件夹里的文件不可能叫这个名字，因此没有读取它。',
    next: '清单被人改动过：请改用这份备份集的其他副本。',
  },
  'volume-not-listed': { message: '清单中没有它所在的归档文件 {{volume}}。' },
  'stray-file': { message: '清单中没有这个文件。' },
  'stray-entry': { message: '清单中没有这个条目。' },
  'entry-missing': { message: '缺少条目 {{entry}}。' },
  'entry-altered': { message: '条目 {{entry}} 的内容与写入时不同。' },
  'entry-not-plain': { message: '条目 {{entry}} 不是按原样存储的。' },
  'entry-twice': { message: '条目 {{entry}} 出现了两次。' },
  'entry-length': { message: '条目 {{entry}} 有 {{bytes}} 字节，而索引记录的是 {{indexed}} 字节。' },
  'entry-no-event': { message: '该条目中没有服务器输出形式的 CREATE EVENT 语句。' },
  'entry-no-database': { message: '该条目中没有 CREATE DATABASE 语句。' },
  'index-unreadable': { message: '帧索引无法读取。' },
  'index-differs': { message: '条目 {{entry}} 的索引与清单不一致。' },
  'block-undecodable': { message: '有一个压缩块无法解码：{{cause}}。' },
  'block-length': { message: '有一个压缩块是 {{bytes}} 字节，而记录的是 {{recorded}} 字节。' },
  'block-cut': { message: '条目 {{entry}} 中有一个块没有在行尾结束。' },
  'block-rows': { message: '有一个块是 {{rows}} 行，而记录的是 {{recorded}} 行。' },
  'field-escaped': { message: '有数据行不是 Shardkeep 写出的格式：备份被改动过。' },
  'rows-altered': { message: '其中的行与读取时不同：SHA-256 不同。' },
  'chunks-sum': { message: '各分块的行数之和与表的行数不符。' },
  'parts-sum': { message: '分块 {{chunk}} 各部分的行数之和与其行数不符。' },
  'json-member': { message: '有一个 JSON 值缺少类型为“{{type}}”的成员。' },
  'definition-altered': {
    message: '备份中 {{name}} 的定义与写入时不同。',
    next: '请校验这份备份，查看还有哪些损坏，并从其他副本取回该归档文件。',
  },
  'table-altered': {
    message: '备份中 {{table}} 的行与读取时不同：SHA-256 不同。',
    next: '请校验这份备份，查看还有哪些损坏，并从其他副本取回该归档文件。',
  },
  'restore-note-unreadable': {
    message: '{{shard}} 上有一次中断的恢复，本版本无法读取：{{table}} 中的记录来自其他版本，或被改动过。',
    next: '请用当初的版本完成那次恢复，或删除 {{table}} 后重新恢复全部内容。',
  },
  'set-damaged': { message: '备份已损坏，要替换的内容无法完整恢复。' },
  // ------------------------------------------------------------------------------------------ binary logs and chains
  'chain-broken': { message: '{{shard}}：无法继续做增量备份。' },
  'no-parent': {
    message: '{{folder}} 中没有 {{cluster}} 的全量备份，无法在其基础上备份。',
    next: '请先做一次全量备份。',
  },
  'prove-not-full': {
    message: '{{id}} 不是全量备份：只有全量备份才有可与旧链比对的数据。',
    next: '请指定一个全量备份。',
  },
  'prove-no-position': {
    message: '{{id}} 没有准确记录其数据在 {{shard}} 的二进制日志中的位置。',
    next: '请用开启二进制日志并授予 RELOAD 权限后做的全量备份来验证。',
  },
  'prove-no-chain': {
    message: '{{id}} 之前没有相同分片的全量备份。',
    next: '备份链由其后的全量备份验证：请以后再做一次全量备份，然后验证。',
  },
  'prove-log-missing': {
    message: '没有备份包含从旧链末尾（{{last}}）到 {{id}} 的日志，因此无法比对。',
    next: '请趁服务器仍保留这段日志，以 {{last}} 为基础再做一次增量备份，然后重新验证。',
  },
  'practice-taken': {
    message: '{{target}} 上已有演练要创建的数据库：{{schemas}}（共 {{count}} 个）。',
    next: '请使用没有这些数据库的服务器，或改用其他名称。如果是被强行终止的演练留下的，请删除它们。',
  },
  'practice-unmarked': {
    message: '{{target}} 上的数据库 {{schema}} 是空的，也没有这次演练的标记：可能是其他人在此期间创建的。',
    next: '如果没有人需要它，请手动删除。',
  },
  'practice-left': {
    message: '演练提前结束（{{cause}}），它在 {{target}} 上创建的内容未能全部清除：{{names}}。',
    next: '请在服务器恢复响应后手动删除。',
  },
  'base-other-cluster': {
    message: '{{id}} 是集群 {{was}} 的备份，不是 {{cluster}} 的。',
    next: '请指定 {{cluster}} 的备份。',
  },
  'parent-missing': {
    message: '{{id}} 以 {{parent}} 为基础，但后者不在了。',
    next: '请从目标位置的其他副本取回 {{parent}}，或恢复其他备份。',
  },
  'parent-unreadable': {
    message: '{{id}} 以 {{parent}} 为基础，但后者无法读取。',
    next: '请从目标位置的其他副本取回 {{parent}}，或恢复其他备份。',
  },
  'position-hidden': { message: '{{shard}}：无法读取 binlog 位点。', next: '请给账号补上缺少的权限，然后重试。' },
  'position-too-large': {
    message: '{{shard}}：{{file}} 中的位点 {{position}} 过大，无法请求。',
    next: '请做一次全量备份；超过 4 GiB 的 binlog 文件来自同样大小的单个事务。',
  },
  'log-ends-early': {
    message: '{{shard}}：binlog 在 {{at}} 结束，没有到达 {{until}}。',
    next: '请重新备份；如果问题再次出现，请做一次全量备份。',
  },
  'log-damaged': {
    message: '{{shard}}：binlog 文件 {{file}} 在位点 {{position}} 处不完整（{{what}}）。',
    next: '请做一次全量备份，并检查服务器的磁盘和错误日志。',
  },
  'log-gap': {
    message: '{{shard}}：这份备份的 binlog 从 {{begins}} 开始，而上一份备份结束于 {{ended}}。',
    next: '请恢复备份链中更早的一份备份。',
  },
  'instant-not-covered': {
    message: '{{folder}} 中没有备份覆盖 {{at}}。',
    next: '可以恢复的时间范围：{{windows}}。',
  },
  'gtid-not-found': {
    message: '{{folder}} 中全量备份之后的 binlog 都不包含事务 {{gtid}}。',
    next: '已有的 binlog 包含：{{windows}}。',
  },
  'gtid-ambiguous': {
    message: '多个分片都有事务 {{gtid}}：{{shards}}。',
    next: '请在前面加上分片名，例如 {{one}}/{{gtid}}。',
  },
  'no-such-mark': { message: '{{folder}} 中没有名为“{{name}}”的恢复标记。', next: '已有的标记：{{marks}}。' },
  'mark-ambiguous': {
    message: '多个集群都有名为“{{name}}”的标记：{{clusters}}。',
    next: '请指定所属备份链中的一份备份。',
  },
  'mark-not-covered': {
    message: '没有备份的 binlog 到达标记“{{name}}”（{{at}}）。',
    next: '请做一次增量备份，它会一直包含到当前时刻。可以恢复的时间范围：{{windows}}。',
  },
  'mark-off-chain': {
    message: '标记“{{name}}”（{{at}}）所在的位置，{{set}} 的备份链没有 {{shard}} 的 binlog。',
    next: '请恢复到该备份链中的某个时刻或某份备份。',
  },
  'mark-unreadable': {
    message: '无法读取这个恢复标记：{{cause}}',
    next: '备份不依赖它。请恢复到它的时刻，或删除该文件。',
  },
  'mark-exists': { message: '该集群已有名为“{{name}}”的标记，时刻为 {{at}}。', next: '请换一个名称。' },
  'mark-of-replicas': {
    message: '{{cluster}} 的各分片无法标记在同一时刻：{{shards}} 是从库，没有人知道它们落后多少。',
    next: '请在它们的主库上标记时刻。',
  },
  'mark-not-common': {
    message: '无法在同一时刻标记 {{cluster}} 的所有分片：有账号无权短暂阻止提交。',
    next: '请授予 RELOAD 权限后重试。',
  },
  'event-altered': {
    message: '{{entry}} 中位点 {{position}} 之后的一个 binlog 事件已被改动。',
    next: '请校验这份备份，查看还有哪些损坏，并从其他副本取回该归档文件。',
  },
  'segment-altered': { message: '它不是当时读取的 binlog：SHA-256 不一致。' },
  'block-events': { message: '有一个数据块包含 {{events}} 个事件，而记录的是 {{recorded}} 个。' },
  'log-event-damaged': { message: 'binlog 中有一个事件已损坏（{{what}}）。' },
  'log-event-misplaced': { message: 'binlog 中有一个类型为 {{type}} 的事件不符合预期（{{what}}）。' },
  'log-compressed-damaged': { message: 'binlog 中有一个压缩事件已损坏（{{what}}）。' },
  'log-transaction-damaged': { message: 'binlog 中有一个压缩事务已损坏（{{what}}）。' },
  'log-checksum-unknown': { message: 'binlog 使用了 Shardkeep 不认识的校验算法 {{algorithm}}。' },
  'log-variable-unknown': {
    message: 'binlog 中有一条语句带有会话变量 {{variable}}，此版本的 Shardkeep 不认识它。',
    next: '请使用更新版本的 Shardkeep，或恢复到该语句之前。',
  },
  'name-too-long-for-log': { message: '“{{name}}”作为库名或表名太长。' },
  'replay-damaged': {
    message: '{{shard}}：binlog 在事务 {{transaction}} 处损坏（{{what}}）。',
    next: '请校验该备份，或恢复到该事务之前。',
  },
  'replay-refused': {
    message: '{{shard}}：回放停在事务 {{transaction}}（{{why}}）：{{statement}}',
    next: '请以原名恢复全部内容，或调整恢复范围，使该语句完全在范围之内或之外，或恢复到该事务之前。',
  },
  'replay-statement': {
    message: '{{shard}}：事务 {{transaction}} 以语句而不是行的形式记录，重新执行可能得到不同的行：{{statement}}',
    next: '请恢复到该事务之前。请在源服务器上设置 binlog_format=ROW，并做一次全量备份。',
  },
  'replay-xa-unknown': {
    message:
      '{{shard}}：事务 {{transaction}} 提交了 XA 事务 {{xid}}，而它在所恢复的 binlog 开始之前就已处于 PREPARED 状态。',
    next: '它的行不在备份中，请恢复到该事务之前。请在没有 PREPARED 状态的 XA 事务时做一次全量备份。',
  },
  'replay-beyond': {
    message: '{{shard}} 已经到达 {{file}} 的位点 {{position}}，超过了所选的时间点。',
    next: '要回到更早的时刻，请重新恢复全量备份。',
  },
  'replay-uncertain': {
    message: '{{shard}}：上一次回放在事务 {{transaction}} 中修改不支持回滚的表（MyISAM、Aria、MEMORY）时中断。',
    next: '无法确定该事务有多少已写入这些表，请重新恢复全量备份。',
  },
  'replay-differs': {
    message: '{{shard}}：事务 {{transaction}} 与现有的行不符：{{cause}}',
    next: '如果恢复已指出该表的存储生成列与备份不同，按这些列就找不到行，请先处理；否则是恢复之后有其他程序改动过这些行。请重新恢复这些表，恢复到该事务之前，或重新做一次全量备份。',
  },
  'replay-denied': {
    message: '{{shard}}：账号无权回放事务 {{transaction}}：{{cause}}',
    next: '请授予账号所缺的权限（回放需要 {{privileges}}，以及 binlog 中语句所需的权限），然后继续恢复。',
  },
  'replay-no-space': {
    message: '{{shard}}：回放事务 {{transaction}} 时目标服务器磁盘已满：{{cause}}',
    next: '请在目标服务器上腾出空间，然后继续恢复。',
  },
  'replay-cut-off': {
    message: '{{shard}} 在回放事务 {{transaction}} 时断开了连接。',
    next: '请确认服务器正在运行，然后继续恢复：回放会从中断处继续。',
  },
  'replay-failed': {
    message: '{{shard}}：服务器拒绝了事务 {{transaction}}：{{cause}} {{statement}}',
    next: '请排除原因后继续恢复，或恢复到该事务之前。',
  },
  'replay-older-target': {
    message:
      '{{shard}}：binlog 来自版本 {{source}}，而此服务器（{{target}}）无法执行事务 {{transaction}}：{{cause}} {{statement}}',
    next: '请恢复到与 binlog 相同或更新版本的服务器，或恢复到该事务之前。',
  },
  'replay-row-too-large': {
    message: '{{shard}}：binlog 中有一行需要 {{needed}} MiB 的语句，而服务器只接受 {{accepted}} MiB。',
    next: '请把目标服务器的 max_allowed_packet 至少设为 {{needed}} MiB，然后继续恢复。任何服务器都不接受超过 1024 MiB。',
  },
  'replay-not-allowed': {
    message: '{{shard}}：账号“{{user}}”无权回放 binlog。',
    next: '请执行 GRANT {{privilege}} ON *.* TO 该账号，然后继续恢复。',
  },
  'progress-altered': {
    message: '{{shard}}：恢复写在 {{table}} 中的进度已被其他人改动，或者是被放回的、因服务器崩溃而退回的较早状态。',
    next: '请不要从那里继续：请重新恢复全部内容，并替换已有内容。',
  },
  'replay-busy': {
    message: '{{shard}} 上正在进行“{{id}}”的另一次回放。',
    next: '请等它结束，或在服务器上结束它的连接：KILL {{connection}}。',
  },
  'replay-other-flavour': {
    message: '{{shard}}：{{source}} 服务器的 binlog 不能在 {{target}} 服务器上回放。',
    next: '请恢复到同类服务器。',
  },
  'replay-collation-missing': {
    message: 'binlog 中的一条语句使用了目标服务器没有的排序规则 {{collation}}。',
    next: '请恢复到相同或更新版本的服务器。',
  },
  'accounts-altered': {
    message: '备份中 {{shard}} 的账号与写入时不同。',
    next: '请校验这份备份，查看还有哪些损坏，并从其他副本取回该归档文件。',
  },
  'no-accounts': { message: '备份 {{id}} 中没有账号。' },
  'sets-altered': {
    message: '备份 {{id}} 或它所依赖的备份与之前检查时不同：其间有人改动过。',
    next: '请重新检查，并在开始前阅读检查结果。',
  },
  // ------------------------------------------------------------------------------------------ the target
  'rows-missing': {
    message: '{{table}} 共 {{rows}} 行，服务器只接受了 {{loaded}} 行。',
    next: '请检查是否有重复的键，或目标不接受的值。',
  },
  'packet-too-small': {
    message: '{{table}} 中有一行超过了服务器的 max_allowed_packet。',
    next: '请在目标服务器上调大 max_allowed_packet，或开启 local_infile。',
  },
  // ------------------------------------------------------------------------------------------ stopped by somebody
  'backup-cancelled': { message: '备份已取消。' },
  'verify-cancelled': { message: '校验已取消。' },
  'proof-cancelled': { message: '演练已取消。' },
  'restore-cancelled': { message: '恢复已取消。' },
  'run-stopped': { message: '任务已停止。' },
  'inspection-stopped': { message: '对服务器的检查已停止。' },
  'cancelled-at-once': { message: '任务在开始之前已取消。' },
  // ------------------------------------------------------------------------------------------ the app itself
  'backup-crashed': {
    message: '执行这次备份的进程意外结束。',
    next: '页面上有“接着做完这份备份”时请选它，已读完的表不必重读；否则请重新备份。',
  },
  'verify-crashed': { message: '执行这次校验的进程意外结束。', next: '请重新开始校验。' },
  'restore-busy': {
    message: '另一个恢复任务正在写入 {{target}} 上的 {{schema}}（它的连接是 {{connection}}）。',
    next: '请等它结束后再运行这次恢复。',
  },
  'restore-crashed': { message: '执行这次恢复的进程意外结束。', next: '请重新开始恢复，并允许替换已有内容。' },
  'backup-abandoned': {
    message: '这次备份还在进行时，Shardkeep 被关闭了。',
    next: '页面上有“接着做完这份备份”时请选它，已读完的表不必重读；否则请重新备份。',
  },
  'verify-abandoned': { message: '这次校验还在进行时，Shardkeep 被关闭了。', next: '请重新开始校验。' },
  'restore-abandoned': {
    message: '这次恢复还在进行时，Shardkeep 被关闭了。',
    next: '请重新开始恢复，并允许替换已有内容。',
  },
  'backup-killed': {
    message: '备份已取消。',
    next: '需要时可以接着做完这份备份（已读完的表不必重读），或者重新备份。',
  },
  'verify-killed': { message: '校验已取消。', next: '需要时请重新开始校验。' },
  'restore-killed': { message: '恢复已取消。', next: '请重新开始恢复，并允许替换已有内容。' },
  'thread-ended': { message: '一个工作线程意外结束。', next: '请重新开始这个任务。' },
  'no-answer-from-host': {
    message: 'Shardkeep 的服务进程没有应答。',
    next: '如果它已停止，请重新启动，并打开它给出的地址。',
  },
  'other-versions': {
    message: '{{method}} 的应答不符合约定，页面与服务进程的版本可能不同。',
    next: '请重新加载页面；如果仍不行，请重新启动 Shardkeep。',
  },
  'no-result': { message: '任务已结束，但没有结果。', next: '请重新开始这个任务。' },
  'app-closing': { message: 'Shardkeep 正在关闭。', next: '请重新启动它。' },
  'too-many-jobs': { message: '已有 {{count}} 个任务同时运行。', next: '请等待其中一个结束。' },
  'job-gone': { message: '这个任务已不在历史记录中。', next: '请重新开始。' },
  'port-taken': { message: '端口 {{port}} 无法使用：已被其他程序占用。', next: '请换一个端口。' },
  'port-unusable': { message: '端口 {{port}} 无法使用。', next: '请换一个端口。' },
  'data-folder-busy': {
    message: '已有一个 Shardkeep（进程 {{pid}}）在使用数据文件夹 {{folder}}。',
    next: '请使用正在运行的那个，或先关闭它。',
  },
  'data-folder-taken': {
    message: '已有一个 Shardkeep 在使用数据文件夹 {{folder}}。',
    next: '请使用正在运行的那个，或先关闭它。',
  },
  'key-file-damaged': {
    message: '密钥文件 {{path}} 已损坏：应为 {{wanted}} 字节，实际为 {{bytes}} 字节。',
    next: '请用副本还原该文件，或删除它并重新输入密码。',
  },
  'password-unreadable': {
    message: '保存的密码无法再读取：保护它的密钥已改变。',
    next: '请重新输入密码。',
  },
  'sets-unreadable': { message: '无法读取备份集。', next: '请重新读取目标位置。' },
};
