import { describe, expect, test } from 'vitest';
import {
  changeShards,
  type DrawnShard,
  emptyShard,
  findMistakes,
  fromProfile,
  isDrawnAlike,
  toShardDraft,
  withoutPasswords,
} from '../../../renderer/clusters/draft.ts';

const shards = Array.from({ length: 64 }, (_, i) => ({
  ...emptyShard(),
  name: `s${i}`,
  host: `db${i}`,
  user: 'backup',
}));

/** How many of the shards are drawn anew when the draft changes from one state to the other. */
function drawnAnew(before: readonly (typeof shards)[number][], after: readonly (typeof shards)[number][]): number {
  const drawn = (all: typeof before): DrawnShard[] => {
    const mistakes = findMistakes({ id: null, name: 'metro', shards: all, pasted: '' });
    return all.map((shard, index) => ({ shard, index, mistakes, test: undefined }));
  };
  const old = drawn(before);
  return drawn(after).filter((one, i) => {
    const was = old[i];
    return was === undefined || !isDrawnAlike(was, one);
  }).length;
}

describe('a form of 64 shards', () => {
  const typed = (change: object) =>
    changeShards(shards, { type: 'change', shard: { ...shards[40], ...change } as never });

  test('draws one of them anew when something is typed into it', () => {
    expect(drawnAnew(shards, typed({ host: 'db40.lan' }))).toBe(1);
  });

  test('draws the other one of that name too when a name is taken, since both say so', () => {
    expect(drawnAnew(shards, typed({ name: 's7' }))).toBe(2);
  });

  test('draws the new one only when one is duplicated, and those that moved up when one is removed', () => {
    const copied = changeShards(shards, { type: 'duplicate', shard: shards[3] as (typeof shards)[number] });
    expect(drawnAnew(shards, copied)).toBe(1);
    expect(copied.at(-1)).toMatchObject({ name: 's64', host: '', user: 'backup' });
    expect(drawnAnew(shards, changeShards(shards, { type: 'remove', id: shards[60]?.id ?? '' }))).toBe(3);
  });
});

test('two shards of one name are both told, however they are written', () => {
  const [one, other] = [
    { ...emptyShard(), name: 'S1 ' },
    { ...emptyShard(), name: 's1' },
  ];
  const mistakes = findMistakes({ id: null, name: 'shop', shards: [one, other], pasted: '' });
  expect([mistakes[`${one.id}.name`], mistakes[`${other.id}.name`]]).toEqual(['sameName', 'sameName']);
});

test('certificates are kept with the shard, changed, and taken away by an empty field', () => {
  const kept = { id: 'a', name: 's0', host: 'db0', port: 3306, user: 'backup', hasPassword: true };
  const [shard = emptyShard()] = fromProfile({
    id: '1',
    name: 'shop',
    shards: [{ ...kept, tls: { mode: 'verify', ca: '/etc/ca.pem', serverKey: '/etc/public.pem' } }],
  }).shards;
  expect(toShardDraft(shard).tls).toEqual({ mode: 'verify', ca: '/etc/ca.pem', serverKey: '/etc/public.pem' });
  const typed = { ...shard, tlsFiles: { ca: ' ', cert: ' /home/me/client.pem', key: '/home/me/key.pem' } };
  expect(toShardDraft(typed).tls).toEqual({ mode: 'verify', cert: '/home/me/client.pem', key: '/home/me/key.pem' });
  expect(toShardDraft({ ...typed, tls: 'preferred', tlsFiles: { ca: '' } }).tls).toBeUndefined();
});

describe('what a reload keeps of a draft', () => {
  const draft = {
    id: null,
    name: 'shop',
    shards: [
      { ...emptyShard(), name: 's0', host: 'db0', user: 'backup', password: 'secret-1' },
      { ...emptyShard(), name: 's1', host: 'db1', user: 'backup' },
    ],
    pasted: '',
  };

  test('is everything but passwords, and which of them have to be typed again', () => {
    const kept = withoutPasswords(draft);
    expect(JSON.stringify(kept)).not.toContain('secret');
    expect(Object.values(findMistakes(kept))).toEqual(['typeAgain']);
    expect(withoutPasswords(kept)).toEqual(kept);
  });

  test('takes one password for all that lost theirs, and leaves the others alone', () => {
    const { shards } = withoutPasswords(draft);
    const again = changeShards(shards, { type: 'password', password: 'secret-2' });
    expect(again.map(({ password, passwordLost }) => [password, passwordLost])).toEqual([
      ['secret-2', false],
      ['', false],
    ]);
    expect(again[1]).toBe(shards[1]);
  });

  test('is the pasted list too, without the passwords in it', () => {
    const pasted = [
      'mysql://root:secret-1@db{0..3}.lan:3306/shop_{0..3}',
      'jdbc:mysql://backup:secret@2/x@db4.lan/shop',
      'backup:secret@db5',
      'jdbc:mysql://db6:3306/shop?user=backup&password=secret&useSSL=true',
      'backup@db7:3307/shop',
      'db8:3306',
    ].join('\n');
    expect(withoutPasswords({ ...draft, pasted }).pasted.split('\n')).toEqual([
      'mysql://root@db{0..3}.lan:3306/shop_{0..3}',
      'jdbc:mysql://backup@db4.lan/shop',
      'backup@db5',
      'jdbc:mysql://db6:3306/shop?user=backup&password=&useSSL=true',
      'backup@db7:3307/shop',
      'db8:3306',
    ]);
  });

  test.each([
    'DB_PASSWORD=secret',
    'pwd: secret',
    'APP_KEY=secret',
    'Server=db0;Uid=u;Pwd=secret',
    'mysql -h db0 -u u -psecret',
    'MYSQL_PWD=secret mysql -h db0',
    'not an address secret',
  ])('nothing of a line that may hold one: %s', (pasted) => {
    expect(withoutPasswords({ ...draft, pasted: `db1\n${pasted}\nDB_HOST=db0` }).pasted).toBe('db1\n\nDB_HOST=db0');
  });
});

test('a pasted list that was not taken over is told before the cluster is saved without it', () => {
  const shard = { ...emptyShard(), name: 's0', host: 'db0', user: 'backup' };
  expect(findMistakes({ id: null, name: 'shop', shards: [shard], pasted: 'db1.lan' })).toEqual({ pasted: 'notAdded' });
});
