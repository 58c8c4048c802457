"use strict";
/* What one text has that another has not, word by word.
 *
 *   compareWords("gap is 14", "gap is 12.5") -> [{same: "gap is "}, {del: "14"}, {ins: "12.5"}], as kind and words
 *
 * The textbook's longest common subsequence, whose table has the square of the texts' length; hence the cap. */

const DIFF_WORDS = 3000; // of each text: 9 million cells, 18 MB, a tenth of a second

/** Words, numbers and signs, each with the space after it: "a 1.5\n" -> ["a ", "1.5\n"]. */
function splitWords(text) {
  return text.match(/(?:[\p{L}\p{N}_]+(?:[.,]\p{N}+)*|[^\p{L}\p{N}_\s]|^(?=\s))\s*/gu) ?? [];
}

/** Runs of words that stay, go or come, over the first DIFF_WORDS of each text; `capped` when there were more. */
function compareWords(before, after) {
  const all = [splitWords(before), splitWords(after)];
  const [a, b] = all.map((words) => words.slice(0, DIFF_WORDS));
  return { runs: walk(a, b), capped: all.some((words) => words.length > DIFF_WORDS) };
}

/** longest[i * width + j] is the length of the longest common subsequence of a[i:] and b[j:]. */
function tableOf(a, b) {
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const cell = i * width + j;
      const skipping = Math.max(longest[cell + width], longest[cell + 1]);
      longest[cell] = a[i] === b[j] ? longest[cell + width + 1] + 1 : skipping;
    }
  }
  return longest;
}

function walk(a, b) {
  const [bareA, bareB] = [a, b].map((words) => words.map((word) => word.trimEnd())); // the space after does not count
  const [longest, width, runs] = [tableOf(bareA, bareB), b.length + 1, []];
  const add = (kind, word) => {
    if (runs.length && runs[runs.length - 1].kind === kind) runs[runs.length - 1].words.push(word);
    else runs.push({ kind, words: [word] });
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const cell = i * width + j;
    if (i < a.length && j < b.length && bareA[i] === bareB[j]) {
      add("same", a[i].length > b[j].length ? a[i] : b[j]);
      i++;
      j++;
    } else if (j === b.length || (i < a.length && longest[cell + width] >= longest[cell + 1])) {
      add("del", a[i++]);
    } else {
      add("ins", b[j++]);
    }
  }
  return runs;
}
