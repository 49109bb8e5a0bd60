import { IconFileTypePdf, IconMicrophone, IconPhoto, IconVideo } from '@tabler/icons-react';
import styles from './type-icon.module.css';

/** The kind of content; the class beside it says it in words. */
export function TypeIcon({ type }: { type: string | null }) {
  const Mark =
    type === 'application/pdf'
      ? IconFileTypePdf
      : type?.startsWith('video/')
        ? IconVideo
        : type?.startsWith('audio/')
          ? IconMicrophone
          : IconPhoto;
  return <Mark size={16} stroke={1.8} aria-hidden className={styles.icon} />;
}
