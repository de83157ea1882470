// SPDX-License-Identifier: Apache-2.0

/// Looks of the page on a screen and on paper.
let pageStyle = """

  :root { color-scheme: light; --ink: #1c1c1c; --soft: #5a5a5a; --line: #dcdcdc; --accent: #0072b2; }
  * { box-sizing: border-box; }
  html { scroll-behavior: smooth; }
  body { margin: 0; background: #fff; color: var(--ink);
    font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
  header, main, footer { max-width: 1040px; margin: 0 auto; padding: 0 28px; }
  header { padding-top: 40px; border-top: 6px solid var(--accent); }
  h1 { margin: 0; font-size: 30px; line-height: 1.2; }
  .subtitle { margin: 8px 0 0; color: var(--soft); }
  h2 { margin: 56px 0 12px; padding-bottom: 6px; font-size: 22px;
    border-bottom: 1px solid var(--line); }
  nav ul { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 22px 0 0; padding: 0;
    list-style: none; font-size: 14px; }
  a { color: var(--accent); }
  .lead { max-width: 78ch; margin: 10px 0; font-size: 17px; }
  dl.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(290px, 1fr));
    gap: 14px; margin: 24px 0 0; }
  dl.figures div { padding: 14px 16px; border: 1px solid var(--line); border-radius: 8px; }
  dl.figures dt { color: var(--soft); font-size: 13px; }
  dl.figures dd { margin: 0; }
  dl.figures .value { margin: 2px 0; font-size: 21px; font-weight: 600;
    font-variant-numeric: tabular-nums; }
  dl.figures .remark { color: var(--soft); font-size: 13px; line-height: 1.4; }
  figure { margin: 30px 0 44px; break-inside: avoid; }
  figcaption strong { display: block; font-size: 18px; }
  figcaption span { display: block; max-width: 90ch; color: var(--soft); }
  .chart { margin-top: 14px; min-height: 60px; overflow-x: auto; }
  .chart svg { max-width: 100%; height: auto; }
  .chart form, .vega-bindings { margin: 4px 0 10px; font-size: 14px; }
  .vega-bind-name { margin-right: 8px; color: var(--soft); }
  .chart select { padding: 3px 6px; font: inherit; }
  .note { margin: 6px 0; max-width: 90ch; color: var(--soft); font-size: 14px; }
  .failed { padding: 10px 14px; border-left: 4px solid #d55e00; background: #fdf3ec; }
  details { margin-top: 8px; font-size: 14px; }
  summary { width: max-content; cursor: pointer; color: var(--accent); }
  .wide, .data { overflow-x: auto; }
  .data { max-height: 420px; overflow-y: auto; }
  table { margin: 14px 0; border-collapse: collapse; font-size: 13.5px;
    font-variant-numeric: tabular-nums; }
  caption { padding-bottom: 6px; text-align: left; color: var(--soft); }
  th, td { padding: 4px 12px 4px 0; border-bottom: 1px solid var(--line); text-align: left;
    vertical-align: top; font-weight: normal; }
  thead th { color: var(--soft); vertical-align: bottom; }
  .data thead th { position: sticky; top: 0; background: #fff; }
  td.figure, th.figure { text-align: right; white-space: nowrap; }
  table:has(td.figure) thead th:not(:first-child) { text-align: right; }
  dl.omitted dt, dl.origin dt { font-weight: 600; }
  dl.omitted dd { margin: 0 0 10px; color: var(--soft); }
  dl.origin { display: grid; grid-template-columns: max-content 1fr; gap: 2px 20px;
    font-size: 14px; }
  dl.origin dd { margin: 0; overflow-wrap: anywhere; }
  footer { margin-top: 60px; padding-bottom: 40px; color: var(--soft); font-size: 13px; }
  #vg-tooltip-element { position: fixed; z-index: 10; visibility: hidden; padding: 8px 10px;
    border: 1px solid var(--line); border-radius: 4px; background: #fff; font-size: 13px;
    box-shadow: 0 2px 8px #0003; pointer-events: none; }
  #vg-tooltip-element.visible { visibility: visible; }
  #vg-tooltip-element table { margin: 0; }
  #vg-tooltip-element td { padding: 1px 4px; border: 0; }
  #vg-tooltip-element td.key { color: var(--soft); text-align: right; }
  @page { size: A4; margin: 14mm; }
  @media print {
    body { font-size: 10.5pt; }
    header, main, footer { max-width: none; padding: 0; }
    header { padding-top: 12px; }
    nav, html:not([data-tables]) details, .data button { display: none; }
    .data { max-height: none; }
    h2 { break-after: avoid; margin-top: 26px; }
    dl.figures { grid-template-columns: repeat(3, 1fr); }
    dl.figures div, table, tr { break-inside: avoid; }
    .wide, .data, .chart { overflow: visible; }
    table { font-size: 8.5pt; }
    th, td { padding-right: 7px; }
  }

  """

