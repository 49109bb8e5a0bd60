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
  type DocumentClass,
  loadPolicyData,
  type MediaType,
  POLICY_DATA,
  PolicyData,
  type Purpose,
} from './policy-data';
export { type SettingDescription, settingDescriptions } from './setting';
export { Settings } from './settings';
export { SettingsModule } from './settings.module';
