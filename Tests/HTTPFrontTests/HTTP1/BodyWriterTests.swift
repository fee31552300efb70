// What is sent of a streamed answer, and what is not any more.

import NIOCore
import NIOHTTP1
import Testing

@testable import HTTPFront

@Suite struct BodyWriterTests {
  /// So ends a stream whose token was taken back while its reader did not read.
  @Test func nothingIsSentOfWhatWasCancelled() async throws {
    let route = Route(method: .GET, path: "/cancelled", verb: .probe) { _ in
      let body = HTTPResponse.Body.stream(length: nil) { writer in
        withUnsafeCurrentTask { $0?.cancel() }
        try await writer.write(Array("too late".utf8))
      }
      return HTTPResponse(.ok, contentType: .text, body: body)
    }
    try await withFront(routes: [route]) { front in
      let client = try await front.connect()
      try await client.send(TestClient.request("GET", "/cancelled"))
      let text = String(decoding: try await client.receiveToEnd(), as: UTF8.self)
      #expect(!text.contains("too late") && !text.hasSuffix("0\r\n\r\n"), "\(text)")
      client.close()
    }
  }
}
