// Requests before they become HTTP: their path and body, which may be made twice, and which any database may answer.

import JobWire
import Testing

@testable import JobClient

@Suite struct ClientRequestTests {
  @Test func pathHasItsQuery() {
    #expect(ClientRequest(.get, "/v1/jobs").path == "/v1/jobs")
    let query = [QueryItem("name", "a b&c"), QueryItem("limit", "5")]
    #expect(ClientRequest(.get, "/v1/jobs", query: query).path == "/v1/jobs?name=a%20b%26c&limit=5")
  }

  @Test func bodySaysWhatItIs() {
    let plain = ClientRequest(.post, "/v1/jobs")
    #expect(plain.body.isEmpty && plain.headers.isEmpty)
    let json = plain.with(CancelRequest(reason: "r"))
    #expect(json.body == Array(#"{"reason":"r"}"#.utf8))
    #expect(json.headers.map { "\($0.name): \($0.value)" } == ["Content-Type: application/json"])
    let bytes = plain.with(bytes: [1, 2], type: "application/octet-stream")
    #expect(bytes.body == [1, 2] && bytes.headers.first?.value == "application/octet-stream")
  }

  @Test func whatDoesNoMoreWhenItIsMadeTwiceIsMadeAgain() {
    for method in [ClientRequest.Method.get, .head, .put] {
      #expect(ClientRequest(method, "/").isRepeatable, "\(method)")
    }
    #expect(ClientRequest(.delete, "/").doneWhenGone().isRepeatable)
    #expect(!ClientRequest(.delete, "/").isRepeatable, "what it has removed is said in its answer alone")
    #expect(!ClientRequest(.patch, "/").isRepeatable && !ClientRequest(.post, "/").isRepeatable)
    var harmless = ClientRequest(.post, "/")
    harmless.mayBeRepeated = true
    #expect(harmless.isRepeatable)
    var keyed = ClientRequest(.post, "/")
    keyed.headers.append((WireHeader.idempotencyKey, "k"))
    #expect(keyed.isRepeatable)
    var patch = ClientRequest(.patch, "/")
    patch.headers.append((WireHeader.idempotencyKey, "k"))
    #expect(!patch.isRepeatable, "nobody remembers the answer to an edit")
  }

  @Test(arguments: [
    (#"{"shell":"x"}"#, true), (#"{"shell":"x","after":[7]}"#, false), (#"{"shell":"x","batch":3}"#, false),
    (#"{"shell":"after"}"#, false), (#"{"shell":"after all"}"#, true), (#"{"shell":"say \"hello\""}"#, true),
    ("{\"shell\":\"x\"}\n{\"batch\":3}\n", false), (#"{"then":[{"job":{"after":[1]}}]}"#, false), ("", true),
    (#"""#, true),
  ]) func submissionThatNamesOthersIsForTheirStore(_ body: String, _ isForAnyStore: Bool) {
    let request = ClientRequest(.post, "/v1/jobs").submitting(Array(body.utf8), type: WireHeader.json)
    #expect(request.isForAnyStore == isForAnyStore && request.body == Array(body.utf8))
  }

  @Test func whatOnlyLooksIsHarmless() {
    #expect(ClientRequest(.get, "/").isHarmless && ClientRequest(.head, "/").isHarmless)
    for method in [ClientRequest.Method.put, .patch, .delete, .post] {
      #expect(!ClientRequest(method, "/").doneWhenGone().isHarmless, "\(method)")
    }
    var wait = ClientRequest(.post, "/")
    wait.mayBeRepeated = true
    #expect(wait.isHarmless)
  }

  @Test func anyStoreIsTheRightOneForWhatNamesNothing() {
    #expect(!ClientRequest(.get, "/").isForAnyStore && ClientRequest(.get, "/").forAnyStore().isForAnyStore)
    #expect(!ClientRequest(.get, "/").forAnyStore(if: false).isForAnyStore)
  }
}
