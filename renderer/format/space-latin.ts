const HAN_LATIN = /(?<=\p{Script=Han})(?=[\w`])|(?<=[\w`])(?=\p{Script=Han})/gu;

/** Puts the space between Chinese and Latin letters or figures that sentences have and joined names lack. */
export function spaceLatin(text: string): string {
  return text.replace(HAN_LATIN, ' ');
}
