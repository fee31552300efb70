// What the daemon answered, as the tests look into it.

import JobWire

/// An HTTP response.
struct Answer: Sendable {
  let status: Int
  /// By lower-case name.
  let headers: [String: String]
  let body: [UInt8]

  var text: String { String(decoding: body, as: UTF8.self) }

  var json: JSONValue { get throws { try JSONReader.parse(body) } }

  /// The problem's code; nil when the answer is no problem.
  var code: String? { string("code") }

  /// The fields a 400 complains about.
  var faultyFields: [String] {
    value("errors")?.arrayValue?.compactMap { $0["field"]?.stringValue } ?? []
  }

  func value(_ name: String) -> JSONValue? { (try? json)?[name] }
  func string(_ name: String) -> String? { value(name)?.stringValue }
  func int(_ name: String) -> Int? { value(name)?.integerValue.map { Int($0) } }
  func bool(_ name: String) -> Bool? { value(name)?.boolValue }
  func ints(_ name: String) -> [Int] { value(name)?.arrayValue?.compactMap { $0.integerValue.map { Int($0) } } ?? [] }
  func objects(_ name: String) -> [JSONValue] { value(name)?.arrayValue ?? [] }
  func isNull(_ name: String) -> Bool { value(name) == .null }
}

extension JSONValue {
  func string(_ name: String) -> String? { self[name]?.stringValue }
  func int(_ name: String) -> Int? { self[name]?.integerValue.map { Int($0) } }
}
