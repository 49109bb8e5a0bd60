import { Button, FileButton } from '@mantine/core';
import { IconFileUpload, IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useState, type ClipboardEvent, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { acts } from '../api/acts';
import { questions } from '../api/questions';
import { count } from '../i18n/formats';
import { Badge } from '../parts/badge';
import { Card } from '../parts/card';
import { FormAlert } from '../session/form-alert';
import { beginsWith, checkpointOf } from './checkpoint';
import styles from './verification.module.css';

type Answer = { verdict: 'same' | 'changed' | 'shorter' | 'otherLog' | 'unreadable'; size?: number; now?: number };

/** Holds a checkpoint that somebody kept against the log of today; the hashes are checked here, not believed. */
async function compare(client: QueryClient, text: string): Promise<Answer> {
  const own = checkpointOf(text);
  if (own === null) return { verdict: 'unreadable' };
  const newest = await client.query({ ...questions.checkpoint(), staleTime: 0 });
  const now = checkpointOf(newest?.note ?? '');
  if (now === null) return { verdict: 'shorter', size: own.size, now: 0 };
  const sizes = { size: own.size, now: now.size };
  if (own.origin !== now.origin) return { verdict: 'otherLog', ...sizes };
  if (own.size > now.size) return { verdict: 'shorter', ...sizes };
  const { proof } = await acts.consistency(own.size, now.size);
  return { verdict: (await beginsWith(now, own, proof)) ? 'same' : 'changed', ...sizes };
}

export function CompareCard() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [over, setOver] = useState(false);
  const run = useMutation({ mutationFn: (text: string) => compare(client, text) });
  const take = async (file: File | null | undefined) => file && run.mutate(await file.slice(0, 65_536).text());
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  const paste = (event: ClipboardEvent) => run.mutate(event.clipboardData.getData('text'));
  return (
    <Card title={t('verification.compare')}>
      <div
        className={styles.drop}
        data-over={over}
        tabIndex={0}
        role="group"
        aria-label={t('verification.compare')}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        onPaste={paste}
      >
        <p>{t('verification.compareText')}</p>
        <FileButton onChange={(file) => void take(file)}>
          {(props) => (
            <Button
              {...props}
              variant="default"
              size="compact-md"
              loading={run.isPending}
              leftSection={<IconFileUpload size={16} stroke={1.8} />}
            >
              {t('verification.choose')}
            </Button>
          )}
        </FileButton>
      </div>
      <div role="status">{run.data && <Verdict answer={run.data} />}</div>
      <FormAlert error={run.error} />
    </Card>
  );
}

function Verdict({ answer: { verdict, size = 0, now = 0 } }: { answer: Answer }) {
  const { t } = useTranslation();
  const tone =
    verdict === 'same' ? 'verified' : verdict === 'unreadable' || verdict === 'otherLog' ? 'attention' : 'danger';
  return (
    <div className={styles.verdict}>
      <Badge tone={tone} icon={verdict === 'same' ? IconShieldCheck : IconShieldX}>
        {t(`verification.verdict.${verdict}`)}
      </Badge>
      <p>{t(`verification.verdictText.${verdict}`, { size: count(size), now: count(now) })}</p>
    </div>
  );
}
