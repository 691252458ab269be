// ./scripts/down [--wipe]  stops the federation of this checkout and what tests have left running. --wipe deletes all data,
// keys and passwords as well.
import { parseArgs } from 'node:util';
import { runDirectory, showProgress, stopInfrastructure, stopTestInfrastructure } from '@necips/testbed';

const { values } = parseArgs({ options: { wipe: { type: 'boolean', default: false } } });
const outcome = (ran: boolean) => (ran ? 'stopped' : 'nothing ran');
// The tests' folder lies below the federation's, so it goes first.
await showProgress('tests', stopTestInfrastructure, outcome);
await showProgress('federation', () => stopInfrastructure(runDirectory(process.env), { wipe: values.wipe }), outcome);
if (values.wipe) console.log('all data deleted');
