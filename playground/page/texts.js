// The words of the page, in the language that its reader has chosen.
import en from "./texts/en.js";
import zh from "./texts/zh.js";

export const LANGUAGES = { en, zh };

let language = "en";

export function texts() {
  return LANGUAGES[language];
}

// The language of the linter's messages, as its option `--lang` names it.
export function tag() {
  return texts().html;
}

// Sets the language. What is not known leaves it as it is.
export function speak(wanted) {
  if (Object.hasOwn(LANGUAGES, wanted)) language = wanted;
  return language;
}

// The first of the reader's languages that the page has.
export function preferred(wanted = navigator.languages) {
  const known = wanted.map((tag) => tag.toLowerCase().split("-")[0]).find((tag) => Object.hasOwn(LANGUAGES, tag));
  return known ?? "en";
}
