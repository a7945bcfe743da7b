// nlp.js's sentiment: the stems of SentiCon, each rated from -1 to 1, and words that negate all that follows. English
// only: the Chinese package, @nlpjs/lang-zh 4.26.1, brings no rated words. It is 11 MB and not installed for that.
//
// Chosen on the everyday turns of tests/mood/train, at 0.5 % of calm questions called upset: of the upset turns its
// score finds 2.2 %, its average 1.5 %.

import { containerBootstrap } from '@nlpjs/core';
import { LangEn } from '@nlpjs/lang-en';
import { SentimentAnalyzer } from '@nlpjs/sentiment';

/** What tells how bad a turn of a language sounds, more being worse; null where it has no words for the language. */
export async function load(language) {
  if (language !== 'en') return null;
  const container = await containerBootstrap();
  container.use(LangEn);
  const analyzer = new SentimentAnalyzer({ container });
  return async (text) => {
    const { sentiment } = await analyzer.process({ utterance: text, locale: language });
    return -sentiment.score;
  };
}
