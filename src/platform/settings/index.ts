export {
  type DataPaths,
  dataPaths,
  Installation,
  InstallationModule,
  NotInitialised,
  readInstallation,
} from './installation';
export {
  type Environment,
  loadSettings,
  setLibraryEnvironment,
  SettingsInvalid,
  withEnvironment,
} from './load-settings';
export {
  type Disclosure,
  disclosures,
  type DocumentClass,
  type Jurisdiction,
  loadPolicyData,
  type MediaType,
  POLICY_DATA,
  PolicyData,
  type Purpose,
} from './policy-data';
export { type ClockData, type RetentionEventData, type RetentionFactData } from './retention-data';
export { readRetentionRows, RetentionRow, rowFaults } from './retention-rows';
export { type SettingDescription, settingDescriptions } from './setting';
export { KeySettings } from './key-settings';
export { Settings } from './settings';
export { SettingsModule } from './settings.module';
