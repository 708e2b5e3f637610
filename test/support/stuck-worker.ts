import { createJobs } from '#server/jobs.ts';
import { createLog } from '#server/log.ts';

/** Takes one import job, says so, and never finishes: its parent kills it. */
const jobs = await createJobs({ ...JSON.parse(process.argv[2] ?? '{}'), log: createLog('error') });
jobs.work(
  'import',
  (id) => {
    process.stdout.write(`${id}\n`);
    return new Promise(() => {});
  },
  1,
);
