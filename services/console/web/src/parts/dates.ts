export { formatChinaTime as formatInstant, formatDay } from '../../../src/domain/display/china-time.ts';
