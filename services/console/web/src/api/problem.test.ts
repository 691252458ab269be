import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chineseOf } from './problem.ts';

test('people are shown the Chinese of a message, and what a person wrote, but no English', () => {
  for (const [message, shown] of [
    ['没有未修复的差异 (no open difference)', '没有未修复的差异'],
    ['没有此格式 (no such format): PEN@7', '没有此格式: PEN@7'],
    ['已按命令停止汇集 (stopped by order)：演练一次', '已按命令停止汇集：演练一次'],
    ['有限责任公司(自然人独资)', '有限责任公司(自然人独资)'],
  ]) {
    assert.equal(chineseOf(message ?? ''), shown);
  }
});
