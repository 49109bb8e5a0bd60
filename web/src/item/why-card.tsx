import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconLock, IconPlayerPause, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { MediaItem } from '../api/types';
import { humanised, longDay } from '../i18n/formats';
import { Badge } from '../parts/badge';
import { Card } from '../parts/card';
import { Facts } from '../parts/facts';
import { Answered } from '../parts/page-states';
import { NoteFact } from '../retention/note-fact';
import { retentionQuestions, type Claim, type Why } from '../retention/retention-api';
import { useMay } from '../session/use-session';
import { useNames } from '../shell/use-names';
import styles from './why-card.module.css';

/** Why the item is still here: who keeps it, until when and by which rule, and what comes next. */
export function WhyCard({ item }: { item: MediaItem }) {
  const { t } = useTranslation();
  const names = useNames();
  const can = useMay();
  const why = useQuery(retentionQuestions.why(item.id));
  const [noting, note] = useDisclosure(false);
  return (
    <Card
      title={t('retention.why.name')}
      aside={
        can('noteFacts') && (
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconPlus size={14} stroke={1.8} />}
            onClick={note.open}
          >
            {t('retention.why.note')}
          </Button>
        )
      }
    >
      <Facts
        rows={[
          [t('item.purpose'), names.purposeOf(item.purpose)],
          [t('item.legalBasis'), item.legalBasis === null ? t('item.missing') : names.legalBasisOf(item.legalBasis)],
          [
            t('item.jurisdiction'),
            item.jurisdiction === null ? t('item.missing') : names.jurisdictionOf(item.jurisdiction),
          ],
        ]}
      />
      <Answered of={why} rows={3}>
        {(data) => <Reasons why={data} />}
      </Answered>
      {noting && <NoteFact media={item.id} subject={item.subject} onClose={note.close} />}
    </Card>
  );
}

function Reasons({ why }: { why: Why }) {
  const { t } = useTranslation();
  return (
    <>
      <ul className={styles.claims}>
        {why.claims.map((claim) => (
          <ClaimRow key={`${claim.row} ${claim.jurisdiction}`} claim={claim} />
        ))}
        {why.claims.length === 0 && <li className={styles.small}>{t('retention.why.none')}</li>}
        {why.holds > 0 && (
          <li>
            <Badge tone="held" icon={IconLock}>
              {t('retention.why.held', { count: why.holds })}
            </Badge>
            <span className={styles.small}>{t('retention.why.heldText')}</span>
          </li>
        )}
        {why.restrictions.map(({ ground, since }) => (
          <li key={`${ground} ${since}`}>
            <Badge tone="attention" icon={IconPlayerPause}>
              {t('retention.why.restricted', { day: longDay(since) })}
            </Badge>
            <span className={styles.small}>{t('retention.why.restrictedText')}</span>
          </li>
        ))}
      </ul>
      <Next why={why} />
    </>
  );
}

/** One reason to keep it: its law, what starts the period, and its end. */
function ClaimRow({ claim }: { claim: Claim }) {
  const { t } = useTranslation();
  const regime = t(`retention.regime.${claim.regime}`, { defaultValue: humanised(claim.regime.toLowerCase()) });
  const event = (code: string | null) => (code === null ? '' : t(`retention.event.${code}`, { defaultValue: code }));
  const words = claim.endsAt
    ? t('retention.why.until', { day: longDay(claim.endsAt) })
    : t(`retention.why.${claim.waiting === 'unknown' ? 'unknown' : 'open'}`);
  return (
    <li>
      <span className={styles.claim}>
        <span>{regime}</span>
        <span className={styles.until}>{words}</span>
      </span>
      <span className={styles.small}>
        {claim.minRef ?? claim.maxReason} · <code>{claim.row}</code>
      </span>
      {claim.triggerAt !== null && (
        <span className={styles.small}>
          {t('retention.why.since', { event: event(claim.trigger), day: longDay(claim.triggerAt) })}
        </span>
      )}
    </li>
  );
}

function Next({ why: { mustDeleteAt, deletableAt, restrictAt, review, unknownFacts } }: { why: Why }) {
  const { t } = useTranslation();
  const facts = unknownFacts.map((code) => t(`retention.fact.${code}`, { defaultValue: humanised(code) })).join(', ');
  const past = deletableAt !== null && new Date(deletableAt) <= new Date();
  return (
    <div className={styles.next}>
      <h3>{t('retention.why.next')}</h3>
      <p>
        {mustDeleteAt === null
          ? t('retention.why.noEnd')
          : t(review ? 'retention.why.mustGoReview' : 'retention.why.mustGo', { day: longDay(mustDeleteAt) })}
      </p>
      {deletableAt !== null && (
        <p>{t(past ? 'retention.why.deletable' : 'retention.why.deletableFrom', { day: longDay(deletableAt) })}</p>
      )}
      {restrictAt !== null && <p>{t('retention.why.restrictFrom', { day: longDay(restrictAt) })}</p>}
      {unknownFacts.length > 0 && <p>{t('retention.why.missing', { facts })}</p>}
    </div>
  );
}
