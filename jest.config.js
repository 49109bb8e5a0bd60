/** Three sizes of test: unit beside the code, medium on a real PostgreSQL, e2e against the built program; `long` ones kill processes in a loop. */
const swc = [
  '@swc/jest',
  {
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      target: 'es2022',
    },
    module: { type: 'commonjs' },
  },
];
const long = '\\.long\\.spec\\.ts$';
const onPostgres = {
  globalSetup: '<rootDir>/test/support/start-postgres.ts',
  globalTeardown: '<rootDir>/test/support/stop-postgres.ts',
};
const common = {
  testEnvironment: 'node',
  transform: { '^.+\\.(t|m?j)s$': swc },
  // These packages ship ES modules only, which jest cannot require on Node 20.
  transformIgnorePatterns: [
    '/node_modules/(?!(@nestjs|age-encryption|@noble|@scure|file-type|strtok3|token-types|@tokenizer|uint8array-extras|@borewit)/)',
  ],
  modulePathIgnorePatterns: [
    '<rootDir>/dist',
    '<rootDir>/data',
    '<rootDir>/.services',
    '<rootDir>/.test-data',
    '<rootDir>/.bench',
  ],
};

/** @type {import('jest').Config} */
module.exports = {
  // For a machine five times as slow, with both its cores taken. No test lowers it.
  testTimeout: 180_000,
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/src/**/*.spec.ts',
        '<rootDir>/scripts/**/*.spec.ts',
        '<rootDir>/web/**/*.spec.ts',
        '<rootDir>/test/unit/**/*.spec.ts',
      ],
    },
    {
      ...common,
      ...onPostgres,
      displayName: 'medium',
      testMatch: ['<rootDir>/test/medium/**/*.spec.ts'],
      testPathIgnorePatterns: [long],
    },
    {
      ...common,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/e2e/**/*.spec.ts'],
      testPathIgnorePatterns: [long],
    },
    { ...common, ...onPostgres, displayName: 'long', testMatch: ['<rootDir>/test/**/*.long.spec.ts'] },
  ],
};
