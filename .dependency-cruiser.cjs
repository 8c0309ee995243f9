/** Imports go one way. Each rule names a folder and what it may use; anything else is an error. */
const own = '^(app|src|cli)/';
const may = (folder, allowed) => ({
  name: `${folder.replaceAll('/', '-')}-imports`,
  comment: `${folder} may import only: ${[folder, ...allowed].join(', ')}`,
  severity: 'error',
  from: { path: `^${folder}/`, pathNot: '\\.test\\.tsx?$' },
  to: { path: own, pathNot: [folder, ...allowed].map((name) => `^${name}`) },
});
const descriptors = 'src/analysis/([^/]+/(descriptor|view)|types|descriptors)\\.ts$';

module.exports = {
  forbidden: [
    may('src/base', []),
    may('src/math', ['src/base/']),
    may('src/data', ['src/base/']),
    // The one random number generator draws samples of rows too.
    may('src/io', ['src/base/', 'src/data/', 'src/math/(rng|sample)\\.ts']),
    may('src/gpu', ['src/base/', 'src/math/']),
    may('src/wasm', ['src/base/', 'src/math/']),
    may('src/analysis', ['src/base/', 'src/math/', 'src/data/', 'src/gpu/', 'src/wasm/']),
    may('src/state', ['src/base/', 'src/data/', descriptors]),
    may('src/workers', [
      'src/base/',
      'src/math/',
      'src/data/',
      'src/io/',
      'src/gpu/',
      'src/wasm/',
      'src/analysis/',
    ]),
    may('src/ui', ['src/base/']),
    may('src/views', ['src/base/', 'src/data/', 'src/ui/', 'src/state/', descriptors]),
    may('cli', [
      'src/base/',
      'src/math/',
      'src/data/',
      'src/io/',
      'src/wasm/',
      'src/analysis/',
      'src/workers/',
    ]),
    {
      name: 'methods-stand-alone',
      comment: 'One method never imports another: shared mathematics goes to src/math.',
      severity: 'error',
      from: { path: '^src/analysis/([^/]+)/' },
      to: { path: '^src/analysis/([^/]+)/', pathNot: '^src/analysis/$1/' },
    },
    {
      name: 'formats-stand-alone',
      comment:
        'One format never imports another: shared helpers lie in src/io itself, those of NumPy in src/io/numpy, of pickles in src/io/pickle, codecs in src/io/packing.',
      severity: 'error',
      from: { path: '^src/io/([^/]+)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/io/([^/]+)/', pathNot: '^src/io/($1|numpy|packing|pickle)/' },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-tests-in-product',
      severity: 'error',
      from: { pathNot: '(\\.test\\.tsx?|/testing/[^/]+\\.ts)$' },
      to: { path: '(\\.test\\.tsx?$|/testing/)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'src/wasm/(kernels|generated)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.js'] },
  },
};
