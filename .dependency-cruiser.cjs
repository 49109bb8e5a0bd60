/** The one judge of who may import whom (docs/architecture.md draws it). */
const layers = ['kernel', 'platform', 'trust', 'records', 'lifecycle', 'casework', 'edge'];
const siblings = {
  'platform/(jobs|http)': ['settings', 'logging', 'database'],
  'platform/(notifications)': ['database', 'http', 'jobs'],
  'platform/(sealed)': [],
  'platform/(objects|database)': ['settings', 'logging'],
  'platform/(logging)': ['settings'],
  'trust/(access|identity|keys)': ['audit'],
  'records/(media)': ['subjects', 'tickets'],
  'lifecycle/(retention)': ['clocks'],
  'lifecycle/(destruction)': ['retention'],
};
const anyFile = '^src/([^/]+)/([^/]+)/';

const upward = layers.flatMap((layer, index) =>
  index === layers.length - 1
    ? []
    : [
        {
          name: `${layer}-points-down`,
          comment: 'Imports point down the layers, never up.',
          severity: 'error',
          from: { path: `^src/${layer}/` },
          to: { path: `^src/(${layers.slice(index + 1).join('|')}|composition)/|^src/[^/]+\\.ts$` },
        },
      ],
);

const sideways = layers.slice(1).map((layer) => {
  const named = Object.keys(siblings).filter((key) => key.startsWith(`${layer}/`));
  return {
    name: `${layer}-not-sideways`,
    comment: 'A module does not import its neighbours; news travels as events.',
    severity: 'error',
    from: { path: `^src/${layer}/([^/]+)/`, ...(named.length ? { pathNot: named.map((key) => `^src/${key}/`) } : {}) },
    to: { path: `^src/${layer}/([^/]+)/`, pathNot: `^src/${layer}/$1/` },
  };
});

const exceptions = Object.entries(siblings).map(([key, allowed]) => {
  const layer = key.split('/')[0];
  return {
    name: `${key.replace(/[()|]/g, '-')}-known-neighbours`,
    comment: 'These modules may use the named neighbours and no other.',
    severity: 'error',
    from: { path: `^src/${key}/` },
    to: {
      path: `^src/${layer}/[^/]+/`,
      pathNot: [`^src/${layer}/$1/`, ...allowed.map((name) => `^src/${layer}/${name}/`)],
    },
  };
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...upward,
    ...sideways,
    ...exceptions,
    {
      name: 'one-door',
      comment: 'A module is entered through its index.ts.',
      severity: 'error',
      from: { path: anyFile },
      to: {
        path: '^src/[^/]+/[^/]+/.+',
        pathNot: ['^src/$1/$2/', '^src/[^/]+/[^/]+/index\\.ts$', '^src/(kernel|composition)/'],
      },
    },
    {
      name: 'kernel-door',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/kernel/' },
      to: { path: '^src/kernel/', pathNot: '^src/kernel/index\\.ts$' },
    },
    { name: 'no-cycles', severity: 'error', from: { path: '^src' }, to: { circular: true } },
    {
      name: 'framework-free',
      comment: 'The kernel and the sealed format are libraries: Node and nothing else.',
      severity: 'error',
      from: { path: '^src/(kernel|platform/sealed)/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer'] },
    },
    {
      name: 'rules-are-pure',
      comment:
        'Dates and claims are worked out without framework, database or present: they are tested over random histories.',
      severity: 'error',
      from: { path: '^src/lifecycle/(clocks|retention/rules)/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: ['^src/', '^node_modules/'],
        pathNot: ['^src/lifecycle/(clocks|retention/rules)/', '^node_modules/(luxon|@types/luxon)/'],
      },
    },
    {
      name: 'luxon-has-a-home',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/lifecycle/clocks/' },
      to: { path: '^node_modules/(luxon|@types/luxon)/' },
    },
    {
      name: 'typeorm-has-a-home',
      severity: 'error',
      from: { path: '^src/', pathNot: ['\\.(repository|entity)\\.ts$', '^src/platform/database/'] },
      to: { path: '^node_modules/typeorm/' },
    },
    {
      name: 'minio-has-a-home',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/platform/objects/' },
      to: { path: '^node_modules/minio/' },
    },
    {
      name: 'bullmq-has-a-home',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/platform/jobs/' },
      to: { path: '^node_modules/(bullmq|ioredis)/' },
    },
    {
      name: 'node-forge-has-a-home',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/trust/keys/(certificate|cms)(\\.spec)?\\.ts$' },
      to: { path: '^node_modules/(node-forge|@types/node-forge)/' },
    },
    {
      name: 'composition-is-the-top',
      severity: 'error',
      from: { path: '^src/(kernel|platform|trust|records|lifecycle|casework|edge)/' },
      to: { path: '^src/(composition/|[^/]+\\.ts$)' },
    },
    {
      name: 'no-tests-in-product',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(test|bench)/|\\.spec\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'node', 'default', 'types'] },
  },
};
