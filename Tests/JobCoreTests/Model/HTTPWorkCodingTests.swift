// Requests of http jobs as they are stored: all of one comes back, and a body that is text stays text.

import Foundation
import Testing

@testable import JobCore

@Suite struct HTTPWorkCodingTests {
  private func stored(_ work: HTTPWork) throws -> String {
    String(decoding: try JSONEncoder().encode(work), as: UTF8.self)
  }

  @Test(arguments: [nil, [], Array("é".utf8), [0xFF, 0]] as [[UInt8]?]) func aRequestComesBack(_ body: [UInt8]?) throws
  {
    var work = HTTPWork(url: "https://x/a")
    work.method = "PUT"
    work.headers = ["A": "b"]
    work.body = body
    work.expectStatus = [200...204, 404...404]
    work.expectBody = "ok"
    work.redirectsMax = 2
    #expect(try JSONDecoder().decode(HTTPWork.self, from: Data(try stored(work).utf8)) == work)
  }

  @Test func whatHasItsDefaultTakesNoRoom() throws {
    #expect(try stored(HTTPWork(url: "a")) == #"{"url":"a"}"#)
  }

  @Test func textStaysText() throws {
    var work = HTTPWork(url: "a")
    work.body = Array("hello".utf8)
    #expect(try stored(work).contains(#""body":"hello""#))
    work.body = [0xFF]
    #expect(try stored(work).contains(#""body_base64":"#))
  }
}
