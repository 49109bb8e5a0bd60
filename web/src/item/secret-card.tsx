import { Button } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { acts } from '../api/acts';
import type { MediaItem } from '../api/types';
import { announce } from '../parts/announce';
import { Card } from '../parts/card';
import { FormAlert } from '../session/form-alert';
import { useMay } from '../session/use-session';

/** Whether the person may know of the item. Whoever may not know of it never sees this page. */
export function SecretCard({ item }: { item: MediaItem }) {
  const { t } = useTranslation();
  const can = useMay();
  const client = useQueryClient();
  const secret = item.disclosure !== 'normal';
  const set = useMutation({
    mutationFn: () => acts.disclose(item.id, secret ? 'normal' : 'tipping_off'),
    onSuccess: async () => {
      announce(t('item.secret.done'));
      await client.invalidateQueries({ queryKey: ['item', item.id] });
    },
  });
  if (!secret && !can('classify')) return null;
  return (
    <Card title={t('item.secret.title')}>
      <p>{t(`item.secret.${item.disclosure}`)}</p>
      {can('classify') && (
        <Button
          variant="default"
          leftSection={secret ? <IconEye size={16} stroke={1.8} /> : <IconEyeOff size={16} stroke={1.8} />}
          loading={set.isPending}
          onClick={() => set.mutate()}
        >
          {t(secret ? 'item.secret.end' : 'item.secret.begin')}
        </Button>
      )}
      <FormAlert error={set.error} />
    </Card>
  );
}
