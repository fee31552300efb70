// What is JSON and what is not, compared with Foundation's reader where the two should agree.

import Foundation
import Testing

@testable import JobCore

@Suite struct JSONScannerTests {
  private static func isValue(_ text: String) -> Bool {
    isValue(Array(text.utf8))
  }

  private static func isValue(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { JSONScanner.isValue($0) }
  }

  @Test(arguments: [
    "null", " true ", "false", "0", "-0", "-1.5e+10", "1E400", "[]", "[1, [2]]", "{}", #"{"a": {"b": [null]}}"#,
    #""""#, #""\u00e4\n\"\/""#, #""\ud83d\ude00""#, "\"ä😀\"", "\t[\r\n1 ]\n", #"{"a":1,"a":2}"#,
  ]) func json(_ text: String) {
    #expect(Self.isValue(text))
  }

  @Test(arguments: [
    "", " ", "nul", "nulll", "True", "NaN", "Infinity", "-Infinity", "-", "01", "1.", ".5", "1e", "+1", "0x1", "[1,]",
    "[1 2]", "[", "]", "{", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, "{a:1}", "'a'", #"""#, "\"\n\"", #""\x""#, #""\u12""#,
    #""\ud800""#, #""\udc00""#, #""\ud800\u0041""#, #""\ud800\ud800""#, #""\ud83d \ude00""#, "1 2", "\u{FEFF}1",
    #""\"#, #"{"a":1]"#, "[1}",
  ]) func noJSON(_ text: String) {
    #expect(!Self.isValue(text))
  }

  @Test func invalidUTF8IsNoJSON() {
    for bytes: [UInt8] in [[0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]] {
      #expect(!Self.isValue([0x22] + bytes + [0x22]))
    }
  }

  @Test func nestingIsBounded() {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(Self.isValue(nested(Limits.jsonDepthMax)))
    #expect(!Self.isValue(nested(Limits.jsonDepthMax + 1)))
    #expect(!Self.isValue(String(repeating: "[", count: 1_000_000)))
    #expect(!Self.isValue(String(repeating: #"{"a":"#, count: 200_000)))
  }

  /// Mutated texts: never a trap, and the same verdict as Foundation's reader.
  @Test(arguments: [UInt64](1...8)) func agreesWithFoundation(_ seed: UInt64) {
    var random = SeededRandom(seed)
    let base = Array(#"{"a": [1, -2.5e3, true, null, "x\u00e4\n"], "b": {"c": "", "d": [[], {}]}, "é": 0}"#.utf8)
    let alphabet = Array(#"{}[],:"\ un0159-+.eEtfa "#.utf8) + [0xC3, 0xA9, 0x0A]
    for _ in 0..<4_000 {
      var text = base
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let index = Int.random(in: 0..<text.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: text.remove(at: index)
        case 1: text.insert(alphabet.randomElement(using: &random) ?? 0, at: index)
        case 2: text = Array(text[..<max(1, index)])
        default: text[index] = alphabet.randomElement(using: &random) ?? 0
        }
        if text.isEmpty { text = [0x30] }
      }
      let oracle = (try? JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed)) != nil
      let shown = String(decoding: text, as: UTF8.self)
      // Foundation lets a comma stand before the end of a list.
      if !Self.isValue(text) && oracle && shown.contains(/,\s*[\]}]/) { continue }
      #expect(Self.isValue(text) == oracle, "seed \(seed): \(shown)")
    }
  }
}
