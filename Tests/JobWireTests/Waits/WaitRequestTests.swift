// A wait is about exactly one thing.

import Testing

@testable import JobWire

@Suite struct WaitRequestTests {
  @Test func aWaitOverIdsIsRead() throws {
    let text = #"{"ids":[1,2],"until":"first-failure","timeout":"1m"}"#
    let request = try WaitRequest(jsonBytes: Array(text.utf8))
    #expect(request == WaitRequest(ids: [1, 2], until: .firstFailure, timeout: .seconds(60)))
    #expect(try WaitRequest(jsonBytes: request.jsonBytes()) == request)
  }

  @Test(arguments: [#"{"filter":{}}"#, #"{"filter":{},"all":false}"#, #"{"filter":{"tags":{}}}"#])
  func emptyFilterAloneIsRefused(text: String) {
    #expect {
      try WaitRequest(jsonBytes: Array(text.utf8))
    } throws: { error in
      guard case .fields(let problems) = error as? WireDecodeError else { return false }
      return problems.map(\.field) == ["filter"] && problems[0].detail.contains("\"all\": true")
    }
  }

  @Test func emptyFilterIsTakenIfAllAreMeant() throws {
    let request = try WaitRequest(jsonBytes: Array(#"{"filter":{},"all":true}"#.utf8))
    #expect(request == WaitRequest(filter: JobFilterWire(), all: true))
    #expect(throws: WireDecodeError.self) { try WaitRequest(jsonBytes: Array(#"{"ids":[1],"all":true}"#.utf8)) }
  }

  @Test(arguments: ["{}", #"{"ids":[1],"queue":"q"}"#, #"{"ids":["1"]}"#, #"{"queue":"q","until":"never"}"#])
  func otherWaitsAreRefused(text: String) {
    #expect(throws: WireDecodeError.self) { try WaitRequest(jsonBytes: Array(text.utf8)) }
  }
}
