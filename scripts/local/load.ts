// ./scripts/load --node 330000 [--item PEN] FILE…  submits files of an item (registrations, unless one is named) through collection's public door with a department's token,
// waits until the centre has verified what was published, and ends with one line of JSON. It retries for as long as
// anything on the way is being restarted.
import { parseArgs } from 'node:util';
import { loadFiles, localFederation } from '@necips/testbed';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    node: { type: 'string' },
    item: { type: 'string', default: 'REG' },
    'give-up-after': { type: 'string', default: '1800' },
  },
});
if (!values.node || positionals.length === 0) {
  console.error('usage: ./scripts/load --node 330000 [--item PEN] FILE…   (.csv, .jsonl, .xlsx; also .gz)');
  process.exit(2);
}

const result = await loadFiles({
  federation: localFederation(),
  node: values.node,
  item: values.item,
  files: positionals,
  giveUpAfterMs: Number(values['give-up-after']) * 1000,
  progress: (text) => console.error(text),
});
console.log(JSON.stringify(result));
