import { describe, expect, test } from '@jest/globals';
import { decodeSource } from '../../../src/facts/common/decode.js';

const utf16le = (text: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
const utf16be = (text: string): Buffer => Buffer.from(utf16le(text)).swap16();

describe('decodeSource', () => {
  test.each<[string, Buffer, string]>([
    ['empty', Buffer.alloc(0), ''],
    ['UTF-8', Buffer.from('é 日本 😀'), 'é 日本 😀'],
    ['UTF-8 with a byte order mark', Buffer.from('\uFEFFa'), 'a'],
    ['UTF-16 little endian', utf16le('Django==4.2\r\né'), 'Django==4.2\r\né'],
    ['UTF-16 big endian', utf16be('Django==4.2 😀'), 'Django==4.2 😀'],
  ])('%s', (_, content, text) => {
    expect(decodeSource(content)).toEqual({ text });
  });

  test.each<[string, string]>([
    ['# -*- coding: latin-1 -*-\n# é', '# -*- coding: latin-1 -*-\n# é'],
    ['#!/usr/bin/python\n# vim: set fileencoding=iso-8859-15 :\n# é', '#!/usr/bin/python\n# vim: set fileencoding=iso-8859-15 :\n# é'],
    ['# coding: cp1252\n# é', '# coding: cp1252\n# é'],
    ['# coding=latin_1\r\n# é', '# coding=latin_1\r\n# é'],
  ])('a PEP 263 cookie: %j', (source, text) => {
    expect(decodeSource(Buffer.from(source, 'latin1'), 'python')).toEqual({ text });
  });

  test('valid UTF-8 wins over a cookie that says otherwise', () => {
    expect(decodeSource(Buffer.from('# coding: latin-1\n# é'), 'python')).toEqual({ text: '# coding: latin-1\n# é' });
  });

  test('a Japanese codec by its Python name', () => {
    const content = Buffer.concat([Buffer.from('# coding: cp932\n# '), Buffer.from([0x93, 0xfa])]);
    expect(decodeSource(content, 'python')).toEqual({ text: '# coding: cp932\n# 日' });
  });

  test.each<[string, Buffer, 'python' | undefined, string, RegExp]>([
    ['NUL bytes', Buffer.from('a\0b'), undefined, 'binary', /NUL/],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), undefined, 'binary', /NUL/],
    ['invalid UTF-8', Buffer.from([0x61, 0xe9]), undefined, 'not-utf8', /not valid UTF-8/],
    ['invalid UTF-8 without a cookie', Buffer.from([0x61, 0xe9]), 'python', 'not-utf8', /declares no other/],
    ['a cookie below the second line', Buffer.from('#\n#\n# coding: latin-1\n# é', 'latin1'), 'python', 'not-utf8', /declares no other/],
    ['a cookie after code', Buffer.from('x = 1\n# coding: latin-1\n# é', 'latin1'), 'python', 'not-utf8', /declares no other/],
    ['an unknown cookie', Buffer.from('# coding: klingon\n# é', 'latin1'), 'python', 'not-utf8', /not valid klingon/],
    ['broken UTF-16', Buffer.from([0xff, 0xfe, 0x00, 0xd8]), undefined, 'not-utf8', /UTF-16/],
    ['odd UTF-16', Buffer.from([0xff, 0xfe, 0x61]), undefined, 'not-utf8', /UTF-16/],
  ])('%s is skipped', (_, content, language, reason, detail) => {
    expect(decodeSource(content, language)).toEqual({ skip: { reason, detail: expect.stringMatching(detail) } });
  });
});
