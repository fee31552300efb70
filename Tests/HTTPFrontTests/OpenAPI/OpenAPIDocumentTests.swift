// The document as a whole: it is there for everybody, says the same each time, and refers to nothing that is not in it.

import JobWire
import Testing

@testable import HTTPFront

@Suite struct OpenAPIDocumentTests {
  private func withDocument(_ body: (JSONValue, RawResponse) throws -> Void) async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let response = try await client.get("/openapi.json")
      try body(try #require(response.json), response)
      client.raw.close()
    }
  }

  @Test func theSameDocumentIsAnsweredEachTime() async throws {
    try await withDocument { document, response in
      #expect(response.status == 200)
      #expect(response.header("content-type") == "application/json")
      #expect(document["openapi"]?.stringValue == "3.1.0")
      let again = try #require(DescribedAnswers.document)
      #expect(again["paths"] == document["paths"])
      #expect(again["components"] == document["components"])
      // Who asks needs no token, and may ask often.
      #expect(response.body.count < HTTPLimits.wholeListBytesMax, "\(response.body.count)")
    }
  }

  @Test func everyReferenceLeadsToSomething() async throws {
    try await withDocument { document, _ in
      let schemas = SchemaCheck(document)
      var count = 0
      Self.visit(document) { value in
        guard let name = value["$ref"]?.stringValue else { return }
        count += 1
        #expect(schemas.resolved(value) != nil, "\(name)")
      }
      #expect(count > 100)
    }
  }

  /// Programs that are made of the document call their functions after them.
  @Test func operationsHaveNamesOfTheirOwn() async throws {
    try await withDocument { document, _ in
      let operations = Self.operations(document)
      let names = operations.compactMap { $0["operationId"]?.stringValue }
      #expect(names.count == operations.count && Set(names).count == names.count)
      #expect(
        ["postJobs", "getJob", "postJobCancel", "postJobsCancel", "putQueue", "postBatchClose", "getOpenapiJson"]
          .allSatisfy { names.contains($0) }, "\(names)")
    }
  }

  @Test func onlyProbesAndTheDescriptionNeedNoToken() async throws {
    try await withDocument { document, _ in
      let open = document["paths"]?.objectValue?.filter { $0.value["get"]?["security"] == .array([]) }.map(\.name)
      #expect(open?.sorted() == ["/healthz", "/openapi.json", "/readyz"])
    }
  }

  @Test func everyErrorOfTheContractIsDescribed() async throws {
    try await withDocument { document, _ in
      let described = document["components"]?["responses"]?.objectValue ?? []
      for code in WireCode.allCases {
        let response = described.first { $0.name == "Problem\(code.status)" }?.value
        #expect(response?["description"]?.stringValue?.contains("`\(code.rawValue)`") == true, "\(code)")
      }
    }
  }

  private static func operations(_ document: JSONValue) -> [JSONValue] {
    document["paths"]?.objectValue?.flatMap { $0.value.objectValue?.map(\.value) ?? [] } ?? []
  }

  private static func visit(_ value: JSONValue, _ body: (JSONValue) -> Void) {
    body(value)
    for member in value.objectValue ?? [] { visit(member.value, body) }
    for element in value.arrayValue ?? [] { visit(element, body) }
  }
}
