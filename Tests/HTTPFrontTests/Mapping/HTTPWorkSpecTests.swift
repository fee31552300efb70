// Requests of http jobs: all of one comes in, and no secret goes out.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct HTTPWorkSpecTests {
  @Test func everyFieldArrives() {
    let work = HTTPWork(
      HTTPSpec(
        url: "https://x/a", method: "PUT", headers: ["A": "b"], body: "é",
        expectStatus: [StatusRange(first: 200, last: 204)],
        expectBody: "ok", followRedirects: 2))
    #expect(work.url == "https://x/a" && work.method == "PUT" && work.headers == ["A": "b"])
    #expect(work.body == Array("é".utf8) && work.expectStatus == [200...204] && work.expectBody == "ok")
    #expect(work.redirectsMax == 2)
  }

  @Test func secretsAreMaskedOnTheWayOut() {
    var work = HTTPWork(url: "https://me:secret@x/a?token=1")
    work.headers = [
      "Authorization": "Bearer t", "Cookie": "c", "X-Api-Key": "k", "Idempotency-Key": "i", "Accept": "*/*",
    ]
    let shown = HTTPSpec(masking: work)
    #expect(shown.url == "https://***@x/a?token=***")
    #expect(
      shown.headers == [
        "Authorization": "***", "Cookie": "***", "X-Api-Key": "***", "Idempotency-Key": "i", "Accept": "*/*",
      ])
    #expect(shown.body == nil && shown.expectStatus == nil && shown.followRedirects == nil)
  }

  @Test func bytesThatAreNoTextAreCounted() {
    var work = HTTPWork(url: "https://x/")
    work.body = [0xFF, 0xFE]
    #expect(HTTPSpec(masking: work).body == "*** (2 bytes)")
  }
}
