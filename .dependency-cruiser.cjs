// The import rules of docs/architecture.md ("Folders"), enforced: one entry a folder says what it may reach.
// `types` may be reached by `import type` only, so nothing of it exists at run time.
const external = '^(node:|node_modules/)|^[a-z_/]+$';
// Words that everybody shares: constants without behaviour.
const vocabulary =
  '^(hal/(channels|feedback|i2c-names|plant-parameters|quality|samples)\\.ts$|src/vocabulary/)';
const records = '^src/control/(tick|records/[^/]+)\\.ts$';
// What the HALs' folders say to the configuration: keys, addresses, channels. Their drivers are not among it.
const deviceSchemas = '^hal/(linux/(schema|.*/schema|.*/fields)|sim/schema)\\.ts$';
// What a device's folder says of itself, and the registries: they reach drivers and wiring by `import()` alone.
const declarations =
  '(schema|fields|checks|section-check|index|registry|kinds|device|role|auto-chip|tcp-address)\\.ts$|/formats/[^/]+\\.ts$';
// What the commands from outside are; every way in knows them from there.
const commands = '^src/commands/';
const rules = [
  { from: '^hal/[^/]+\\.ts$', may: ['^hal/[^/]+\\.ts$'] },
  { from: '^hal/schema/', may: ['^hal/[^/]+\\.ts$', '^hal/schema/'] },
  { from: '^hal/linux/', may: ['^hal/[^/]+\\.ts$', '^hal/schema/', '^hal/linux/'] },
  { from: '^hal/sim/', may: ['^hal/[^/]+\\.ts$', '^hal/schema/', '^hal/sim/'] },
  { from: '^hal/virtual/', may: ['^hal/[^/]+\\.ts$', '^hal/linux/', '^hal/sim/', '^hal/virtual/'] },
  { from: '^src/shared/', may: ['^src/shared/', '^src/vocabulary/'] },
  { from: '^src/vocabulary/', may: ['^src/vocabulary/'] },
  { from: '^src/catalogue/', may: ['^src/catalogue/', vocabulary] },
  {
    from: '^src/config/',
    may: ['^src/catalogue/', '^src/config/', '^hal/schema/', deviceSchemas, commands, vocabulary],
  },
  {
    from: '^src/commands/',
    may: ['^src/commands/', vocabulary],
  },
  {
    from: '^src/control/',
    may: ['^src/catalogue/', '^src/control/', commands, vocabulary],
    types: ['^hal/', '^src/config/'],
  },
  {
    from: '^src/heartbeat/',
    may: ['^src/heartbeat/', '^src/control/', '^src/shared/', vocabulary],
    types: ['^hal/', commands],
  },
  {
    from: '^src/report/',
    may: ['^src/report/', vocabulary, records],
    types: ['^src/control/', '^src/config/', '^hal/'],
  },
  { from: '^src/trends/', may: ['^src/trends/'], types: ['^src/features/'] },
  { from: '^src/features/', may: ['^src/features/', vocabulary, records], types: ['^src/control/'] },
  { from: '^src/totals/', may: ['^src/totals/', vocabulary, records], types: ['^src/control/'] },
  {
    from: '^src/streams/',
    may: ['^src/streams/', '^src/report/', '^src/shared/', vocabulary, records],
    types: ['^src/control/'],
  },
  { from: '^src/history/', may: ['^src/history/', vocabulary, records], types: ['^src/control/'] },
  { from: '^src/host/', may: ['^src/host/'], types: ['^src/catalogue/'] },
  {
    from: '^src/store/',
    may: [
      '^src/store/',
      '^src/history/',
      '^src/host/',
      '^src/shared/',
      '^src/catalogue/host-channels\\.ts$',
      vocabulary,
    ],
    types: ['^src/config/'],
  },
  {
    from: '^src/comms/',
    may: [
      '^src/comms/',
      commands,
      '^src/features/',
      '^src/history/',
      '^src/totals/',
      '^src/trends/',
      '^src/report/',
      '^src/shared/',
      '^src/store/(errors|frame-ranges|frames-lost|protocol|reader/.*)\\.ts$',
      '^src/streams/',
      vocabulary,
      records,
    ],
    types: ['^src/control/', '^src/config/'],
  },
  {
    from: '^src/backup/',
    may: ['^src/backup/', '^src/config/', '^src/store/', vocabulary],
  },
  { from: '^src/runtime/', mayNot: ['^src/cli/', '^src/testing/'] },
  { from: '^src/testing/', mayNot: ['^src/cli/', '^src/runtime/', '^src/comms/'] },
];

const forbidden = rules.flatMap(({ from, may, types = [], mayNot }) => {
  const name = from.replace(/[\^\\$]|\[\^\/\]\+\.ts/g, '');
  if (mayNot !== undefined) {
    return [{ name, severity: 'error', from: { path: from }, to: { path: mayNot } }];
  }
  return [
    { name, severity: 'error', from: { path: from }, to: { pathNot: [...may, ...types, external] } },
    ...types.map((path) => ({
      name: `${name} (types only)`,
      severity: 'error',
      from: { path: from },
      to: { path, pathNot: may, dependencyTypesNot: ['type-only'] },
    })),
  ];
});

module.exports = {
  forbidden: [
    ...forbidden,
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'declarations load no drivers',
      severity: 'error',
      from: { path: '^hal/linux/.*(schema|index|registry|kinds|device|role)\\.ts$' },
      to: {
        path: '^hal/(linux|virtual|sim)/',
        pathNot: declarations,
        dependencyTypesNot: ['type-only', 'dynamic-import'],
      },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
