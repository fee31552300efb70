// What is to be paused is said in one way, and nothing is not everything.

import Testing

@testable import JobWire

@Suite struct PauseRequestTests {
  private func problems<T: WireDecodable>(_ type: T.Type, _ text: String) -> [String] {
    do throws(WireDecodeError) {
      _ = try T(jsonBytes: Array(text.utf8))
      return []
    } catch {
      guard case .fields(let problems) = error else { return ["\(error)"] }
      return problems.map(\.field)
    }
  }

  @Test(arguments: [
    (#"{"queues":["a"],"ids":[1]}"#, ["queues"]), (#"{"queues":[]}"#, ["queues"]), (#"{"ids":[]}"#, ["ids"]),
    (#"{"ids":[1],"for":"1h"}"#, ["for"]), (#"{"queue":"a"}"#, ["queue"]), ("{}", []), (#"{"for":"1h"}"#, []),
    (#"{"queues":["a"],"running":true,"for":"1h"}"#, []), (#"{"ids":[1],"running":true}"#, []),
  ]) func pauseSaysWhatItIsOf(_ text: String, _ fields: [String]) {
    #expect(problems(PauseRequest.self, text) == fields)
  }

  @Test(arguments: [
    (#"{"queues":["a"],"ids":[1]}"#, ["queues"]), (#"{"queues":[]}"#, ["queues"]), (#"{"ids":[]}"#, ["ids"]),
    (#"{"for":"1h"}"#, ["for"]), ("{}", []), (#"{"ids":[1]}"#, []),
  ]) func resumeSaysWhatItIsOf(_ text: String, _ fields: [String]) {
    #expect(problems(ResumeRequest.self, text) == fields)
  }
}
