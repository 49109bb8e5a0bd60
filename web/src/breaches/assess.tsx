import { Button, Modal, NativeSelect, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import form from '../requests/requests.module.css';
import { FormAlert } from '../session/form-alert';
import { breachActs, type Assessment, type WholeBreach } from './breach-api';
import { bodyOf, FactsFields, factsOf, isComplete } from './facts-fields';
import { useBreachStep } from './use-breach-step';

const risks = ['none', 'risk', 'high'] as const satisfies readonly Assessment['risk'][];

/** Judges the breach, again whenever more is known: what stands here takes the place of what was known before. */
export function Assess({ breach, onClose }: { breach: WholeBreach; onClose: () => void }) {
  const { t } = useTranslation();
  const [facts, setFacts] = useState(() => factsOf(breach));
  const [risk, setRisk] = useState<Assessment['risk'] | ''>(breach.risk ?? '');
  const [readable, setReadable] = useState(breach.unintelligible === null ? '' : breach.unintelligible ? 'no' : 'yes');
  const [why, setWhy] = useState(breach.file?.assessment ?? '');
  const step = useBreachStep(t('breaches.assess.done'), onClose);
  const complete = isComplete(facts) && risk !== '' && readable !== '' && why.trim() !== '';
  const submit = () => {
    if (risk === '') return;
    const judged = { risk, unintelligible: readable === 'no', assessment: why };
    step.mutate(() => breachActs.assess(breach.id, { ...bodyOf(facts), ...judged }));
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('breaches.assess.title')}
      closeButtonProps={{ 'aria-label': t('parts.close') }}
    >
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (complete) submit();
        }}
      >
        <p className={form.second}>{t('breaches.assess.intro')}</p>
        <div className={form.fields}>
          <NativeSelect
            data-autofocus
            required
            label={t('breaches.assess.risk')}
            value={risk}
            data={chosen(
              risks.map((value) => ({ value, label: t(`breaches.risk.${value}`) })),
              t('filters.choose'),
            )}
            onChange={(event) => setRisk(risks.find((code) => code === event.currentTarget.value) ?? '')}
          />
          <NativeSelect
            required
            label={t('breaches.assess.readable')}
            value={readable}
            data={chosen(
              ['yes', 'no'].map((value) => ({ value, label: t(`breaches.assess.readableIs.${value}`) })),
              t('filters.choose'),
            )}
            onChange={(event) => setReadable(event.currentTarget.value)}
          />
        </div>
        <Textarea
          required
          label={t('breaches.assess.why')}
          description={t('breaches.assess.whyRule')}
          maxLength={20_000}
          autosize
          minRows={2}
          maxRows={8}
          value={why}
          onChange={(event) => setWhy(event.currentTarget.value)}
        />
        <FactsFields facts={facts} onChange={(some) => setFacts({ ...facts, ...some })} />
        <FormAlert error={step.error} />
        <div className={form.actions}>
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" loading={step.isPending} disabled={!complete}>
            {t('breaches.assess.submit')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** Nothing is chosen for the person: what they judge decides which clocks run. */
function chosen(options: { value: string; label: string }[], choose: string) {
  return [{ value: '', label: choose, disabled: true }, ...options];
}
