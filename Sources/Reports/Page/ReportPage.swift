// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A page that stands on its own: text, tables and charts in one HTML file, which asks for nothing
/// else, neither of the disk nor of the network.
package struct ReportPage: Sendable {
  /// A figure at the top of the page.
  struct KeyFigure: Sendable {
    var name: String
    /// With unit and, where it has one, its uncertainty.
    var value: String
    /// What it covers, or how sure it is.
    var remark: String
  }

  /// A table of the text; all cells are plain text.
  struct TextTable: Sendable {
    var caption: String
    var header: [String]
    var rows: [[String]]
    /// Columns from this one on hold figures.
    var firstFigure = 1
  }

  struct Section: Sendable {
    var title: String
    var attempts: [PlotAttempt]
    var tables: [TextTable] = []

    init(_ title: String, tables: [TextTable] = [], _ attempts: [PlotAttempt]) {
      self.title = title
      self.tables = tables
      self.attempts = attempts
    }

    var plots: [Plot] {
      attempts.compactMap { if case .drawn(let plot) = $0 { plot } else { nil } }
    }
  }

  var title: String
  var subtitle: String
  /// One paragraph each.
  var summary: [String]
  var keyFigures: [KeyFigure]
  var sections: [Section]
  /// What a reader must know to judge the figures.
  var notes: [String]
  /// How the result was made, name by name.
  var origin: [(name: String, value: String)]

  package var plots: [Plot] { sections.flatMap(\.plots) }

  package var omitted: [OmittedPlot] {
    sections.flatMap(\.attempts).compactMap {
      if case .omitted(let plot) = $0 { plot } else { nil }
    }
  }

  /// The page as HTML.
  ///
  /// Scripts run by their hash alone, so that no text that found its way into the page could run
  /// even if it were not escaped; the charts are interpreted, not compiled, so that nothing on the
  /// page may evaluate text.
  ///
  /// - Parameter vegaBundle: JavaScript that defines `vegaEmbed`; it stands in the page once.
  package func html(vegaBundle: String) throws -> String {
    let bundle = inlineScript(vegaBundle)
    let script = inlineScript(pageScript)
    let policy =
      "default-src 'none'; script-src '\(scriptHash(bundle))' '\(scriptHash(script))'; "
      + "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    var page = Markup()
    page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
    page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\">\n")
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
    page.raw("<meta name=\"referrer\" content=\"no-referrer\">\n")
    page.element("title", title)
    page.raw("<style>\(pageStyle)</style>\n</head>\n<body>\n<header>\n")
    page.element("h1", title)
    page.element("p", subtitle, class: "subtitle")
    page.raw("</header>\n<main>\n")
    addContents(to: &page)
    addSummary(to: &page)
    var number = 0
    for (place, section) in sections.enumerated() where section.isFilled {
      page.raw("<section id=\"section-\(place + 1)\">\n")
      page.element("h2", section.title)
      for table in section.tables { add(table, to: &page) }
      for plot in section.plots {
        number += 1
        try add(plot, number: number, to: &page)
      }
      page.raw("</section>\n")
    }
    addOmitted(to: &page)
    addOrigin(to: &page)
    page.raw("</main>\n<footer>\n")
    page.element(
      "p",
      "Written by pentaflow. Charts: Vega, Vega-Lite and Vega-Embed, © University of Washington "
        + "Interactive Data Lab and others, BSD 3-Clause License.")
    page.raw(
      "</footer>\n<script>\(bundle)</script>\n<script>\(script)</script>\n</body>\n</html>\n")
    return page.text
  }

  private func addContents(to page: inout Markup) {
    page.raw("<nav aria-label=\"Contents\"><ul>\n<li><a href=\"#summary\">Summary</a></li>\n")
    for (place, section) in sections.enumerated() where section.isFilled {
      page.raw("<li><a href=\"#section-\(place + 1)\">")
      page.add(section.title)
      page.raw("</a></li>\n")
    }
    if !omitted.isEmpty { page.raw("<li><a href=\"#omitted\">Not in this report</a></li>\n") }
    page.raw("<li><a href=\"#origin\">How it was made</a></li>\n</ul></nav>\n")
  }

  private func addSummary(to page: inout Markup) {
    page.raw("<section id=\"summary\">\n<h2>Summary</h2>\n")
    for paragraph in summary { page.element("p", paragraph, class: "lead") }
    if !keyFigures.isEmpty {
      page.raw("<dl class=\"figures\">\n")
      for figure in keyFigures {
        page.raw("<div>")
        page.element("dt", figure.name)
        page.element("dd", figure.value, class: "value")
        page.element("dd", figure.remark, class: "remark")
        page.raw("</div>\n")
      }
      page.raw("</dl>\n")
    }
    page.raw(
      "<noscript><p>The charts and the tables under them need JavaScript, which is part of this "
        + "file; nothing is fetched.</p></noscript>\n</section>\n")
  }

  private func add(_ table: TextTable, to page: inout Markup) {
    page.raw("<div class=\"wide\"><table>\n")
    page.element("caption", table.caption)
    page.raw("<thead><tr>")
    for name in table.header { page.element("th", name, attributes: " scope=\"col\"") }
    page.raw("</tr></thead>\n<tbody>\n")
    for row in table.rows {
      page.raw("<tr>")
      for (column, cell) in row.enumerated() {
        if column == 0 {
          page.element("th", cell, attributes: " scope=\"row\"")
        } else {
          page.element("td", cell, class: column >= table.firstFigure ? "figure" : nil)
        }
      }
      page.raw("</tr>\n")
    }
    page.raw("</tbody></table></div>\n")
  }

  private func add(_ plot: Plot, number: Int, to page: inout Markup) throws {
    page.raw("<figure id=\"\(plot.id)\" data-plot>\n<figcaption>")
    page.element("strong", "\(number). \(plot.title)")
    page.element("span", plot.look)
    page.raw("</figcaption>\n<div class=\"chart\"></div>\n")
    if !plot.note.isEmpty { page.element("p", plot.note, class: "note") }
    page.raw("<details><summary>Data table</summary><div class=\"data\"></div></details>\n")
    page.raw("<script type=\"application/json\">\(scriptSafeJSON(try plot.json()))</script>\n")
    page.raw("</figure>\n")
  }

  private func addOmitted(to page: inout Markup) {
    guard !omitted.isEmpty else { return }
    page.raw("<section id=\"omitted\">\n<h2>Not in this report</h2>\n")
    page.element("p", "Charts that this result has no data for, and how to get them.")
    page.raw("<dl class=\"omitted\">\n")
    for plot in omitted {
      page.element("dt", plot.title)
      page.element("dd", "\(plot.reason) \(plot.remedy)")
    }
    page.raw("</dl>\n</section>\n")
  }

  private func addOrigin(to page: inout Markup) {
    page.raw("<section id=\"origin\">\n<h2>How it was made</h2>\n")
    if !notes.isEmpty {
      page.raw("<ul>\n")
      for note in notes { page.element("li", note) }
      page.raw("</ul>\n")
    }
    page.raw("<dl class=\"origin\">\n")
    for (name, value) in origin {
      page.element("dt", name)
      page.element("dd", value)
    }
    page.raw("</dl>\n</section>\n")
  }
}

