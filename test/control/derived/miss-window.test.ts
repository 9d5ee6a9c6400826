// The share of control ticks that were missed.
import { describe, expect, it } from 'vitest';
import { MissWindow } from '../../../src/control/derived/miss-window.js';

/** A window of ten ticks, and ticks with this many missed before each. */
function fed(...missed: number[]): MissWindow {
  const window = new MissWindow(10);
  for (const n of missed) window.add(n);
  return window;
}

const TEN = Array(10).fill(0);

describe('the share of missed ticks', () => {
  it('is 0 until the window is full', () => {
    expect(fed(2, 2, 2).share()).toBe(0);
    expect(fed(2, 2, 2, 0).share()).toBe(0.6);
  });

  it('counts missed ticks among all of the window', () => {
    expect(fed(...TEN).share()).toBe(0);
    expect(fed(...TEN, 3).share()).toBe(0.3);
    expect(fed(...TEN, 1, 0, 1).share()).toBe(0.2);
  });

  it('forgets ticks that have left the window', () => {
    expect(fed(...TEN, 3, 0, 0, 0, 0, 0, 0).share()).toBe(0.3);
    expect(fed(...TEN, 3, ...TEN.slice(1)).share()).toBe(0);
  });

  it('is that of a full window when more ticks were missed than it holds', () => {
    expect(fed(1000).share()).toBe(0.9);
  });

  it('begins anew when it is cleared', () => {
    const window = fed(...TEN, 5);
    window.clear();
    expect(window.share()).toBe(0);
    for (let n = 0; n < 9; n++) window.add(0);
    expect(window.share()).toBe(0);
    window.add(1);
    expect(window.share()).toBe(0.1);
  });

  it('of a window that is shorter than a tick is that of the last tick', () => {
    const window = new MissWindow(0);
    window.add(3);
    expect(window.share()).toBe(0);
  });
});
