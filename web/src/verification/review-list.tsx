import { Button } from '@mantine/core';
import { IconCircleCheck, IconFlag } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogReview } from '../api/types';
import { count, exactTime, shortId, shortTime } from '../i18n/formats';
import { Badge } from '../parts/badge';
import table from '../parts/table.module.css';
import { CloseFinding } from './close-finding';
import styles from './verification.module.css';

const columns = ['period', 'entries', 'alerts', 'outcome', 'reviewed', 'closure'] as const;

/** The series of reviews: what was looked at, what was found, and how each finding was closed. */
export function ReviewList({ reviews }: { reviews: readonly LogReview[] }) {
  const { t } = useTranslation();
  const [closing, setClosing] = useState<LogReview | null>(null);
  if (reviews.length === 0)
    return (
      <p className={styles.none}>
        {t('verification.noReviewTitle')} {t('verification.noReview')}
      </p>
    );
  return (
    <>
      <div className={table.wrap}>
        <table className={table.table}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {t(`verification.review.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {reviews.map((review) => (
              <Review key={review.id} review={review} onClose={() => setClosing(review)} />
            ))}
          </tbody>
        </table>
      </div>
      {closing && <CloseFinding review={closing} onClose={() => setClosing(null)} />}
    </>
  );
}

function Review({ review, onClose }: { review: LogReview; onClose: () => void }) {
  const { t } = useTranslation();
  const cell = (column: (typeof columns)[number]) => ({ 'data-label': t(`verification.review.${column}`) });
  return (
    <tr>
      <td {...cell('period')}>{`${shortTime(review.from)} – ${shortTime(review.to)}`}</td>
      <td {...cell('entries')}>{count(review.entries)}</td>
      <td {...cell('alerts')}>
        {review.alerts.length > 0 && (
          <Link to="/alerts">{t('verification.alertsOf', { count: review.alerts.length })}</Link>
        )}
      </td>
      <td {...cell('outcome')}>
        {review.finding === null ? (
          t('verification.nothingFound')
        ) : (
          <Badge tone={review.closure === null ? 'attention' : 'plain'} icon={IconFlag}>
            {review.finding}
          </Badge>
        )}
      </td>
      <td {...cell('reviewed')}>
        <Signed by={review.reviewedBy} at={review.reviewedAt} />
      </td>
      <td {...cell('closure')}>
        <Closure review={review} onClose={onClose} />
      </td>
    </tr>
  );
}

function Closure({ review, onClose }: { review: LogReview; onClose: () => void }) {
  const { t } = useTranslation();
  if (review.finding === null) return null;
  if (review.closure === null)
    return (
      <Button variant="default" size="compact-sm" onClick={onClose}>
        {t('verification.closeFinding')}
      </Button>
    );
  return (
    <span className={styles.closure}>
      <Badge tone="verified" icon={IconCircleCheck}>
        {review.closure}
      </Badge>
      {review.closedBy !== null && review.closedAt !== null && <Signed by={review.closedBy} at={review.closedAt} />}
    </span>
  );
}

/** Who put their name to it, as far as everybody may know, and when. */
function Signed({ by, at }: { by: string; at: string }) {
  const { t } = useTranslation();
  return (
    <span className={table.small} title={exactTime(at)}>
      {t('verification.signedBy', { who: shortId('p', by), at: shortTime(at) })}
    </span>
  );
}
