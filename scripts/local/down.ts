// ./scripts/down [--wipe]  stops the federation of this checkout and what tests have left running. --wipe deletes all data,
// keys and passwords as well.
import { parseArgs } from 'node:util';
import { claimTestRun, runDirectory, showProgress, stopInfrastructure, stopTestInfrastructure } from '@necips/testbed';

const { values } = parseArgs({ options: { wipe: { type: 'boolean', default: false } } });
const outcome = (ran: boolean) => (ran ? 'stopped' : 'nothing ran');
// What a test file that was run by hand has left; the folder lies below the federation's, so it goes first.
await using idle = await claimTestRun();
if (idle) await showProgress('tests', stopTestInfrastructure, outcome);
else if (values.wipe) throw new Error('./scripts/test is running: wait for it');
await showProgress('federation', () => stopInfrastructure(runDirectory(process.env), { wipe: values.wipe }), outcome);
if (values.wipe) console.log('all data deleted');
