import { afterAll, describe, expect, test } from '@jest/globals';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare, entryOf, historyFile, readHistory, remember, told } from '../../bench/history.js';
import type { Row } from '../../bench/types.js';

const folder = mkdtempSync(join(tmpdir(), 'shipworthy-history-'));
afterAll(() => rmSync(folder, { recursive: true }));

function row(what: string, median: number, unit: Row['unit'], tree = 'lib'): Row {
  return { tree, what, value: { median, min: median, max: median, runs: 1 }, unit };
}

describe('a run against the one before', () => {
  const then = entryOf('aaaa', '2026-11-01T10:00:00Z', [row('plain parse', 8, 'MB/s'), row('cold facts', 4, 'MB/s'), row('review', 300, 'ms'), row('peak', 200, 'MB'), row('parsed files', 10, 'files'), row('gone', 1, 'ms')]);
  // The machine does half as much: what takes twice the time costs the same.
  const now = entryOf('bbbb', '2026-11-02T10:00:00Z', [row('plain parse', 4, 'MB/s'), row('cold facts', 1, 'MB/s'), row('review', 600, 'ms'), row('peak', 100, 'MB'), row('parsed files', 12, 'files'), row('new', 1, 'ms')]);

  test('is told in costs, whatever the machine did that day', () => {
    const comparison = compare([then], now);
    expect(comparison?.changes).toEqual([{ row: 'lib: cold facts', ratio: 2 }, { row: 'lib: review', ratio: 1 }, { row: 'lib: peak', ratio: 0.5 }]);
    expect(comparison === null ? '' : told(comparison)).toBe(
      "against aaaa of 2026-11-01 (cost now / cost then; times as parts of each run's plain parse)\n  lib: cold facts    2.00 ×  more\n  lib: review        1.00 ×\n  lib: peak          0.50 ×  less",
    );
  });

  test('is compared with another commit, and with the same trees alone', () => {
    const other = entryOf('cccc', '2026-11-02T09:00:00Z', [row('plain parse', 8, 'MB/s', 'app')]);
    expect(compare([then, other, { ...now, at: 'earlier' }], now)?.before).toBe(then);
    expect(compare([other, now], now)).toBeNull();
  });

  test('is read again as it was written, and a line that was cut off is left out', () => {
    const file = historyFile(join(folder, 'results'), { cpu: 'x', cores: 2, memoryMegabytes: 1, node: 'v20', git: '2' });
    expect(readHistory(file)).toEqual([]);
    remember(file, then);
    appendFileSync(file, '{"commit":"bb\n');
    remember(file, now);
    expect(readHistory(file)).toEqual([then, now]);
  });
});
