import { Inject, Injectable, type PipeTransform } from '@nestjs/common';
import { POLICY_DATA, type PolicyData } from '../../platform/settings';
import { NoticeNotFound } from './breach.errors';

/** A path segment that no row of the clock register has names no notice, and comes no further. */
@Injectable()
export class NoticeCodePipe implements PipeTransform<string, string> {
  constructor(@Inject(POLICY_DATA) private readonly policy: PolicyData) {}

  transform(segment: string): string {
    if (!this.policy.clocks.some(({ code }) => code === segment)) throw new NoticeNotFound();
    return segment;
  }
}
