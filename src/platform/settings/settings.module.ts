import { type DynamicModule, Global, Module } from '@nestjs/common';
import { CLOCK, systemClock } from '../../kernel';
import { type PolicyData, POLICY_DATA } from './policy-data';
import { Settings } from './settings';

/** Gives every module the settings, the policy data and the clock. */
@Global()
@Module({})
export class SettingsModule {
  static with(settings: Settings, policy: PolicyData): DynamicModule {
    return {
      module: SettingsModule,
      providers: [
        { provide: Settings, useValue: settings },
        { provide: POLICY_DATA, useValue: policy },
        { provide: CLOCK, useValue: systemClock },
      ],
      exports: [Settings, POLICY_DATA, CLOCK],
    };
  }
}
