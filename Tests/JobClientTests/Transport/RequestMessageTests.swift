// Requests in the form of HTTP: they say how long their body is, and carry no header within a header.

import NIOCore
import NIOHTTP1
import Testing

@testable import JobClient

@Suite struct RequestMessageTests {
  private func message(_ method: HTTPMethod, _ body: [UInt8] = []) -> RequestMessage {
    RequestMessage(method, "/", body: body, deadline: .distantFuture, mayLast: false)
  }

  @Test func lengthIsSaidWhereABodyMayBe() {
    for method in [HTTPMethod.POST, .PUT, .PATCH] {
      #expect(message(method).head.headers["Content-Length"] == ["0"])
      #expect(message(method, [1, 2]).head.headers["Content-Length"] == ["2"])
    }
    for method in [HTTPMethod.GET, .HEAD, .DELETE] { #expect(message(method).head.headers.isEmpty) }
  }

  @Test(arguments: ["a\nb", "a\rb", "\u{0}", "\u{7F}"]) func valueWithAControlCharacterIsFound(_ value: String) {
    var message = message(.GET)
    message.head.headers.add(name: "Accept", value: "*/*")
    #expect(message.badHeader == nil)
    message.head.headers.add(name: "X", value: value)
    #expect(message.badHeader == "X")
  }

  @Test func tabsAndOtherScriptsAreNoHarm() {
    var message = message(.GET)
    message.head.headers.add(name: "X", value: "a\tb é")
    #expect(message.badHeader == nil)
  }
}
