// A wait is about exactly one thing.

import JobWire
import Testing

@Suite struct WaitRequestTests {
  @Test func aWaitOverIdsIsRead() throws {
    let text = #"{"ids":[1,2],"until":"first-failure","timeout":"1m"}"#
    let request = try WaitRequest(jsonBytes: Array(text.utf8))
    #expect(request == WaitRequest(ids: [1, 2], until: .firstFailure, timeout: .seconds(60)))
    #expect(try WaitRequest(jsonBytes: request.jsonBytes()) == request)
  }

  @Test(arguments: ["{}", #"{"ids":[1],"queue":"q"}"#, #"{"ids":["1"]}"#, #"{"queue":"q","until":"never"}"#])
  func otherWaitsAreRefused(text: String) {
    #expect(throws: WireDecodeError.self) { try WaitRequest(jsonBytes: Array(text.utf8)) }
  }
}
