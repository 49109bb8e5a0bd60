/** How a page or picture lies in the viewer. */
export interface Pose {
  /** 1 fits the whole into the well. */
  zoom: number;
  /** Quarter turns to the right; the stored bytes never turn. */
  turns: 0 | 1 | 2 | 3;
}

export const atRest: Pose = { zoom: 1, turns: 0 };
const steps = [1, 1.25, 1.5, 2, 3, 4, 6, 8];

export function zoomed(pose: Pose, by: 1 | -1): Pose {
  const at = steps.findIndex((step) => step >= pose.zoom);
  return { ...pose, zoom: steps[Math.max(0, Math.min(steps.length - 1, at + by))] ?? 1 };
}

export function turned(pose: Pose): Pose {
  return { ...pose, turns: ((pose.turns + 1) % 4) as Pose['turns'] };
}

export interface Box {
  width: number;
  height: number;
}

/** The size of the content itself and of the room it takes once turned, to fit `well` at zoom 1 and never enlarge beyond twice. */
export function layout(natural: Box, well: Box, pose: Pose): { content: Box; room: Box } {
  const onSide = pose.turns % 2 === 1;
  const seen = onSide ? { width: natural.height, height: natural.width } : natural;
  const fit = Math.min(well.width / seen.width, well.height / seen.height, 2);
  const scale = Math.max(fit, 0.01) * pose.zoom;
  const content = { width: Math.round(natural.width * scale), height: Math.round(natural.height * scale) };
  return { content, room: onSide ? { width: content.height, height: content.width } : content };
}
