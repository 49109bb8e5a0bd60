import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { acts } from '../api/acts';
import type { Person, Role } from '../api/types';
import styles from '../grants/grants.module.css';
import { announce } from '../parts/announce';
import { FormAlert } from '../session/form-alert';
import { useNames } from '../shell/use-names';
import { excluded } from './role-rules';

interface Props {
  person: Person | null;
  onClose: () => void;
  onHanded: (handed: { name: string; password: string }) => void;
}

/** A new person, who gets a one-time password, or the roles of one who is there. */
export function PersonForm({ person, onClose, onHanded }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { meta, roleOf } = useNames();
  const rules = meta?.roles ?? [];
  const [name, setName] = useState('');
  const [displayName, setDisplayName] = useState(person?.displayName ?? '');
  const [roles, setRoles] = useState<Role[]>(person?.roles ?? []);
  const save = useMutation({
    mutationFn: async () => {
      if (person) {
        await acts.changePerson(person, { displayName: displayName.trim(), roles });
        return;
      }
      const added = await acts.addPerson({ name: name.trim(), displayName: displayName.trim(), roles });
      onHanded({ name: added.name, password: added.oneTimePassword });
    },
    onSuccess: async () => {
      announce(t('people.saved', { name: displayName }));
      await client.invalidateQueries({ queryKey: ['people'] });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(person ? 'people.editTitle' : 'people.addTitle', { name: person?.displayName })}
      closeButtonProps={{ 'aria-label': t('parts.close') }}
    >
      <form className={styles.form} onSubmit={submit}>
        <TextInput
          label={t('people.displayName')}
          required
          data-autofocus
          value={displayName}
          onChange={(event) => setDisplayName(event.currentTarget.value)}
        />
        {!person && (
          <TextInput
            label={t('signIn.name')}
            description={t('people.nameRule')}
            required
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
        <Checkbox.Group
          label={t('people.column.roles')}
          description={t('people.rolesRule')}
          value={roles}
          onChange={(chosen) => setRoles(chosen)}
        >
          {rules.map(({ code }) => (
            <Checkbox
              key={code}
              mt={8}
              value={code}
              label={roleOf(code)}
              disabled={!roles.some((role) => role === code) && excluded(code, roles, rules)}
            />
          ))}
        </Checkbox.Group>
        <FormAlert error={save.error} />
        <div className={styles.actions}>
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={roles.length === 0}>
            {t(person ? 'people.save' : 'people.add')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
