import { ActionIcon, Button, Popover, Switch, TextInput } from '@mantine/core';
import { IconBookmark, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { acts } from '../api/acts';
import { questions } from '../api/questions';
import type { SavedSearch } from '../api/types';
import { Answered } from '../parts/page-states';
import { FormAlert } from '../session/form-alert';
import styles from './saved-searches.module.css';
import { queryOf, type LogSearch } from './search';

/** The person's kept questions to the log, and the way to keep the present one. */
export function SavedSearches({ filters, onFollow }: { filters: LogSearch; onFollow: (q: string) => void }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const searches = useQuery({ ...questions.savedSearches(), enabled: opened });
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={320} trapFocus>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconBookmark size={16} stroke={1.8} />}
          onClick={() => setOpened(!opened)}
        >
          {t('log.saved.button')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('log.saved.title')}>
        <Answered of={searches} rows={3}>
          {({ items }) =>
            items.length === 0 ? (
              <p className={styles.text}>{t('log.saved.empty')}</p>
            ) : (
              <ul className={styles.list}>
                {items.map((search) => (
                  <Kept
                    key={search.id}
                    search={search}
                    onFollow={() => {
                      setOpened(false);
                      onFollow(search.q);
                    }}
                  />
                ))}
              </ul>
            )
          }
        </Answered>
        <SaveForm q={queryOf(filters)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function useAct<Input>(act: (input: Input) => Promise<unknown>, onDone?: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: async () => {
      onDone?.();
      await client.invalidateQueries({ queryKey: ['saved-searches'] });
    },
  });
}

function Kept({ search, onFollow }: { search: SavedSearch; onFollow: () => void }) {
  const { t } = useTranslation();
  const notify = useAct((on: boolean) => acts.changeSearch(search, { notify: on }));
  const remove = useAct(acts.removeSearch);
  return (
    <li>
      <div className={styles.kept}>
        <button type="button" className={styles.name} onClick={onFollow} title={search.q}>
          {search.name}
        </button>
        <Switch
          size="xs"
          checked={search.notify}
          disabled={notify.isPending}
          aria-label={t('log.saved.notifyOf', { name: search.name })}
          onChange={(event) => notify.mutate(event.currentTarget.checked)}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          size={24}
          loading={remove.isPending}
          aria-label={t('log.saved.remove', { name: search.name })}
          onClick={() => remove.mutate(search.id)}
        >
          <IconTrash size={16} stroke={1.8} />
        </ActionIcon>
      </div>
      <FormAlert error={notify.error ?? remove.error} />
    </li>
  );
}

function SaveForm({ q }: { q: string }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [notify, setNotify] = useState(false);
  const save = useAct(acts.saveSearch, () => setName(''));
  if (q === '') return <p className={styles.text}>{t('log.saved.nothing')}</p>;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ name: name.trim(), q, notify });
      }}
    >
      <code>{q}</code>
      <TextInput
        label={t('log.saved.name')}
        value={name}
        maxLength={80}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Switch
        checked={notify}
        label={t('log.saved.notify')}
        onChange={(event) => setNotify(event.currentTarget.checked)}
      />
      <FormAlert error={save.error} />
      <Button type="submit" disabled={name.trim() === ''} loading={save.isPending}>
        {t('log.saved.save')}
      </Button>
    </form>
  );
}
