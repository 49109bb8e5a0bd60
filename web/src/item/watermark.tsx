import { useId } from 'react';
import styles from './viewer.module.css';

/** The entry's number over everything that a view shows: a photograph of the screen says whose it was. */
export function Watermark({ text }: { text: string }) {
  const id = useId();
  const wide = 60 + text.length * 9.4;
  return (
    <svg className={styles.watermark} aria-hidden data-watermark={text}>
      <defs>
        <pattern id={id} width={wide} height="150" patternUnits="userSpaceOnUse" patternTransform="rotate(-17)">
          <text x="10" y="45">
            {text}
          </text>
          {/* The second row stands half a tile aside, so one of its two copies is cut at each edge. */}
          <text x={10 - wide / 2} y="120">
            {text}
          </text>
          <text x={10 + wide / 2} y="120">
            {text}
          </text>
        </pattern>
      </defs>
      <rect width="100%" height="100%" fill={`url(#${id})`} />
    </svg>
  );
}
