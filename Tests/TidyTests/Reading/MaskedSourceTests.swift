// The lexer behind the rules: what is code, what is comment, what is neither.

import Testing

@Suite struct MaskedSourceTests {
  @Test(arguments: [
    ("let a = 1 // two", "let a = 1", "// two"),
    ("a /* b /* c */ d */ e", "a                   e", "/* b /* c */ d */"),
    (#"say("// no comment") + x"#, #"say("             ") + x"#, ""),
    (#"say("\"quoted\" //") + x"#, #"say("             ") + x"#, ""),
    (##"say(#"raw " // \n"#) + x"##, ##"say(#"           "#) + x"##, ""),
    (##"/x/ + #/ " try! /# + y"##, ##"/x/ +           /# + y"##, ""),
    (#"say("a \(list["k"]!) b") + x"#, #"say("    list[" "]!)  ") + x"#, ""),
  ])
  func viewsAreSplit(text: String, code: String, comments: String) {
    let masked = MaskedSource(text)
    #expect(masked.codeLines == [code.padding(to: text.count)])
    #expect(masked.commentLines[0].trimmed() == comments)
  }

  @Test func multiLineStringIsNotCodeAndKeepsItsLines() {
    let masked = MaskedSource("let a = \"\"\"\n  Task { \"x\" // y\n  \"\"\"\nlet b = 2")
    #expect(masked.codeLines.count == 4)
    #expect(!masked.codeLines[1].contains("Task"))
    #expect(masked.codeLines[3] == "let b = 2")
  }
}

extension String {
  fileprivate func padding(to count: Int) -> String { self + String(repeating: " ", count: max(0, count - self.count)) }

  fileprivate func trimmed() -> String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
