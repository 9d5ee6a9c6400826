// The layout of a frame: where the values, qualities and setpoints of a plant are.
import { describe, expect, it } from 'vitest';
import { FRAME, frameLayout } from '../../../src/control/records/frame.js';

describe('the frame of a plant with three channels and two outputs', () => {
  it('has the seven fields, then the values, the qualities and the setpoints', () => {
    expect(FRAME.values).toBe(7);
    expect(frameLayout(['a', 'b', 'c'], ['brake', 'load'])).toEqual({
      channels: ['a', 'b', 'c'],
      outputs: ['brake', 'load'],
      values: 7,
      qualities: 10,
      setpoints: 13,
      length: 15,
    });
  });
});
