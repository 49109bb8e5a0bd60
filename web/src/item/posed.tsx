import { ActionIcon } from '@mantine/core';
import { IconMaximize, IconRotateClockwise, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { useLayoutEffect, useRef, useState, type CSSProperties, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeys } from '../shell/keys';
import { atRest, layout, turned, zoomed, type Box, type Pose } from './stage';
import styles from './viewer.module.css';

/** A picture or page in its well, with zoom and turns by buttons and keys; a zoomed one scrolls, also by keyboard. */
export function Posed({
  natural,
  name,
  overlay,
  tools,
  controls,
  children,
}: {
  natural: Box | null;
  name: string;
  overlay: ReactNode;
  tools?: ReactNode;
  controls: ReactNode;
  children: (style: CSSProperties, size: Box) => ReactNode;
}) {
  const { t } = useTranslation();
  const well = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState<Box>({ width: 640, height: 400 });
  const [pose, setPose] = useState<Pose>(atRest);
  useLayoutEffect(() => {
    if (!well.current) return undefined;
    const observer = new ResizeObserver(
      ([entry]) => entry && setRoom({ width: entry.contentRect.width - 32, height: entry.contentRect.height - 32 }),
    );
    observer.observe(well.current);
    return () => observer.disconnect();
  }, []);
  const act = {
    in: () => setPose((now) => zoomed(now, 1)),
    out: () => setPose((now) => zoomed(now, -1)),
    fit: () => setPose(atRest),
    turn: () => setPose(turned),
  };
  useKeys({ '+': act.in, '=': act.in, '-': act.out, '0': act.fit, r: act.turn, R: act.turn });
  const { content, room: taken } = layout(natural ?? room, room, pose);
  const style: CSSProperties = {
    width: content.width,
    height: content.height,
    transform: `translate(-50%, -50%) rotate(${pose.turns * 90}deg)`,
  };
  const buttons = [
    ['zoomIn', IconZoomIn, act.in],
    ['zoomOut', IconZoomOut, act.out],
    ['fit', IconMaximize, act.fit],
    ['rotate', IconRotateClockwise, act.turn],
  ] as const;
  return (
    <>
      <div className={styles.well} ref={well}>
        <div className={styles.scroll} tabIndex={0} role="group" aria-label={name}>
          <div className={styles.stage} style={taken}>
            {children(style, content)}
          </div>
        </div>
        {overlay}
      </div>
      <div className={styles.tools}>
        {buttons.map(([key, Mark, action]) => (
          <ActionIcon
            key={key}
            variant="default"
            size={30}
            onClick={action}
            aria-label={t(`keys.${key}`)}
            title={t(`keys.${key}`)}
          >
            <Mark size={16} stroke={1.8} />
          </ActionIcon>
        ))}
        {tools}
        {controls}
      </div>
    </>
  );
}
