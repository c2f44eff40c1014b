// The search of mdBook divides texts at spaces, so that it finds no word in a Chinese sentence. A query with Chinese
// letters is therefore looked up as it is written in the texts that the index holds anyway.
(() => {
  "use strict";
  if (typeof elasticlunr === "undefined") return;
  const chinese = /\p{Script=Han}/u;
  const around = 60;
  const load = elasticlunr.Index.load;

  const score = (doc, words) => {
    let sum = 0;
    for (const word of words) {
      const inTitle = doc.title.toLowerCase().includes(word);
      const inPath = doc.breadcrumbs.toLowerCase().includes(word);
      const inBody = doc.body.toLowerCase().includes(word);
      if (!inTitle && !inPath && !inBody) return 0;
      sum += 4 * inTitle + 2 * inPath + inBody;
    }
    return sum;
  };

  // The part of a text around the first word. The reader marks what stands between spaces.
  const excerpt = (body, words) => {
    const lower = body.toLowerCase();
    const at = Math.min(...words.map((word) => lower.indexOf(word)).filter((place) => place >= 0));
    if (!Number.isFinite(at)) return body.slice(0, 2 * around);
    const start = Math.max(0, at - around);
    let part = body.slice(start, at + 2 * around);
    for (const word of words) part = part.replaceAll(word, ` ${word} `);
    return `${start > 0 ? "…" : ""}${part}…`;
  };

  elasticlunr.Index.load = (data) => {
    const index = load.call(elasticlunr.Index, data);
    const search = index.search.bind(index);
    index.search = (query, options) => {
      if (!chinese.test(query)) return search(query, options);
      const words = query.toLowerCase().split(/\s+/).filter(Boolean);
      const found = [];
      for (const [ref, doc] of Object.entries(index.documentStore.docs)) {
        const points = score(doc, words);
        if (points > 0) found.push({ ref, score: points, doc: { ...doc, body: excerpt(doc.body, words) } });
      }
      return found.sort((a, b) => b.score - a.score);
    };
    return index;
  };
})();
