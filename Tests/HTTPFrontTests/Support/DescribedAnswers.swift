// Every answer that a test client gets is compared with the description of the API: its status has to be in it, and its
// body has to be as its schema says.

import JobWire
import Synchronization
import Testing

@testable import HTTPFront

/// The description as the front answers it, kept for all tests: it is the same for all.
enum DescribedAnswers {
  private static let kept = Mutex<JSONValue?>(nil)

  static var document: JSONValue? { kept.withLock { $0 } }

  static func learn(_ routes: [Route]) {
    kept.withLock { kept in
      if kept == nil { kept = try? JSONReader.parse(OpenAPIDocument(of: routes, version: "0").bytes) }
    }
  }

  static func check(_ method: String, _ target: String, _ response: RawResponse) {
    guard let document, let operation = operation(method, target, document) else { return }
    if let fault = fault(response, operation, SchemaCheck(document)) {
      Issue.record("\(method) \(target): \(response.status) \(response.text.prefix(500)) is not as described: \(fault)")
    }
  }

  /// `nil` if there is none: paths that do not exist, and methods that are not possible.
  private static func operation(_ method: String, _ target: String, _ document: JSONValue) -> JSONValue? {
    let path = target.prefix { $0 != "?" }.split(separator: "/")
    let described = document["paths"]?.objectValue?.first { member in
      let parts = member.name.split(separator: "/")
      return parts.count == path.count && zip(parts, path).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
    }
    return described?.value[method.lowercased()]
  }

  private static func fault(_ response: RawResponse, _ operation: JSONValue, _ schemas: SchemaCheck) -> String? {
    var schemas = schemas
    guard let named = operation["responses"]?["\(response.status)"], let described = schemas.resolved(named) else {
      return "there is no such status"
    }
    guard let type = response.header("content-type") else {
      return described["content"] == nil ? nil : "it has no Content-Type"
    }
    guard let content = described["content"]?[type] else { return "there is no such Content-Type: \(type)" }
    guard let schema = content["schema"] else { return nil }
    switch type {
    case "application/json", "application/problem+json":
      return response.json.map { schemas.fault($0, schema) } ?? "it is no JSON"
    case "application/x-ndjson":
      return response.text.split(separator: "\n").lazy.compactMap { line in
        (try? JSONReader.parse(Array(line.utf8))).map { schemas.fault($0, schema) } ?? "a line is no JSON"
      }.first
    default: return nil
    }
  }
}
