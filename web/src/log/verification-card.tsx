import { Button } from '@mantine/core';
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { acts } from '../api/acts';
import { questions } from '../api/questions';
import type { VerificationResult } from '../api/types';
import { count, shortTime } from '../i18n/formats';
import { Badge } from '../parts/badge';
import { Card } from '../parts/card';
import styles from './entry-panel.module.css';

const pollMillis = 1500;

/** Whether the log is what was sealed: the latest finding, and the way to look again. */
export function VerificationCard() {
  const { t } = useTranslation();
  const client = useQueryClient();
  // Asked again only while one is running, which ends by itself.
  const state = useQuery({
    ...questions.verification(),
    refetchInterval: ({ state: { data } }) => (data?.running ? pollMillis : false),
  });
  const verify = useMutation({
    mutationFn: acts.verifyLog,
    onSuccess: (started) => client.setQueryData(questions.verification().queryKey, started),
  });
  if (!state.data) return null;
  const { running, latest } = state.data;
  return (
    <Card title={titleOf(latest, t)} aside={latest && <State result={latest} />}>
      <p className={styles.text} role="status">
        {running
          ? t('log.verifying', { checked: count(running.checked), expected: count(running.expected) })
          : latest
            ? lineOf(latest, t)
            : t('log.verifyText')}
      </p>
      <div className={styles.actions}>
        <Button
          variant="default"
          size="compact-md"
          leftSection={<IconShieldCheck size={16} stroke={1.8} />}
          loading={verify.isPending || running !== null}
          onClick={() => verify.mutate()}
        >
          {t('log.verifyNow')}
        </Button>
      </div>
    </Card>
  );
}

type Translate = (key: string, values?: Record<string, unknown>) => string;

function titleOf(latest: VerificationResult | null, t: Translate): string {
  if (latest === null) return t('log.notVerifiedTitle');
  return latest.intact ? t('log.verifiedTitle') : t('log.brokenTitle', { count: latest.findingCount });
}

function lineOf({ entries, checkpoints, gaps }: VerificationResult, t: Translate): string {
  return t('log.verifiedLine', {
    found: count(entries.found),
    expected: count(entries.expected),
    confirmed: count(checkpoints.confirmed),
    checkpoints: count(checkpoints.found),
    gaps: count(gaps),
  });
}

function State({ result }: { result: VerificationResult }) {
  const { t } = useTranslation();
  const at = t('log.verifiedAt', { at: shortTime(result.finishedAt) });
  return result.intact ? (
    <Badge tone="verified" icon={IconShieldCheck}>
      {at}
    </Badge>
  ) : (
    <Badge tone="danger" icon={IconShieldX}>
      {at}
    </Badge>
  );
}
