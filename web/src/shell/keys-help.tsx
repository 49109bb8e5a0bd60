import { Kbd, Modal, Switch } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { setSingleKeys, singleKeysOn } from './keys';
import styles from './keys-help.module.css';

const keys: readonly (readonly [keys: readonly string[], text: string])[] = [
  [['Ctrl', 'K'], 'keys.jump'],
  [['/'], 'keys.filter'],
  [['g', 'l'], 'keys.library'],
  [['g', 'a'], 'keys.log'],
  [['g', 'v'], 'keys.verification'],
  [['g', 'j'], 'keys.jobs'],
  [['g', 'g'], 'keys.grants'],
  [['g', 'q'], 'keys.requests'],
  [['g', 't'], 'keys.retention'],
  [['g', 'h'], 'keys.holds'],
  [['g', 'b'], 'keys.breaches'],
  [['g', 'k'], 'keys.epochs'],
  [['g', 'p'], 'keys.people'],
  [['l'], 'keys.itemLog'],
  [['e'], 'keys.evidence'],
  [['m'], 'keys.review'],
  [['+'], 'keys.zoomIn'],
  [['-'], 'keys.zoomOut'],
  [['0'], 'keys.fit'],
  [['R'], 'keys.rotate'],
  [['['], 'keys.previousPage'],
  [[']'], 'keys.nextPage'],
  [['j'], 'keys.nextRow'],
  [['k'], 'keys.previousRow'],
  [['?'], 'keys.help'],
];

/** The keys, and the switch that turns single ones off. */
export function KeysHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const [on, setOn] = useState(singleKeysOn);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('keys.title')}
      closeButtonProps={{ 'aria-label': t('parts.close') }}
    >
      <dl className={styles.keys}>
        {keys.map(([combination, text]) => (
          <div key={text}>
            <dt>
              {combination.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
      <Switch
        mt="md"
        checked={on}
        label={t('keys.single')}
        onChange={(event) => {
          setSingleKeys(event.currentTarget.checked);
          setOn(event.currentTarget.checked);
        }}
      />
    </Modal>
  );
}