extension ReportPage.Section {
  var isFilled: Bool { !plots.isEmpty || !tables.isEmpty }
}

/// HTML in the making: only what is passed to `raw` is markup.
private struct Markup {
  private(set) var text = ""

  mutating func raw(_ markup: String) { text += markup }

  mutating func add(_ plain: String) { text += escapedHTML(plain) }

  mutating func element(
    _ tag: String, _ plain: String, class name: String? = nil, attributes: String = ""
  ) {
    text += "<\(tag)\(name.map { " class=\"\($0)\"" } ?? "")\(attributes)>"
    add(plain)
    text += "</\(tag)>\n"
  }
}

/// A script as it stands between its tags: ends where it ends, and no comment of HTML begins in it.
/// Both sequences can stand in strings and regular expressions alone, where a backslash before the
/// character means the character.
package func inlineScript(_ script: String) -> String {
  script.replacing("</script", with: "<\\/script").replacing("<!--", with: "<\\!--")
}

/// The hash by which the page's policy knows a script.
package func scriptHash(_ script: String) -> String {
  let hexadecimal = SHA256.hexDigest(of: Array(script.utf8))
  var bytes = Data()
  var rest = Substring(hexadecimal)
  while !rest.isEmpty {
    bytes.append(UInt8(rest.prefix(2), radix: 16) ?? 0)
    rest = rest.dropFirst(2)
  }
  return "sha256-" + bytes.base64EncodedString()
}
