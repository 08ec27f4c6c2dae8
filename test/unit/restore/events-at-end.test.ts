import { expect, test } from 'vitest';
import { eventFindings } from '../../../electron/engine/restore/events-at-end.ts';

const event = (schema: string, name: string) => ({ kind: 'event', schema, name });

test('events at the end of a log are those of the set and what became of them, under the target’s names', () => {
  const scope = {
    objects: [event('shop', 'kept'), event('shop', 'dropped'), event('shop', 'Old'), event('gone', 'e')],
    schemas: new Map([
      ['shop', 'copy'],
      ['gone', 'gone'],
    ]),
    target: { name: 't0' },
  } as unknown as Parameters<typeof eventFindings>[0];
  const made: NonNullable<Parameters<typeof eventFindings>[1]>['made'] = [
    { verb: 'create', makes: [event('shop', 'new')] },
    { verb: 'drop', makes: [event('shop', 'DROPPED')] },
    { verb: 'alter', makes: [event('shop', 'old'), event('late', 'moved')] },
    { verb: 'alter', makes: [event('shop', 'kept')] },
    { verb: 'create', makes: [{ kind: 'table', schema: 'shop', name: 't' }] },
    { verb: 'drop', makes: [{ kind: 'database', schema: 'gone', name: 'gone' }] },
  ];
  const schemas = new Map([
    ['shop', 'copy'],
    ['late', 'late'],
  ]);
  const names = (plan: Parameters<typeof eventFindings>[1]) =>
    eventFindings(scope, plan).map((one) => one.code === 'events-disabled' && [one.count, ...one.events]);
  expect(names({ made, schemas })).toEqual([
    [3, { schema: 'copy', name: 'kept' }, { schema: 'copy', name: 'new' }, { schema: 'late', name: 'moved' }],
  ]);
  expect(names(undefined)).toMatchObject([[4, {}, {}, {}, {}]]);
});
