import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CHECKOUT } from '@necips/testbed';
import { RULES_FILE, readAlertRules } from './alert-rules.ts';

test('every alert has a severity, says what is wrong in two languages, and where it is written what to do', () => {
  const headings = new Set(readFileSync(join(CHECKOUT, 'docs/operations.md'), 'utf8').match(/(?<=<a id=")[\w-]+/g));
  const rules = readAlertRules();
  assert.ok(rules.length >= 15);
  for (const { alert, severity, summary, summary_en, runbook } of rules) {
    assert.match(severity, /^(critical|warning)$/, alert);
    assert.match(summary, /\p{Script=Han}/u, alert);
    assert.match(summary_en, /^[\x20-\x7e]{10,}$/, alert);
    const [file, section = ''] = runbook.split('#');
    assert.equal(file, 'docs/operations.md', alert);
    assert.ok(headings.has(section), `${alert}: docs/operations.md has a section ${section}`);
  }
});

test('Prometheus itself accepts the rules', (context) => {
  const { error, status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', RULES_FILE], { encoding: 'utf8' });
  if (error) return context.skip('NOT CHECKED by Prometheus: promtool is not installed');
  assert.equal(status, 0, `${stdout}${stderr}`);
});
