import { Refusal } from '../../../kernel';

const sentences = {
  not_behind: 'The log has everything that its anchors remember. There is nothing that a new log would be for.',
  refillable: 'The anchor bucket gives back what is missing. Run `strongroom audit refill` first.',
  in_use: 'The log has changed meanwhile, or a vault adds to it. Stop every vault and ask anew.',
} as const;

/** No new log is opened. */
export class NewLogRefused extends Refusal {
  constructor(readonly reason: keyof typeof sentences) {
    super('conflict', sentences[reason]);
  }
}
