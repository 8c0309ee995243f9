// Damages every fixture of every format 2,000 times (or as often as said) and reads it: npm run fuzz [-- 5000]
import { bin, ensurePackages, run } from './ensure.mjs';

ensurePackages();
process.env.LOCUS_FUZZ_RUNS = process.argv[2] ?? '2000';
process.exitCode = run(bin('vitest'), ['run', '--project', 'unit', 'src/io/fuzz.test.ts']);
