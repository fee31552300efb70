// The JSON reader and writer against Foundation's decoder on generated and damaged texts. What ours accepts, Foundation
// must accept with the same value; what only Foundation accepts must fall under a rule we added.

import Foundation
import JobWire
import Testing

@Suite struct JSONDifferentialTests {
  @Test(arguments: [1, 2, 3, 4] as [UInt64]) func agreesWithFoundationOnDamagedTexts(seed: UInt64) throws {
    var generator = JSONGenerator(seed: seed)
    var accepted = 0
    for round in 0..<1_500 {
      var bytes = Array(generator.text(depth: 4).utf8)
      if round % 3 != 0 { generator.damage(&bytes) }
      let label: Comment = "seed \(seed), round \(round): \(String(decoding: bytes, as: UTF8.self))"
      let theirs = try? JSONDecoder().decode(Tree.self, from: Data(bytes))
      do {
        let ours = try JSONReader.parse(bytes)
        accepted += 1
        // Foundation refuses "0E1", which the grammar allows.
        let isZeroWithExponent = theirs == nil && String(decoding: bytes, as: UTF8.self).contains("0E")
        // It refuses what no Double holds, which is passed on as its text here.
        let isBeyond = theirs == nil && ours.hasNumberBeyondDouble
        #expect(theirs?.matches(ours) == true || isZeroWithExponent || isBeyond, label)
      } catch {
        let message = error.message
        // Foundation takes a comma before a closing brace, and looks for UTF-16 where there are zero bytes.
        let isOurRule =
          ["twice", "surrogate", "UTF-8", "byte order", "member name"].contains { message.contains($0) }
          || bytes.contains(0)
        #expect(theirs == nil || isOurRule, "\(label) refused: \(error)")
      }
    }
    #expect(accepted > 500, "seed \(seed): the generator must mostly make valid texts")
  }

  @Test func whatTheWriterWritesTheReaderReads() throws {
    var generator = JSONGenerator(seed: 99)
    for round in 0..<1_500 {
      let value = try JSONReader.parse(generator.text(depth: 4))
      let written = value.jsonBytes()
      #expect(try JSONReader.parse(written) == value, "seed 99, round \(round)")
      let theirs = try JSONDecoder().decode(Tree.self, from: Data(written))
      #expect(theirs.matches(value), "seed 99, round \(round)")
    }
  }
}

/// Foundation's view of a JSON text.
private indirect enum Tree: Decodable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([Tree])
  case object([String: Tree])

  init(from decoder: any Decoder) throws {
    let single = try decoder.singleValueContainer()
    if single.decodeNil() {
      self = .null
    } else if let value = try? single.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? single.decode(Double.self) {
      self = .number(value)
    } else if let value = try? single.decode(String.self) {
      self = .string(value)
    } else if let value = try? single.decode([Tree].self) {
      self = .array(value)
    } else {
      self = .object(try single.decode([String: Tree].self))
    }
  }

  func matches(_ other: JSONValue) -> Bool {
    switch (self, other) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.number(let left), .integer(let right)): left == Double(right)
    case (.number(let left), .number(let right)): left == right
    case (.number(let left), .decimal): left == other.doubleValue
    case (.string(let left), .string(let right)): Array(left.utf8) == Array(right.utf8)
    case (.array(let left), .array(let right)):
      left.count == right.count && zip(left, right).allSatisfy { $0.matches($1) }
    case (.object(let left), .object(let right)):
      left.count == right.count && right.allSatisfy { left[$0.name]?.matches($0.value) == true }
    default: false
    }
  }
}

extension JSONValue {
  fileprivate var hasNumberBeyondDouble: Bool {
    switch self {
    case .decimal: doubleValue == nil
    case .array(let elements): elements.contains(where: \.hasNumberBeyondDouble)
    case .object(let members): members.contains(where: \.value.hasNumberBeyondDouble)
    default: false
    }
  }
}
