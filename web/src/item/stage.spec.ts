import { atRest, layout, turned, zoomed } from './stage';

const passport = { width: 1000, height: 700 };
const well = { width: 800, height: 400 };

describe('the stage of the viewer', () => {
  it('fits the whole picture at rest', () => {
    expect(layout(passport, well, atRest).content).toEqual({ width: 571, height: 400 });
  });

  it('makes room for a turned picture', () => {
    const { content, room } = layout(passport, well, turned(atRest));
    expect(room).toEqual({ width: content.height, height: content.width });
    expect(room.height).toBe(400);
  });

  it('comes round after four turns', () => {
    expect(turned(turned(turned(turned(atRest))))).toEqual(atRest);
  });

  it('stops zooming at both ends', () => {
    expect(zoomed(atRest, -1).zoom).toBe(1);
    expect(zoomed({ zoom: 8, turns: 0 }, 1).zoom).toBe(8);
  });

  it('never blows a tiny picture up', () => {
    expect(layout({ width: 40, height: 20 }, well, atRest).content.width).toBe(80);
  });
});
