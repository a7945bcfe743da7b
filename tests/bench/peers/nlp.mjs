// nlp.js: its neural classifier with English stems, spelling corrected to the base's words, and its feature for none.
//
// Chosen on every fourth development question of one draw (top-1, banking77 with 10 wordings / with two slips /
// clinc150 with 10): as it comes 64 / 47 / 80, with its spelling correction 64 / 55 / 80, without stop words
// 62 / 48 / 72. Its feature for unknown words costs nothing and lifts the AUROC on clinc150 from 58 to 72. Chinese
// (massive_zh, 1 / 5 / 10 wordings): its own dictionary 22 / 51 / 53 and far more bytes; single characters
// 24 / 47 / 53; pairs 23 / 48 / 51.

import { containerBootstrap } from '@nlpjs/core';
import { LangEn } from '@nlpjs/lang-en-min';
import { Nlp } from '@nlpjs/nlp';
import { characters, wordings } from './tokens.mjs';

const SETTINGS = {
  keepStopwords: true,
  nonefeatureValue: 1,
  nonedeltaMultiplier: 1.2,
  useNoneFeature: true,
  spellCheck: true,
  spellCheckDistance: 1,
  filterZeros: true,
  log: false,
};

/** Trains on a base; gives back what answers a question with [entry, score] pairs, best first, scores from 0 to 1. */
export async function load(base) {
  const isChinese = base.language === 'zh';
  // A tag that it has no stems for: it then splits at the spaces.
  const locale = isChinese ? 'xx' : 'en';
  const shape = isChinese ? (text) => characters(text).join(' ') : (text) => text;
  const container = await containerBootstrap();
  container.registerConfiguration('nlu-??', { ...SETTINGS, spellCheck: !isChinese }, true);
  container.use(Nlp);
  container.use(LangEn);
  const nlp = container.get('nlp');
  Object.assign(nlp.settings, { autoSave: false, autoLoad: false });
  nlp.addLanguage(locale);
  for (const entry of base.entries) {
    for (const wording of wordings(entry)) nlp.addDocument(locale, shape(wording), entry.id);
  }
  await nlp.train();
  return async (text) => {
    const { classifications } = await nlp.nluManager.process(locale, shape(text));
    const fits = (classifications ?? []).filter(({ intent }) => intent !== 'None');
    return fits.map(({ intent, score }) => [intent, score]);
  };
}
