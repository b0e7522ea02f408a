"use strict";
// A workbook of plain sheets: rows of texts and numbers. Its parts are stored in a zip uncompressed.
const Xlsx = (function () {
  const table = Array.from({ length: 256 }, (_, n) => {
    let value = n;
    for (let bit = 0; bit < 8; bit += 1) { value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1; }
    return value >>> 0;
  });
  const crc = (bytes) => {
    let value = 0xffffffff;
    for (const byte of bytes) { value = table[(value ^ byte) & 255] ^ (value >>> 8); }
    return (value ^ 0xffffffff) >>> 0;
  };
  const numbers = (...pairs) => {
    const bytes = [];
    for (const [value, size] of pairs) {
      for (let at = 0; at < size; at += 1) { bytes.push((value >>> (8 * at)) & 255); }
    }
    return Uint8Array.from(bytes);
  };
  const joined = (parts) => {
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) { all.set(part, at); at += part.length; }
    return all;
  };
  const JANUARY_1980 = 33;
  const zip = (files) => {
    const bodies = [];
    const heads = [];
    let offset = 0;
    for (const [name, text] of files) {
      const [path, content] = [name, text].map((part) => new TextEncoder().encode(part));
      const about = numbers([20, 2], [0x800, 2], [0, 2], [0, 2], [JANUARY_1980, 2], [crc(content), 4],
        [content.length, 4], [content.length, 4], [path.length, 2], [0, 2]);
      const body = joined([numbers([0x04034b50, 4]), about, path, content]);
      heads.push(joined([numbers([0x02014b50, 4], [20, 2]), about,
        numbers([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]), path]));
      bodies.push(body);
      offset += body.length;
    }
    const directory = joined(heads);
    const end = numbers([0x06054b50, 4], [0, 4], [files.length, 2], [files.length, 2],
      [directory.length, 4], [offset, 4], [0, 2]);
    return joined([...bodies, directory, end]);
  };
  const escaped = (text) => String(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const cell = (value) => {
    if (value === null || value === "") { return "<c/>"; }
    return typeof value === "number" ? `<c><v>${value}</v></c>`
      : `<c t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`;
  };
  const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
  const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  const widths = (rows) => rows[0].map((_, at) => Math.min(60, 2 + Math.max(...rows.slice(0, 200).map(
    (row) => [...String(row[at] ?? "")].reduce((sum, char) => sum + (char > "\u2e80" ? 2 : 1), 0)))));
  const sheet = (rows) => `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">`
    + '<pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews><cols>'
    + widths(rows).map((width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`).join("")
    + `</cols><sheetData>${rows.map((row) => `<row>${row.map(cell).join("")}</row>`).join("")}</sheetData></worksheet>`;
  // sheets: [name, rows] each; the first row is the head.
  const workbook = (sheets) => {
    const ids = sheets.map((_, at) => at + 1);
    return zip([
      ["[Content_Types].xml", `${HEAD}<Types xmlns="${PACKAGE}/content-types">`
        + '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        + ids.map((id) => `<Override PartName="/xl/worksheets/sheet${id}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`).join("")
        + "</Types>"],
      ["_rels/.rels", `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
      ["xl/workbook.xml", `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${LINKS}"><sheets>`
        + sheets.map(([name], at) => `<sheet name="${escaped(name)}" sheetId="${at + 1}" r:id="r${at + 1}"/>`).join("")
        + "</sheets></workbook>"],
      ["xl/_rels/workbook.xml.rels", `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">`
        + ids.map((id) => `<Relationship Id="r${id}" Type="${LINKS}/worksheet" Target="worksheets/sheet${id}.xml"/>`).join("")
        + "</Relationships>"],
      ...sheets.map(([, rows], at) => [`xl/worksheets/sheet${at + 1}.xml`, sheet(rows)]),
    ]);
  };
  return { workbook };
})();
