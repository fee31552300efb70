// A response as it came over the wire, taken apart without help from the code under test.

import JobWire

/// One HTTP response.
struct RawResponse: Sendable {
  let status: Int
  /// Names in lower case.
  let headers: [(name: String, value: String)]
  let body: [UInt8]

  var text: String { String(decoding: body, as: UTF8.self) }
  var json: JSONValue? { try? JSONReader.parse(body) }
  /// The `code` of a problem document.
  var code: String? { json?["code"]?.stringValue }
  /// The fields a problem document complains about.
  var fields: [String] { json?["errors"]?.arrayValue?.compactMap { $0["field"]?.stringValue } ?? [] }
  /// The `detail` of a problem document.
  var detail: String? { json?["detail"]?.stringValue }

  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

  /// The response at the start of `bytes` and how many bytes it takes; `nil` while it is not complete.
  static func parse(_ bytes: [UInt8], hasBody: Bool) -> (RawResponse, Int)? {
    guard let headEnd = find([13, 10, 13, 10], in: bytes, from: 0) else { return nil }
    let lines = String(decoding: bytes[..<headEnd], as: UTF8.self).split(separator: "\r\n")
    guard let first = lines.first, let status = Int(first.split(separator: " ").dropFirst().first ?? "") else {
      return nil
    }
    let headers = lines.dropFirst().map { line in
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let value = parts.count > 1 ? parts[1].drop { $0 == " " } : ""
      return (name: parts[0].lowercased(), value: String(value))
    }
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
    let start = headEnd + 4
    if status == 100 || status == 204 || !hasBody {
      return (RawResponse(status: status, headers: headers, body: []), start)
    }
    if header("transfer-encoding") == "chunked" {
      return unchunk(bytes, from: start).map { (RawResponse(status: status, headers: headers, body: $0.0), $0.1) }
    }
    let length = header("content-length").flatMap { Int($0) } ?? 0
    guard bytes.count >= start + length else { return nil }
    return (RawResponse(status: status, headers: headers, body: Array(bytes[start..<start + length])), start + length)
  }

  private static func unchunk(_ bytes: [UInt8], from start: Int) -> ([UInt8], Int)? {
    var body: [UInt8] = []
    var at = start
    while let lineEnd = find([13, 10], in: bytes, from: at) {
      guard let size = Int(String(decoding: bytes[at..<lineEnd], as: UTF8.self), radix: 16) else { return nil }
      let dataStart = lineEnd + 2
      guard bytes.count >= dataStart + size + 2 else { return nil }
      if size == 0 { return (body, dataStart + 2) }
      body += bytes[dataStart..<dataStart + size]
      at = dataStart + size + 2
    }
    return nil
  }

  private static func find(_ needle: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard bytes.count >= start + needle.count else { return nil }
    return (start...bytes.count - needle.count).first { bytes[$0..<$0 + needle.count].elementsEqual(needle) }
  }
}
