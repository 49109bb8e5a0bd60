import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconHourglass,
  IconPrinter,
  IconShield,
  type Icon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { questions } from '../api/questions';
import type { Anchor, Anchors, Verification } from '../api/types';
import { count, exactTime, shortTime } from '../i18n/formats';
import { VerificationCard } from '../log/verification-card';
import { Badge, type Tone } from '../parts/badge';
import { Card } from '../parts/card';
import { PageHead } from '../parts/page-head';
import { Answered } from '../parts/page-states';
import table from '../parts/table.module.css';
import { useMay } from '../session/use-session';
import { CompareCard } from './compare-card';
import { DaysStrip } from './days-strip';
import { ReviewList } from './review-list';
import { SignReview } from './sign-review';
import styles from './verification.module.css';

/** Whether the log is what was sealed, and who outside the vault says so. */
export function VerificationPage() {
  const { t } = useTranslation();
  const can = useMay();
  const verification = useQuery(questions.verification());
  const anchors = useQuery(questions.anchors());
  const days = useQuery(questions.verifiedDays());
  const [signing, sign] = useDisclosure(false);
  const reviews = useQuery({ ...questions.reviews(), enabled: can('orderEvidence') });
  return (
    <>
      <PageHead
        title={useTitle(verification.data, anchors.data)}
        calls={[
          { method: 'GET', path: '/v1/audit/verification' },
          { method: 'POST', path: '/v1/audit/verification' },
          { method: 'GET', path: '/v1/audit/verification/days' },
          { method: 'GET', path: '/v1/audit/anchors' },
          { method: 'GET', path: '/v1/audit/consistency?from=…' },
          {
            method: 'POST',
            path: '/v1/log-reviews',
            body: { from: '…', to: '…', outcome: 'finding', finding: 'no_ticket' },
          },
          { method: 'POST', path: '/v1/log-reviews/{id}/closure', body: { closure: 'explained' } },
        ]}
        actions={
          <Button variant="default" leftSection={<IconPrinter size={16} stroke={1.8} />} onClick={() => window.print()}>
            {t('verification.print')}
          </Button>
        }
      />
      <div className={styles.columns}>
        {can('verifyLog') && <VerificationCard />}
        <CompareCard />
      </div>
      <Answered of={days} rows={2}>
        {(data) => <DaysStrip of={data} />}
      </Answered>
      <Card flush title={t('verification.anchors')}>
        <Answered of={anchors} rows={3}>
          {(data) => <AnchorList of={data} />}
        </Answered>
      </Card>
      {can('orderEvidence') && (
        <Card
          flush
          title={t('verification.reviews')}
          aside={
            <Button variant="default" size="compact-sm" onClick={sign.open}>
              {t('verification.signTitle')}
            </Button>
          }
        >
          <Answered of={reviews} rows={3}>
            {(data) => <ReviewList reviews={data} />}
          </Answered>
        </Card>
      )}
      {signing && <SignReview onClose={sign.close} />}
    </>
  );
}

function useTitle(verification: Verification | undefined, anchors: Anchors | undefined): string {
  const { t } = useTranslation();
  const latest = verification?.latest;
  if (!latest) return verification ? t('foot.never') : t('verification.name');
  if (!latest.intact) return t('foot.broken', { count: latest.findingCount });
  const verified = t('foot.intact', { n: count(Math.max(0, latest.entries.found - 1)) });
  const witnesses = anchors?.anchors.filter(({ kind }) => kind === 'witness') ?? [];
  if (witnesses.length === 0) return verified;
  const agreeing = witnesses.filter(({ state }) => state === 'current').length;
  return `${verified}, ${t('foot.witnesses', { agreeing, all: witnesses.length })}`;
}

const states: Record<Anchor['state'], { tone: Tone; icon: Icon }> = {
  current: { tone: 'verified', icon: IconCircleCheck },
  behind: { tone: 'attention', icon: IconHourglass },
  failing: { tone: 'danger', icon: IconAlertTriangle },
  not_protecting: { tone: 'danger', icon: IconAlertTriangle },
};

const anchorColumns = ['name', 'kind', 'remembers', 'newest', 'state'] as const;

function AnchorList({ of: { anchors, closesAt } }: { of: Anchors }) {
  const { t } = useTranslation();
  if (anchors.length === 0)
    return (
      <p className={styles.none}>
        <Badge tone="attention" icon={IconShield}>
          {t('verification.noAnchorTitle')}
        </Badge>{' '}
        {t('verification.noAnchor')}
      </p>
    );
  const cell = (column: (typeof anchorColumns)[number]) => ({ 'data-label': t(`verification.column.${column}`) });
  return (
    <>
      {closesAt !== null && <p className={styles.warning}>{t('verification.closesAt', { at: shortTime(closesAt) })}</p>}
      <div className={table.wrap}>
        <table className={table.table}>
          <thead>
            <tr>
              {anchorColumns.map((column) => (
                <th key={column} scope="col">
                  {t(`verification.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {anchors.map((anchor) => (
              <tr key={anchor.name}>
                <td {...cell('name')} className={table.strong}>
                  {anchor.name}
                </td>
                <td {...cell('kind')}>{t(`verification.kind.${anchor.kind}`)}</td>
                <td {...cell('remembers')}>
                  {t('verification.remembers', { n: count(anchor.size), lag: count(anchor.lag) })}
                </td>
                <td {...cell('newest')} title={anchor.at === null ? undefined : exactTime(anchor.at)}>
                  {anchor.at === null ? t('verification.nothing') : shortTime(anchor.at)}
                </td>
                <td {...cell('state')}>
                  <Badge {...states[anchor.state]}>
                    {t(`verification.state.${anchor.state}`)}
                    {anchor.error !== null && `: ${t(`verification.error.${anchor.error}`)}`}
                  </Badge>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
