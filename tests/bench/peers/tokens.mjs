// Words, and the characters of what is written without spaces: the libraries bring no tokens of their own for Chinese.

const HAN = /\p{Script=Han}/u;

const words = (text) => text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

/** Words as they stand; a run of Chinese as its single characters. */
export const characters = (text) => words(text).flatMap((word) => (HAN.test(word) ? [...word] : [word]));

/** Words as they stand; a run of Chinese as its single characters and every two side by side. */
export const characterPairs = (text) =>
  words(text).flatMap((word) => {
    if (!HAN.test(word)) return [word];
    const single = [...word];
    return [...single, ...single.slice(1).map((character, before) => single[before] + character)];
  });

/** The question and its variants. */
export const wordings = (entry) => [entry.question, ...(entry.variants ?? [])];
