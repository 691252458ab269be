import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDateCode } from './styles.ts';

test('a format code is one of dates by its letters, outside texts, escapes and colours', () => {
  for (const code of ['yyyy-mm-dd', 'm/d/yy h:mm', '[h]:mm', 'yyyy"年"m"月"d"日"', '[$-804]yyyy年m月'])
    assert.ok(isDateCode(code), code);
  for (const code of ['General', 'G/通用格式', '0.00', '#,##0_);[Red](#,##0)', '0"d"', '\\d0', '@'])
    assert.ok(!isDateCode(code), code);
});
