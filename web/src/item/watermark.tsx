import { useId } from 'react';
import styles from './viewer.module.css';

/** The entry's number over everything that a view shows: a photograph of the screen says whose it was. */
export function Watermark({ text }: { text: string }) {
  const id = useId();
  return (
    <svg className={styles.watermark} aria-hidden data-watermark={text}>
      <defs>
        <pattern id={id} width="360" height="190" patternUnits="userSpaceOnUse" patternTransform="rotate(-17)">
          <text x="12" y="60">
            {text}
          </text>
          <text x="120" y="155">
            {text}
          </text>
        </pattern>
      </defs>
      <rect width="100%" height="100%" fill={`url(#${id})`} />
    </svg>
  );
}
