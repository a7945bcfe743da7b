// FlexSearch: English with its own stemmer and stop words, tolerant of swapped letters; Chinese in characters and pairs.
//
// Chosen on every fourth development question of one draw (top-1, banking77 with 10 wordings / with two slips /
// clinc150 with 10): as it comes, each wording a document, 19 / 14 / 25; each entry a document 39 / 32 / 38; with its
// English pack and without its score by a word's place in the text (a resolution of 1) 51 / 35 / 58; tolerant
// 52 / 39 / 57. Chinese (massive_zh, 5 wordings): its own encoder 31, characters and pairs 44, at a resolution of 1 45.

import { Charset, Encoder, Index } from 'flexsearch';
import english from 'flexsearch/lang/en';
import { characterPairs, wordings } from './tokens.mjs';

/** Indexes a base; gives back what answers a question with [entry, score] pairs, best first, scores from 0 to 1. */
export async function load(base) {
  const text =
    base.language === 'zh'
      ? { encode: characterPairs, tokenize: 'strict' }
      : { encoder: new Encoder(Charset.Default, english), tokenize: 'tolerant' };
  const index = new Index({ ...text, resolution: 1 });
  base.entries.forEach((entry, at) => index.add(at, [...wordings(entry), entry.answer].join('\n')));
  return (question) => {
    // The places of the slots are all that it tells of its scores; within a slot only the order counts.
    const slots = index.search(question, { suggest: true, resolve: false, limit: 100 }).result ?? [];
    const found = slots.flatMap((slot, place) => (slot ?? []).map((at) => [at, place]));
    return found.map(([at, place], rank) => [base.entries[at].id, 1 / (1 + place) - 1e-6 * rank]);
  };
}
