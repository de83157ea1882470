// SPDX-License-Identifier: Apache-2.0

package enum HostileNames {
  /// What a name of a zone or scenario could be made of to become more than a name.
  package static let all = [
    "<script>document.title='pwned'</script>", "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>", "' onmouseover='alert(1)",
    "<!--", "-->", "]]>", "<!--<script>", "javascript:alert(1)", "{{constructor}}",
    "${alert(1)}", "`${alert(1)}`", "\\u003cscript\\u003e", "&lt;script&gt;", "=1+1", "@SUM(A1)",
    "+1", "-1", "\u{2028}alert(1)\u{2029}", "a\u{0}b", "\u{202E}drowssap", "</title><h1>x",
    "</style><style>*{display:none}", "datum.zone", "'; alert(1); '", "</textarea>", "__proto__",
    "constructor", "%3Cscript%3E", "a\u{FEFF}<b>x</b>", "</SCRIPT >", "<\u{0}script>",
  ]
}
