import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasMixedScript } from './mixed-script.ts';

test('T22 a word that mixes look-alike alphabets, or imitates Latin or ASCII, is marked', () => {
  for (const text of [
    'pаypal',
    'apple.соm',
    'Αcme',
    'раураl',
    'сор',
    'ΝΙΚΕ',
    'ＡＣＭＥ',
    '𝐩𝐚𝐲',
    'a１',
    'jоhn@acme.com',
  ]) {
    assert.equal(hasMixedScript(text), true, text);
  }
});

test('ordinary text of one or several languages is not marked', () => {
  for (const text of [
    'Marta Lindqvist',
    'Привет мир',
    'Москва and Paris',
    'Αθήνα',
    'naïve café',
    '東京タワー',
    'Tシャツ',
    '서울 Seoul',
    'x² + ½',
    'שלום',
    'ﬁne',
    '№ 5',
    'ch_3PqZ',
    'Việt Nam',
    'עברית mixed words apart',
  ]) {
    assert.equal(hasMixedScript(text), false, text);
  }
});
