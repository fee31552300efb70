// Requests of http jobs: what the job asked for outweighs what jobd adds.

import AsyncHTTPClient
import JobCore
import NIOHTTP1
import Testing

@testable import HTTPJobs

@Suite struct OutgoingRequestTests {
  private func request(_ change: (inout HTTPWork) -> Void = { _ in }) -> OutgoingRequest {
    var work = HTTPWork(url: "https://x/a")
    change(&work)
    return OutgoingRequest(work)
  }

  @Test func theMethodIsThatOfTheBodyUnlessItIsSaid() {
    #expect(request().method == "GET")
    #expect(request { $0.body = [] }.method == "POST")
    #expect(request { $0.method = "put" }.method == "PUT")
    // Methods that are nobody's are case-sensitive.
    #expect(request { $0.method = "Purge" }.method == "Purge")
  }

  @Test func someMayBeAskedTwice() {
    #expect(request().isIdempotent && request { $0.method = "delete" }.isIdempotent)
    #expect(!request { $0.method = "POST" }.isIdempotent && !request { $0.method = "PATCH" }.isIdempotent)
  }

  @Test func headersOfTheJobOutweighOurs() {
    let plain = request { $0.body = Array("a".utf8) }.clientRequest([("Jobd-Attempt", "1")])
    #expect(plain.headers["Jobd-Attempt"] == ["1"] && plain.headers["User-Agent"] == ["jobd"])
    #expect(plain.headers["Content-Type"] == ["text/plain; charset=utf-8"])
    let own = request {
      $0.body = Array("{}".utf8)
      $0.headers = ["content-type": "application/json", "USER-AGENT": "me", "jobd-attempt": "9"]
    }.clientRequest([("Jobd-Attempt", "1")])
    #expect(own.headers["Jobd-Attempt"] == ["9"] && own.headers["User-Agent"] == ["me"])
    #expect(own.headers["Content-Type"] == ["application/json"] && own.headers["Accept"] == ["*/*"])
  }
}
