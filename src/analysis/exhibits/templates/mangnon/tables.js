// Tools above a table that asks for them: find rows by words, pick them by what a column says,
// put them in a column's order. Without this script the whole table is there, and no tool is shown.
"use strict";
(() => {
  const plain = (words) =>
    words.normalize("NFD").replace(/\p{Mn}/gu, "").replace(/đ/gi, "d").toLowerCase();
  const made = (tag, properties = {}, ...inner) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...inner);
    return element;
  };
  const equip = (table) => {
    const said = table.dataset;
    const heads = [...table.tHead.rows[0].cells];
    const bodies = [...table.tBodies];
    const labels = bodies.map((body) => body.querySelector('th[scope="rowgroup"]'));
    const rows = bodies.flatMap((body, group) =>
      [...body.rows]
        .filter((row) => !row.contains(labels[group]))
        .map((row) => ({ row, body, group, words: plain(row.textContent) })));
    const sorted = made("tbody", { hidden: true });
    sorted.setAttribute("role", "rowgroup");
    table.append(sorted);

    const tools = made("div", { className: "mn-tools" });
    const found = made("output", { className: "mn-found" });
    const field = (label, control) => tools.append(made("label", {}, made("span", { textContent: label }), control));
    const choice = (label, options, test) => {
      if (options.length < 2) return null;
      const select = made("select");
      select.append(new Option(said.every, ""), ...options.map((option) => new Option(option)));
      field(label, select);
      return ({ row, group }) => !select.value || test(row, group) === select.value;
    };
    const search = made("input", { type: "search" });
    field(said.search, search);
    const tests = [
      (each) => plain(search.value).split(/\s+/).every((word) => each.words.includes(word)),
      choice(said.group, labels.filter(Boolean).map((label) => label.textContent),
        (row, group) => labels[group] && labels[group].textContent),
    ];
    // What a cell says in words, before what it says in signs.
    const saying = (cell) => (cell.querySelector(".mn-said") || cell).textContent.trim();
    heads.forEach((head, place) => {
      if (!head.dataset.picked) return;
      const all = [...new Set(rows.map(({ row }) => saying(row.cells[place])))];
      tests.push(choice(head.dataset.picked, all, (row) => saying(row.cells[place])));
    });

    // Orders: by a head on a wide screen, from a list where heads are not seen.
    const orders = made("select", { className: "mn-orders" });
    orders.append(new Option(said.plain, ""));
    const buttons = new Map();
    heads.forEach((head, place) => {
      if (head.dataset.ordered === undefined) return;
      const label = head.textContent;
      const button = made("button", { type: "button", textContent: label });
      head.replaceChildren(button);
      buttons.set(place, { head, button });
      for (const [way, arrow] of [["ascending", "↑"], ["descending", "↓"]])
        orders.append(new Option(`${label} ${arrow}`, `${place} ${way}`));
      button.addEventListener("click", () => {
        const now = head.getAttribute("aria-sort");
        const next = { ascending: "descending", descending: "" };
        order(place, now in next ? next[now] : "ascending");
      });
    });
    const label = made("label", { className: "mn-order" }, made("span", { textContent: said.order }), orders);
    tools.append(label, found);
    const value = (cell) => {
      const own = cell.dataset.order;
      return own === undefined ? null : Number.isNaN(Number(own)) ? own : Number(own);
    };
    const compare = (one, other) =>
      typeof one === "number" && typeof other === "number"
        ? one - other
        : String(one).localeCompare(String(other), document.documentElement.lang);
    const order = (place, way) => {
      for (const [other, { head }] of buttons)
        if (other === place && way) head.setAttribute("aria-sort", way);
        else head.removeAttribute("aria-sort");
      orders.value = way ? `${place} ${way}` : "";
      sorted.hidden = !way;
      bodies.forEach((body) => { body.hidden = Boolean(way); });
      if (!way) {
        rows.forEach(({ row, body }) => body.append(row));
        return;
      }
      const sign = way === "ascending" ? 1 : -1;
      const keyed = rows.map((each) => [value(each.row.cells[place]), each.row]);
      keyed.sort(([one], [other]) =>
        one === null || other === null ? (one === null) - (other === null) : sign * compare(one, other));
      sorted.append(...keyed.map(([, row]) => row));
    };
    orders.addEventListener("change", () => {
      const [place, way] = orders.value.split(" ");
      order(Number(place), way || "");
    });
    const show = () => {
      let count = 0;
      for (const each of rows) {
        const fits = tests.every((test) => !test || test(each));
        each.row.hidden = !fits;
        count += fits;
      }
      labels.forEach((head, group) => {
        if (head) head.parentElement.hidden = !rows.some((each) => each.group === group && !each.row.hidden);
      });
      found.value = count
        ? said.found.replace("{count}", count).replace("{total}", rows.length)
        : said.none;
    };
    tools.addEventListener("input", show);
    table.parentElement.before(tools);
    show();
  };
  document.querySelectorAll("table[data-tools]").forEach(equip);
})();
