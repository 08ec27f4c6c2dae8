import { describe, expect, test } from 'vitest';
import {
  FIRST_STATE,
  reasons,
  type WizardAction,
  WizardState,
  wizardReducer,
} from '../../../renderer/restore/wizard-state.ts';

const answer = (...actions: WizardAction[]) => actions.reduce(wizardReducer, FIRST_STATE);

describe('the restore wizard', () => {
  test('who lost everything gets everything back under the old names, and replaces nothing unasked', () => {
    expect(answer({ type: 'reason', reason: 'everything' })).toMatchObject({
      scope: [''],
      naming: 'same',
      existing: 'stop',
      verify: true,
    });
  });

  test('who lost one shard chooses it, and its names stay', () => {
    expect(answer({ type: 'reason', reason: 'shard' })).toMatchObject({ scope: [], naming: 'same' });
  });

  test('some tables come back beside the existing ones', () => {
    expect(answer({ type: 'reason', reason: 'tables' })).toMatchObject({ scope: [], naming: 'beside' });
  });

  test('a practice takes everything and touches nothing', () => {
    expect(answer({ type: 'reason', reason: 'practice' })).toMatchObject({ scope: [''], naming: 'beside' });
  });

  test('only who lost everything gets the accounts back unasked', () => {
    const wanted = reasons.filter((reason) => answer({ type: 'reason', reason }).accounts);
    expect(wanted).toEqual(['everything']);
  });

  test('choosing the same reason again keeps what was changed since', () => {
    const changed = answer({ type: 'reason', reason: 'tables' }, { type: 'scope', scope: ['s0'] });
    expect(wizardReducer(changed, { type: 'reason', reason: 'tables' })).toBe(changed);
  });

  test('another set takes back what was chosen of the one before', () => {
    const state = answer(
      { type: 'reason', reason: 'tables' },
      { type: 'destination', from: '/a' },
      { type: 'set', id: '1' },
      { type: 'scope', scope: ['s0'] },
      { type: 'map', shard: 's0', target: 't0' },
      { type: 'rename', schema: 'shop', to: 'x' },
      { type: 'set', id: '2' },
    );
    expect(state).toMatchObject({ setId: '2', scope: [], map: {}, rename: {} });
  });

  test('the set is nobody’s choice until it is clicked or something is answered about it, and stays that one from then on', () => {
    expect(answer({ type: 'reason', reason: 'everything' }, { type: 'go', step: 'where' }).setId).toBeNull();
    const pinned = answer({ type: 'pin', from: '/a', setId: '1' }, { type: 'scope', scope: ['s0'] });
    expect(pinned).toMatchObject({ from: '/a', setId: '1', scope: ['s0'] });
    expect(wizardReducer(pinned, { type: 'pin', from: '/b', setId: '2' })).toEqual(pinned);
  });

  test('another cluster leaves no set chosen, and neither what was chosen of the one before', () => {
    const state = answer(
      { type: 'reason', reason: 'tables' },
      { type: 'set', id: '1' },
      { type: 'scope', scope: ['s0'] },
      { type: 'cluster', id: 'c' },
      { type: 'source', name: 'other' },
    );
    expect(state).toMatchObject({ source: 'other', setId: null, scope: [], clusterId: null, reason: 'tables' });
    expect(wizardReducer(state, { type: 'source', name: 'other' })).toBe(state);
  });

  test('another destination leaves no set chosen', () => {
    const state = answer(
      { type: 'destination', from: '/a' },
      { type: 'set', id: '1' },
      { type: 'destination', from: '/b' },
    );
    expect(state).toMatchObject({ from: '/b', setId: null });
  });

  test.each<WizardAction>([
    { type: 'cluster', id: 'other' },
    { type: 'map', shard: 's0', target: 't1' },
    { type: 'naming', naming: 'same' },
    { type: 'rename', schema: 'shop', to: 'other' },
    { type: 'set', id: '2' },
    { type: 'reason', reason: 'everything' },
    { type: 'started' },
  ])('consent to replace does not outlive a change of what it was given for: $type', (action) => {
    const consented = answer({ type: 'reason', reason: 'shard' }, { type: 'existing', existing: 'replace' });
    expect(wizardReducer(consented, action).existing).toBe('stop');
  });

  test('after the start the answers are kept, at the first question', () => {
    const state = answer({ type: 'reason', reason: 'practice' }, { type: 'go', step: 'ready' }, { type: 'started' });
    expect(state).toMatchObject({ step: 'why', reason: 'practice', scope: [''] });
  });

  test('starting over keeps only the set that is asked for', () => {
    const state = answer({ type: 'reason', reason: 'practice' }, { type: 'start', from: '/a', setId: '7' });
    expect(state).toEqual({ ...FIRST_STATE, from: '/a', setId: '7' });
  });

  test('what is kept over a reload is read back the same, and anything else is refused', () => {
    const state = answer({ type: 'reason', reason: 'tables' }, { type: 'scope', scope: ['s0\u0001shop'] });
    expect(WizardState.parse(JSON.parse(JSON.stringify(state)))).toEqual(state);
    expect(WizardState.safeParse({ ...state, step: 'gone' }).success).toBe(false);
  });
});