/// Draws the charts as SVG and fills the tables under them when they are opened. Names and figures
/// reach the page as text alone.
let pageScript = #"""

  (() => {
    "use strict";
    const rowsAtOnce = 200;
    const figures = Array.from(document.querySelectorAll("figure[data-plot]"));
    const specOf = (figure) => JSON.parse(figure.querySelector("script").textContent);

    const rowsOf = (spec) => {
      const columns = spec.usermeta.columns;
      const rows = [];
      for (const group of spec.data.values) {
        const lengths = columns.map((c) => group[c.field]).filter(Array.isArray)
          .map((list) => list.length);
        const count = lengths.length > 0 ? Math.max(...lengths) : 1;
        for (let i = 0; i < count; i += 1) {
          rows.push(columns.map((c) => {
            const value = group[c.field];
            return Array.isArray(value) ? value[i] : value;
          }));
        }
      }
      return rows;
    };

    const cell = (tag, value) => {
      const element = document.createElement(tag);
      element.textContent = value === null || value === undefined ? "" : String(value);
      if (typeof value === "number") element.className = "figure";
      return element;
    };

    const fillTable = (figure) => {
      const spec = specOf(figure);
      const rows = rowsOf(spec);
      const table = document.createElement("table");
      const head = table.createTHead().insertRow();
      spec.usermeta.columns.forEach((column, k) => {
        const th = cell("th", column.title);
        th.scope = "col";
        if (rows.some((row) => typeof row[k] === "number")) th.className = "figure";
        head.append(th);
      });
      const body = table.createTBody();
      const more = document.createElement("button");
      let shown = 0;
      const showMore = () => {
        for (const row of rows.slice(shown, shown + rowsAtOnce)) {
          const line = body.insertRow();
          for (const value of row) line.append(cell("td", value));
        }
        shown = Math.min(rows.length, shown + rowsAtOnce);
        more.textContent = `${shown} of ${rows.length} rows; show more`;
        more.hidden = shown === rows.length;
      };
      more.addEventListener("click", showMore);
      showMore();
      figure.querySelector(".data").replaceChildren(table, more);
    };

    const draw = async (figure) => {
      const place = figure.querySelector(".chart");
      try {
        await vegaEmbed(place, specOf(figure), {
          mode: "vega-lite", renderer: "svg", actions: false, ast: true, defaultStyle: false,
          tooltip: { disableDefaultStyle: true },
        });
        figure.dataset.plot = "drawn";
      } catch (error) {
        figure.dataset.plot = "failed";
        const note = document.createElement("p");
        note.className = "failed";
        note.textContent = `This chart could not be drawn: ${error.message}`;
        place.replaceChildren(note);
        console.error(error);
      }
    };

    for (const figure of figures) {
      const details = figure.querySelector("details");
      details.addEventListener("toggle", () => fillTable(figure), { once: true });
      // report.html#tables opens all tables, and then they are printed too.
      if (location.hash === "#tables") {
        document.documentElement.dataset.tables = "open";
        details.open = true;
      }
    }
    (async () => {
      for (const figure of figures) await draw(figure);
      document.documentElement.dataset.charts = String(figures.length);
    })();
  })();

  """#
