// Fuse.js: its token search, which weighs words by their rarity; far better than comparing whole texts.
//
// Chosen on every twentieth development question of one draw (top-1, banking77 with 10 wordings / with two slips /
// clinc150 with 10): whole texts 50 / 50 / 55, tokens at the threshold as it comes 53 / 52 / 48, at 0.2 with each
// wording an own record 59 / 53 / 65, at 0.2 with the wordings as a list of the entry 66 / 50 / 68. Chinese
// (massive_zh, 5 wordings, every eighth): whole texts 35, characters with each wording an own record 41, with the list
// 50, characters and pairs 52.

import Fuse from 'fuse.js';
import { characterPairs, wordings } from './tokens.mjs';

/** Indexes a base; gives back what answers a question with [entry, score] pairs, best first, scores from 0 to 1. */
export async function load(base) {
  const records = base.entries.map((entry) => ({ entry: entry.id, wordings: wordings(entry) }));
  const fuse = new Fuse(records, {
    keys: ['wordings'],
    includeScore: true,
    ignoreLocation: true,
    useTokenSearch: true,
    threshold: 0.2,
    ...(base.language === 'zh' && { tokenize: characterPairs }),
  });
  // Its score is a distance: 0 is best.
  return (text) => fuse.search(text, { limit: 5 }).map(({ item, score }) => [item.entry, 1 - score]);
}
