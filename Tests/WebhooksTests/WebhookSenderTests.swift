// One call of a URL: what is sent, what each answer means, and that nobody private hears of it where that is refused.

import Foundation
import JobCore
import TestSupport
import Testing

@testable import Outbound
@testable import Webhooks

@Suite struct WebhookSenderTests {
  private func withSender(
    refusesPrivate: Bool = false, lookup: HostLookup = HostLookup(),
    _ body: (WebhookSender, _ directory: String) async throws -> Void
  ) async throws {
    let scratch = try TemporaryDirectory()
    let client = OutboundClient(refusesPrivate: refusesPrivate, connectionsMax: 2, lookup: lookup)
    let sender = WebhookSender(client, secretIn: scratch.path)
    do { try await body(sender, scratch.path) } catch { Issue.record(error) }
    await sender.close()
  }

  private func message(_ url: String) -> CallbackMessage {
    CallbackMessage(url: url, id: "cb_1_2", body: Array("{}".utf8), sentAt: Timestamp(micros: 1_700_000_000_500_000))
  }

  @Test func callIsOneSignedPost() async throws {
    let host = try await WebHost { _ in WebHost.answer("204 No Content") }
    try await withSender { sender, directory async throws in
      #expect(await sender.send(message(host.url("/hook"))) == .accepted)
      let signer = try WebhookSigner.load("\(directory)/callback-secret").get()
      let request = try #require(host.requests.first)
      #expect(request.method == "POST" && request.path == "/hook" && request.body == Array("{}".utf8))
      #expect(request.headers["webhook-id"] == "cb_1_2" && request.headers["webhook-timestamp"] == "1700000000")
      let signature = signer.signature(id: "cb_1_2", timestamp: 1_700_000_000, body: request.body)
      #expect(request.headers["webhook-signature"] == signature)
    }
  }

  @Test func answersMeanWhatTheirStatusSays() async throws {
    let host = try await WebHost { request in
      switch request.path {
      case "/gone": WebHost.answer("410 Gone")
      case "/later": WebHost.answer("503 Later", ["Retry-After: 7"])
      case "/moved": WebHost.answer("302 Found", ["Location: /there"])
      default: WebHost.answer()
      }
    }
    try await withSender { sender, _ async throws in
      #expect(await sender.send(message(host.url("/gone"))) == .gone("410 Gone: the receiver wants no more of this"))
      #expect(
        await sender.send(message(host.url("/later"))) == .refused("answered 503", retryAfterMicros: 7_000_000))
      #expect(await sender.send(message(host.url("/moved"))) == .refused("answered 302"))
      #expect(host.requests("/there").isEmpty)
    }
  }

  @Test func secretThatIsNoneIsSaidAndNothingIsSent() async throws {
    let host = try await WebHost { _ in WebHost.answer() }
    try await withSender { sender, directory async throws in
      try Data("nonsense".utf8).write(to: URL(filePath: "\(directory)/callback-secret"))
      guard case .refused(let reason, nil) = await sender.send(message(host.url("/"))) else {
        Issue.record("it was sent")
        return
      }
      #expect(reason.contains("callback-secret") && host.requests.isEmpty)
    }
  }

  @Test func nameThatMovesHereAfterItsLookUpGetsNoByte() async throws {
    let host = try await WebHost { _ in WebHost.answer() }
    let lookup = HostLookup(resolve: { _ in .success(HostAddresses(bytes: [[8, 8, 8, 8]])) })
    try await withSender(refusesPrivate: true, lookup: lookup) { sender, _ async throws in
      guard case .refused(let reason, nil) = await sender.send(message(host.url("/", host: "localhost"))) else {
        Issue.record("it was sent")
        return
      }
      #expect(reason.contains("private"))
    }
    #expect(host.requests.isEmpty && host.bytesReceived == 0)
  }
}
