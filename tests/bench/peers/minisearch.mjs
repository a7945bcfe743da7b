// MiniSearch: BM25+ over whole entries, the words' beginnings and slips of a quarter of a longer word included.
//
// Chosen on every fourth development question of one draw (top-1, banking77 with 10 wordings / with two slips /
// clinc150 with 10): wordings as documents of their own 56 / 49 / 66, the entry as one document 64 / 55 / 76; slips of
// a quarter rather than a fifth of the word, at a weight of 0.3, 63 / 58 / 76. Words of up to three letters match
// exactly: prefixes and slips of all words at its own weights give 56 / 46 / 72. Chinese (massive_zh, 5 wordings): as
// it comes 2, characters 46, characters and pairs 51.

import MiniSearch from 'minisearch';
import { characterPairs, wordings } from './tokens.mjs';

const isLong = (word) => word.length > 3;

/** Indexes a base; gives back what answers a question with [entry, score] pairs, best first, scores from 0 to 1. */
export async function load(base) {
  const search = new MiniSearch({
    idField: 'entry',
    fields: ['wordings', 'answer'],
    ...(base.language === 'zh' && { tokenize: characterPairs }),
    searchOptions: {
      combineWith: 'OR',
      boost: { answer: 0.3 },
      fuzzy: (word) => isLong(word) && 0.25,
      prefix: isLong,
      weights: { fuzzy: 0.3, prefix: 0.2 },
    },
  });
  search.addAll(
    base.entries.map((entry) => ({ entry: entry.id, wordings: wordings(entry).join('\n'), answer: entry.answer })),
  );
  return (text) => search.search(text).map(({ id, score }) => [id, score / (score + 10)]);
}
