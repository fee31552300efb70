// The bounds that the description gives to the fields of submissions are those of the engine: what is at a bound is taken,
// what is beyond it refused by its name.

import JobWire
import Testing

@testable import HTTPFront

@Suite struct FieldBoundsTests {
  private static let fields = [
    "argv", "cwd", "executor", "handler", "log_limit", "name", "nice", "priority", "queue", "shell", "slots_needed",
    "tags", "retry.max_attempts", "retry.multiplier", "retry.jitter", "retry.on", "retry.not_on", "unique.key",
    "limit.key", "limit.max", "http.follow_redirects", "http.expect_body",
  ]

  private static let types = ["retry": "RetrySpec", "unique": "UniqueSpec", "limit": "LimitSpec", "http": "HTTPSpec"]

  @Test func submissionsAreBoundAsDescribed() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      for field in Self.fields {
        let parts = field.split(separator: ".").map(String.init)
        let type = parts.count == 2 ? try #require(Self.types[parts[0]]) : "SubmitRequest"
        let bounds = try #require(FieldBounds.all["\(type).\(parts.last ?? "")"], "\(field)")
        var count = 0
        for (value, isTaken) in Self.samples(bounds, of: field) {
          let body = Self.job(field, value)
          let answer = try await client.post("/v1/jobs?dry_run=true", body)
          let what = "\(field): \(body.prefix(200)): \(answer.text.prefix(300))"
          #expect(answer.status == (isTaken ? 200 : 400), "\(what)")
          if !isTaken { #expect(answer.fields.contains { $0.hasPrefix(field) }, "\(what)") }
          count += 1
        }
        #expect(count > 0, "\(field) was not tried")
      }
      client.raw.close()
    }
  }

  /// Values at the bounds and beyond them.
  private static func samples(_ bounds: JSONValue, of field: String) -> [(value: JSONValue, isTaken: Bool)] {
    var samples: [(JSONValue, Bool)] = []
    if let alternatives = bounds["anyOf"]?.arrayValue { return alternatives.flatMap { Self.samples($0, of: field) } }
    let step = bounds["type"]?.stringValue == "integer" || field == "log_limit" ? 1 : 0.5
    for (keyword, sign) in [("minimum", -1.0), ("maximum", 1.0)] {
      guard let bound = bounds[keyword]?.doubleValue else { continue }
      samples += [(.number(bound), true), (.number(bound + sign * step), false)]
    }
    for (keyword, more) in [("minLength", -1), ("maxLength", 1)] {
      guard let bound = bounds[keyword]?.integerValue.map({ Int($0) }) else { continue }
      let prefix = field == "cwd" ? "/" : ""
      for (length, isTaken) in [(bound, true), (bound + more, false)] {
        samples.append((.string(prefix + String(repeating: "a", count: length - prefix.utf8.count)), isTaken))
      }
    }
    for (keyword, more) in [("minItems", -1), ("maxItems", 1)] {
      guard let bound = bounds[keyword]?.integerValue.map({ Int($0) }) else { continue }
      let element = field == "argv" ? JSONValue.string("a") : .integer(1)
      samples.append((.array(Array(repeating: element, count: bound)), true))
      samples.append((.array(Array(repeating: element, count: bound + more)), false))
    }
    if let most = bounds["maxProperties"]?.integerValue.map({ Int($0) }) {
      for (count, isTaken) in [(most, true), (most + 1, false)] {
        samples.append((.object((0..<count).map { JSONMember(name: "t\($0)", value: .string("")) }), isTaken))
      }
    }
    if let pattern = bounds["pattern"]?.stringValue, pattern.hasPrefix("^[A-Za-z0-9._-]{1,") {
      let most = Int(pattern.dropFirst("^[A-Za-z0-9._-]{1,".count).prefix { $0.isNumber }) ?? 0
      // Executors are known by their names.
      if field != "executor" { samples.append((.string(String(repeating: "q", count: most)), true)) }
      for wrong in [String(repeating: "q", count: most + 1), "", "a/b"] { samples.append((.string(wrong), false)) }
    }
    return samples
  }

  /// A submission in which everything else is right.
  private static func job(_ field: String, _ value: JSONValue) -> String {
    let text = String(decoding: value.jsonBytes(), as: UTF8.self)
    switch field {
    case "argv", "shell", "handler": return "{\"\(field)\":\(text)\(field == "handler" ? executor : "")}"
    case "executor": return "{\"handler\":\"x\",\"executor\":\(text)}"
    case "retry.max_attempts": return "{\"shell\":\"x\",\"retry\":{\"max_attempts\":\(text)}}"
    case "unique.key": return "{\"shell\":\"x\",\"unique\":{\"key\":\(text)}}"
    case "limit.key": return "{\"shell\":\"x\",\"limit\":{\"key\":\(text),\"max\":1}}"
    case "limit.max": return "{\"shell\":\"x\",\"limit\":{\"key\":\"k\",\"max\":\(text)}}"
    default: break
    }
    let parts = field.split(separator: ".")
    switch parts.first {
    case "retry": return "{\"shell\":\"x\",\"retry\":{\"max_attempts\":2,\"\(parts[1])\":\(text)}}"
    case "http": return "{\"http\":{\"url\":\"http://localhost/\",\"\(parts[1])\":\(text)}}"
    default: return "{\"shell\":\"x\",\"\(field)\":\(text)}"
    }
  }

  private static let executor = ",\"executor\":\"remote\""
}
