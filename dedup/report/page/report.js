(() => {
  "use strict";
  const marks = new Map(); // page -> start -> {right, label}
  const controls = document.getElementById("controls");
  const bar = document.getElementById("export");
  let saved = true;

  // The text of an element as it was read: characters that cannot be shown stand as numbers in an attribute.
  const textOf = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.dataset && node.dataset.c !== undefined)
      return node.dataset.c.split(",").map((code) => String.fromCodePoint(Number(code))).join("");
    return Array.from(node.childNodes, textOf).join("");
  };
  const pieceOf = (element) => {
    const [start, end, label, article, number] = element.dataset.at.split(" ");
    return { start: Number(start), end: Number(end), label, article: Number(article), number: Number(number), element };
  };
  const piecesOf = (page) => Array.from(page.querySelectorAll("[data-at]"), pieceOf);
  const hasArticle = (label) => controls.content.querySelector(`option[value="${label}"]`).hasAttribute("data-article");
  const known = (label) => ({ repeated_line: "other", repeated_passage: "body" })[label] || label;

  const lineOf = (page) => {
    const own = marks.get(page);
    const pieces = piecesOf(page);
    const spans = pieces.map((piece) => {
      const mark = own.get(piece.start);
      const label = mark && !mark.right ? mark.label : known(piece.label);
      const span = { start: piece.start, end: piece.end, label: label.toUpperCase(), art: hasArticle(label) ? piece.article || 1 : 0 };
      return { ...span, conf: mark ? "sure" : "unsure", ...(label === "other" ? { note: piece.label } : {}) };
    });
    const judged = pieces.filter((piece) => own.has(piece.start)).map((piece) => {
      const mark = own.get(piece.start);
      return { start: piece.start, end: piece.end, was: piece.label, right: mark.right };
    });
    const text = pieces.map((piece) => textOf(piece.element)).join("");
    return JSON.stringify({ id: JSON.parse(page.dataset.id), source: JSON.parse(page.dataset.from), text, spans, marks: judged });
  };
  const save = () => {
    const lines = [...marks.keys()].map(lineOf).join("\n") + "\n";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([lines], { type: "application/jsonl" }));
    link.download = "dedup-marks.jsonl";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    saved = true;
  };
  const count = () => {
    let spans = 0;
    for (const own of marks.values()) spans += own.size;
    bar.hidden = spans === 0;
    document.getElementById("marked").textContent = `${spans} marked on ${marks.size} page${marks.size === 1 ? "" : "s"}`;
    saved = spans === 0;
  };

  const judge = (page, piece, cell) => {
    const verdict = controls.content.firstElementChild.cloneNode(true);
    const [right, wrong] = verdict.querySelectorAll("button");
    const label = verdict.querySelector("label");
    const choice = verdict.querySelector("select");
    choice.value = piece.number ? "body" : "other";
    const set = (mark) => {
      const own = marks.get(page) || new Map();
      if (mark) own.set(piece.start, mark);
      else own.delete(piece.start);
      if (own.size) marks.set(page, own);
      else marks.delete(page);
      right.setAttribute("aria-pressed", String(Boolean(mark && mark.right)));
      wrong.setAttribute("aria-pressed", String(Boolean(mark && !mark.right)));
      label.hidden = !mark || mark.right;
      count();
    };
    const is = (button) => button.getAttribute("aria-pressed") === "true";
    right.addEventListener("click", () => set(is(right) ? null : { right: true }));
    wrong.addEventListener("click", () => set(is(wrong) ? null : { right: false, label: choice.value }));
    choice.addEventListener("change", () => set({ right: false, label: choice.value }));
    cell.append(verdict);
  };

  const keptRows = (page, pieces, button) => {
    const list = document.createElement("ol");
    list.className = "kept";
    for (const piece of pieces) {
      if (piece.number || !textOf(piece.element).trim()) continue;
      const item = document.createElement("li");
      const words = document.createElement("bdi");
      const text = textOf(piece.element).trim();
      words.textContent = text.length > 90 ? `${text.slice(0, 90)}…` : text;
      words.dir = page.querySelector(".whole").dir;
      const kind = document.createElement("span");
      kind.className = "chip";
      kind.textContent = piece.label;
      item.append(words, " ", kind, " ");
      judge(page, piece, item);
      list.append(item);
    }
    button.replaceWith(list);
  };

  const prepare = (details) => {
    const page = details.querySelector(".inside");
    if (page.dataset.ready || !page.querySelector(".whole")) return;
    page.dataset.ready = "yes";
    const pieces = piecesOf(page);
    const rows = new Map(Array.from(page.querySelectorAll("tr[data-start]"), (row) => [Number(row.dataset.start), row]));
    for (const piece of pieces) {
      const row = rows.get(piece.start);
      if (!piece.number || !row) continue;
      judge(page, piece, row.querySelector(".judged"));
    }
    page.classList.add("judging");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Judge what is kept, too";
    button.addEventListener("click", () => keptRows(page, pieces, button));
    page.append(button);
  };

  const filter = (form) => {
    const section = form.closest("section");
    const items = Array.from(section.querySelectorAll("tr[data-label], details.page"));
    const words = new Map();
    const apply = () => {
      const [label, source, text] = [form.label.value, form.source.value, form.words.value.trim().toLowerCase()];
      let shown = 0;
      for (const item of items) {
        const labels = (item.dataset.label || item.dataset.labels || "").split(" ");
        let fits = (!label || labels.includes(label)) && (!source || item.dataset.source === source);
        if (fits && text) {
          if (!words.has(item)) words.set(item, item.textContent.toLowerCase());
          fits = words.get(item).includes(text);
        }
        item.hidden = !fits;
        shown += fits;
      }
      form.querySelector("output").textContent = `${shown} of ${items.length}`;
    };
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
    apply();
  };

  document.getElementById("save").addEventListener("click", save);
  for (const help of document.querySelectorAll(".help")) help.hidden = false;
  document.querySelectorAll("form.filters").forEach(filter);
  for (const details of document.querySelectorAll("details.page")) {
    if (details.open) prepare(details);
    details.addEventListener("toggle", () => details.open && prepare(details));
  }
  window.addEventListener("beforeunload", (event) => {
    if (!saved) event.preventDefault();
  });
})();
