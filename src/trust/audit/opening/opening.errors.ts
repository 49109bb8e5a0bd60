import { Refusal } from '../../../kernel';

const sentences = {
  not_behind: 'The log has everything that its anchors remember. There is nothing that a new log would be for.',
  refillable: 'The anchor bucket gives back what is missing. Run `strongroom audit refill` first.',
} as const;

/** No new log is opened. */
export class NewLogRefused extends Refusal {
  constructor(readonly reason: keyof typeof sentences) {
    super('conflict', sentences[reason]);
  }
}

/** There is no start to accept: an anchor can be asked, or there is none. */
export class StartNotInDoubt extends Refusal {
  constructor() {
    super('conflict', 'An anchor of the log can be asked, or there is none. Start the vault: it says what is wrong.');
  }
}

/** What needs a log at rest finds another one than before, or one that somebody adds to. */
export class LogInUse extends Refusal {
  constructor() {
    super('conflict', 'The log has changed meanwhile, or a vault adds to it. Stop every vault and ask anew.');
  }
}
