// The schemas against the wire types: what a type writes is as its schema says, and what it reads is what the schema has,
// no more and no less.

import Foundation
import JobWire
import Testing

@testable import HTTPFront

@Suite struct SchemaCatalogTests {
  private static let directory = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "JobWireTests/Golden")

  /// What stands in the golden files, each with the name of its type.
  private static func golden() throws -> [(type: String, value: JSONValue)] {
    let files = try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
    return try files.sorted { $0.path < $1.path }.map { file in
      let name = String(file.lastPathComponent.prefix { $0 != "." })
      return (name == "CallbackRequest" ? "CallbackSpec" : name, try JSONReader.parse([UInt8](Data(contentsOf: file))))
    }
  }

  private func check(_ type: any WireDecodable.Type, hasBounds: Bool) -> SchemaCheck {
    var catalog = SchemaCatalog(hasBounds: hasBounds)
    _ = catalog.reference(type)
    return SchemaCheck(.members(["components": .members(["schemas": .object(catalog.members)])]))
  }

  @Test func everyGoldenFileIsAsItsSchemaSays() throws {
    for (name, value) in try Self.golden() {
      let type = try #require(WireTypes.all[name], "\(name) is in no route")
      var check = check(type, hasBounds: false)
      let fault = check.fault(value, type: name)
      #expect(fault == nil, "\(name)")
    }
  }

  @Test func requestsAreReadExactlyAsTheirSchemasSay() throws {
    var checked = 0
    for (name, value) in try Self.golden() {
      guard let type = WireTypes.all[name], type.unknownFields == .refused else { continue }
      var check = check(type, hasBounds: false)
      for variant in Self.variants(of: value) {
        let fault = check.fault(variant, type: name)
        let isRead = (try? type.init(json: variant)) != nil
        checked += 1
        #expect(isRead == (fault == nil), "\(name): \(Self.text(variant)): \(fault ?? "as its schema says")")
      }
    }
    #expect(checked > 1_000)
  }

  @Test func typesThatHoldThemselvesAreReferences() throws {
    let check = check(SubmitRequest.self, hasBounds: true)
    let schemas = try #require(check.document["components"]?["schemas"])
    let job = schemas["ThenSpec"]?["properties"]?["job"]
    #expect(job?["$ref"]?.stringValue == "#/components/schemas/SubmitRequest")
    let then = schemas["SubmitRequest"]?["properties"]?["then"]
    #expect(then?["items"]?["$ref"]?.stringValue == "#/components/schemas/ThenSpec")
    #expect(then?["type"] == .strings(["array", "null"]))
  }

  @Test func engineBoundsNameFieldsThatExist() throws {
    for key in FieldBounds.all.keys {
      let parts = key.split(separator: ".").map(String.init)
      let type = WireTypes.all[parts[0]] ?? WireTypes.all[parts[0] + "Wire"]
      #expect(type?.shape[parts[1]] != nil, "\(key)")
    }
  }

  // MARK: Variants

  private static let strange: [JSONValue] = [
    .null, .bool(true), .bool(false), .integer(0), .integer(1), .integer(-1), .number(1.5), .string(""), .string("x"),
    .string("-1h30m"), .string("success"), .array([]), .array([.integer(7), .string("timeout")]), .object([]),
    .object([JSONMember(name: "x", value: .string("y"))]),
  ]

  /// The value with something else in every place, and without each of its members, one at a time.
  private static func variants(of value: JSONValue) -> [JSONValue] {
    var variants = strange
    switch value {
    case .object(let members):
      variants.append(.object(members + [JSONMember(name: "unheard_of", value: .integer(1))]))
      for index in members.indices {
        var others = members
        others.remove(at: index)
        variants.append(.object(others))
        variants += Self.variants(of: members[index].value).map { value in
          var changed = members
          changed[index].value = value
          return .object(changed)
        }
      }
    case .array(let elements):
      for index in elements.indices {
        variants += Self.variants(of: elements[index]).map { value in
          var changed = elements
          changed[index] = value
          return .array(changed)
        }
      }
    default: break
    }
    return variants
  }

  private static func text(_ value: JSONValue) -> String { String(decoding: value.jsonBytes(), as: UTF8.self) }
}
