import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '@necips/testbed';

/** The alert rules that are shipped. */
export const RULES_FILE = join(CHECKOUT, 'deploy/alerts/necips.rules.yaml');

export type AlertRule = Record<'alert' | 'expr' | 'severity' | 'summary' | 'summary_en' | 'runbook', string>;

/** Reads the few forms of YAML that the file uses: a rule begins at `- alert:`, and each member stands on a line of its own. */
export function readAlertRules(): AlertRule[] {
  return readFileSync(RULES_FILE, 'utf8')
    .split(/^ {6}- alert: /m)
    .slice(1)
    .map((block) => {
      const member = (name: string) => block.match(new RegExp(`${name}: '?(.*?)'?(?: })?$`, 'm'))?.[1] ?? '';
      const [alert = ''] = block.split('\n');
      const [expr, severity, summary, summary_en, runbook] = [
        'expr',
        'severity',
        'summary',
        'summary_en',
        'runbook',
      ].map(member);
      return { alert, expr, severity, summary, summary_en, runbook } as AlertRule;
    });
}
