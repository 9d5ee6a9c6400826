// What a run writes to the event log at its start, and the trip that it takes over from the previous run.
import { describe, expect, it } from 'vitest';
import { type RunKind, rememberedTrip, startEvents } from '../../../src/runtime/program/start-of-run.js';
import type { StoreOpened } from '../../../src/store/protocol.js';

const MACHINE: RunKind = { hal: 'linux', onVirtualDevices: false, startAfresh: false };
const OPENED: StoreOpened = {
  run: 7,
  log: '00000000-0000-4000-8000-000000000000',
  alarms: [],
  tripped: null,
  unclean: false,
  energised: false,
  replacedLog: null,
  lastSeq: 0,
  mode: 'disk',
  moved: null,
};
const DIED_ENERGISED: StoreOpened = { ...OPENED, unclean: true, energised: true };
const TRIPPED: StoreOpened = { ...OPENED, tripped: { cause: 'overspeed', message: 'too fast' } };

describe('the trip that a run begins with', () => {
  it('is the trip of the previous run when nobody has reset it, on a machine and in a simulation', () => {
    expect(rememberedTrip(TRIPPED, MACHINE)).toBe(TRIPPED.tripped);
    expect(rememberedTrip(TRIPPED, { ...MACHINE, hal: 'sim' })).toBe(TRIPPED.tripped);
  });

  it('is a crash when the previous run crashed with energised outputs of a machine', () => {
    expect(rememberedTrip(DIED_ENERGISED, MACHINE)).toMatchObject({ cause: 'crash' });
  });

  it.each([
    ['the simulated plant was energised', DIED_ENERGISED, { ...MACHINE, hal: 'sim' as const }],
    ['virtual devices were energised', DIED_ENERGISED, { ...MACHINE, onVirtualDevices: true }],
    ['nothing was energised', { ...OPENED, unclean: true }, MACHINE],
    ['the previous run ended in order', { ...OPENED, energised: true }, MACHINE],
    ['the run starts afresh', TRIPPED, { ...MACHINE, startAfresh: true }],
  ])('does not exist when %s', (_, opened, kind) => {
    expect(rememberedTrip(opened, kind)).toBeNull();
  });
});

describe('the events of a start', () => {
  const typesOf = (opened: StoreOpened, kind = MACHINE) =>
    startEvents(opened, rememberedTrip(opened, kind), kind, 5).map(({ type }) => type);

  it('report the run, with its number and its hardware', () => {
    const data = { program: 'started', run: 7, hal: 'linux' };
    expect(startEvents(OPENED, null, MACHINE, 5)).toMatchObject([{ type: 'lifecycle', ts: 5, data }]);
    const virtual = { ...MACHINE, onVirtualDevices: true };
    expect(startEvents(OPENED, null, virtual, 5)).toMatchObject([{ data: { ...data, devices: 'virtual' } }]);
  });

  it('begin with the log that was replaced', () => {
    const [replaced, started] = startEvents(
      { ...OPENED, replacedLog: { log: 'x', lastSeq: 3 } },
      null,
      MACHINE,
      5,
    );
    expect(replaced!.data).toEqual({ store: 'replaced', previous: { log: 'x', lastSeq: 3 } });
    expect(started!.data).toMatchObject({ program: 'started' });
  });

  it('report a crash as a trip, but do not repeat a trip that is already in the log', () => {
    expect(typesOf(DIED_ENERGISED)).toEqual(['lifecycle', 'trip']);
    expect(typesOf(TRIPPED)).toEqual(['lifecycle']);
  });

  it('report a reset when a run that starts afresh drops the trip', () => {
    expect(typesOf(TRIPPED, { ...MACHINE, startAfresh: true })).toEqual(['lifecycle', 'reset']);
  });
});
