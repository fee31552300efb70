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
    let shown = HTTPSpec(masking: work, for: .path)
    #expect(shown.url == "https://***@x/a?token=***")
    #expect(
      shown.headers == [
        "Authorization": "***", "Cookie": "***", "X-Api-Key": "***", "Idempotency-Key": "i", "Accept": "*/*",
      ])
    #expect(shown.body == nil && shown.expectStatus == nil && shown.followRedirects == nil)
  }

  @Test func whoOnlyLooksOnIsNotShownWhatStandsBehindAHost() {
    #expect(HTTPSpec(masking: HTTPWork(url: "https://x/hook/secret"), for: .host).url == "https://x/***")
    let headers = [("Location", "https://y/next/secret"), ("Content-Location", "/here/secret"), ("Age", "1")]
    let answer = HTTPAnswer(
      status: 302, headers: headers.map { HTTPAnswer.Header(name: $0, value: $1) }, url: "https://x/hook/secret")
    let shown = HTTPAnswerView(answer, for: .host)
    #expect(shown.url == "https://x/***")
    #expect(shown.headers == ["location": "https://y/***", "content-location": "***", "age": "1"])
    let whole = HTTPAnswerView(answer, for: .path)
    #expect(whole.url == answer.url && whole.headers["location"] == "https://y/next/secret")
  }

  @Test func bytesThatAreNoTextAreCounted() {
    var work = HTTPWork(url: "https://x/")
    work.body = [0xFF, 0xFE]
    #expect(HTTPSpec(masking: work, for: .path).body == "*** (2 bytes)")
  }
}
