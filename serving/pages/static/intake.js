// Warns while somebody types what could give them or a colleague away. It only looks; it sends nothing and keeps nothing.
"use strict";

const WORDS_OF_ANY_TEXT = new Set([
  "I", "HR", "IT", "CEO", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "January", "February",
  "March", "April", "May", "June", "July", "August", "September", "October", "November", "December", "English", "German", "French",
]);

const SIGNS = [
  ["an e-mail address", (text) => /\S+@\S+\.\S+/.test(text)],
  ["a phone number", (text) => (text.match(/\+?\d[\d\s().\/-]{5,}\d/g) || []).some((found) => found.replace(/\D/g, "").length >= 7)],
  ["a staff number", (text) => /\b[A-Za-z]{1,3}-?\d{3,}\b|\b\d{5,6}\b/.test(text)],
  ["a name", namesSomebody],
];

function namesSomebody(text) {
  for (const found of text.matchAll(/[\p{L}'’-]+/gu)) {
    const before = text.slice(0, found.index);
    const opensSentence = /(^|[.!?:\n])["'“„(\s]*$/u.test(before);
    const capital = /^\p{Lu}\p{Ll}+/u.test(found[0]);
    if (capital && !opensSentence && !WORDS_OF_ANY_TEXT.has(found[0].replace(/['’]s$/u, ""))) return true;
  }
  return false;
}

function warning(text) {
  const seen = SIGNS.filter(([, test]) => test(text)).map(([what]) => what);
  if (!seen.length) return "";
  const last = seen.pop();
  const listed = seen.length ? `${seen.join(", ")} and ${last}` : last;
  return `This looks like ${listed}. Can you say it without?`;
}

const field = document.getElementById("text");
const told = document.getElementById("text-warning");
const keepsNames = document.getElementById("keep-names");
let waiting = 0;
field.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    const words = keepsNames.checked ? "" : warning(field.value);
    if (told.textContent !== words) told.textContent = words;
  }, 400);
});
