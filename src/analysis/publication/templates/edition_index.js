// Shows the reports whose name holds the words and that have a target with the status.
// Without this script every report is shown, and the search stays hidden.
"use strict";
(() => {
  const plain = (words) =>
    words.normalize("NFD").replace(/\p{Mn}/gu, "").replace(/đ/gi, "d").toLowerCase();
  const words = document.getElementById("words");
  const status = document.getElementById("status");
  const found = document.getElementById("found");
  const rows = [...document.querySelectorAll("#reports tbody tr")];
  const show = () => {
    const wanted = plain(words.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const named = plain(row.dataset.words);
      const fits =
        wanted.every((word) => named.includes(word)) &&
        (!status.value || row.dataset.statuses.split(" ").includes(status.value));
      row.hidden = !fits;
      count += fits;
    }
    found.value = count
      ? found.dataset.shown.replace("{count}", count).replace("{total}", rows.length)
      : found.dataset.none;
  };
  document.getElementById("filters").hidden = false;
  for (const control of [words, status]) control.addEventListener("input", show);
  show();
})();
