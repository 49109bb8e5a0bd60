import { Button, Checkbox, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../parts/announce';
import form from '../requests/requests.module.css';
import { FormAlert } from '../session/form-alert';
import { useNames } from '../shell/use-names';
import { emptyScope, scopeOf, type WrittenScope } from './hold-scope';
import { retentionActs, retentionQuestions, type Hold, type HoldScope } from './retention-api';
import styles from './retention.module.css';

const reasons = [
  'litigation',
  'authority_order',
  'investigation',
  'audit',
] as const satisfies readonly Hold['reason'][];
const lists = ['subjects', 'tickets', 'media'] as const;

/** Matter, reason and scope; how many items it would cover is counted while it is written. */
export function PlaceHold({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [matter, setMatter] = useState('');
  const [reason, setReason] = useState<Hold['reason'] | ''>('');
  const [written, setWritten] = useState(emptyScope);
  const scope = scopeOf(written);
  const place = useMutation({
    mutationFn: async () => {
      if (reason !== '' && scope !== null) await retentionActs.placeHold({ matter: matter.trim(), reason, scope });
    },
    onSuccess: async () => {
      announce(t('holds.form.done'));
      await client.invalidateQueries({ queryKey: ['holds'] });
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('holds.form.title')}
      closeButtonProps={{ 'aria-label': t('parts.close') }}
    >
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          place.mutate();
        }}
      >
        <p className={form.second}>{t('holds.form.intro')}</p>
        <div className={form.fields}>
          <TextInput
            data-autofocus
            required
            label={t('holds.form.matter')}
            description={t('holds.form.matterRule')}
            pattern="[A-Za-z0-9][A-Za-z0-9._\/\-]{0,63}"
            autoComplete="off"
            value={matter}
            onChange={(event) => setMatter(event.currentTarget.value)}
          />
          <NativeSelect
            label={t('holds.form.reason')}
            required
            value={reason}
            data={[
              { value: '', label: t('filters.choose'), disabled: true },
              ...reasons.map((value) => ({ value, label: t(`holds.reason.${value}`) })),
            ]}
            onChange={(event) => setReason(reasons.find((code) => code === event.currentTarget.value) ?? '')}
          />
        </div>
        <ScopeFields written={written} onChange={(some) => setWritten({ ...written, ...some })} />
        <Coverage scope={scope} />
        <FormAlert error={place.error} />
        <div className={form.actions}>
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button
            type="submit"
            loading={place.isPending}
            disabled={matter.trim() === '' || reason === '' || scope === null}
          >
            {t('holds.form.submit')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function ScopeFields({
  written,
  onChange,
}: {
  written: WrittenScope;
  onChange: (some: Partial<WrittenScope>) => void;
}) {
  const { t } = useTranslation();
  const { meta } = useNames();
  return (
    <>
      <div className={form.fields}>
        {lists.map((name) => (
          <Textarea
            key={name}
            label={t(`holds.form.${name}`)}
            description={t(`holds.form.${name}Rule`)}
            autosize
            minRows={2}
            maxRows={6}
            value={written[name]}
            onChange={(event) => onChange({ [name]: event.currentTarget.value })}
          />
        ))}
      </div>
      <Checkbox.Group
        label={t('holds.form.classes')}
        value={[...written.classes]}
        onChange={(classes) => onChange({ classes })}
      >
        <div className={styles.classes} tabIndex={0} role="group" aria-label={t('holds.form.classes')}>
          {(meta?.documentClasses ?? []).map(({ code, name }) => (
            <Checkbox key={code} value={code} label={name} />
          ))}
        </div>
      </Checkbox.Group>
      <div className={form.fields}>
        {(['from', 'to'] as const).map((end) => (
          <TextInput
            key={end}
            type="date"
            label={t(`holds.form.${end}`)}
            value={written[end]}
            onChange={(event) => onChange({ [end]: event.currentTarget.value })}
          />
        ))}
      </div>
    </>
  );
}

const nothingNamed: HoldScope = {};

/** The live count: asked anew once the person has stopped typing. */
function Coverage({ scope }: { scope: HoldScope | null }) {
  const { t } = useTranslation();
  const [key] = useDebouncedValue(JSON.stringify(scope), 400);
  const asked = JSON.parse(key) as HoldScope | null;
  const { data, error, isFetching } = useQuery({
    ...retentionQuestions.coverage(asked ?? nothingNamed),
    enabled: asked !== null,
  });
  if (scope === null || asked === null) return <p className={form.second}>{t('holds.coverage.nothing')}</p>;
  if (error !== null) return <FormAlert error={error} />;
  return (
    <div className={styles.coverage} role="status">
      {isFetching || data === undefined ? (
        <p>{t('holds.coverage.counting')}</p>
      ) : (
        <>
          <p>
            <strong>{t('holds.coverage.items', { count: data.items })}</strong>
            {data.held > 0 && ` ${t('holds.coverage.held', { held: data.held })}`}
          </p>
          {data.gone > 0 && <p>{t('holds.coverage.gone', { gone: data.gone })}</p>}
        </>
      )}
    </div>
  );
}
